import { describe } from 'vitest';
import { createLogger } from '../log.ts';
import { busContract } from '../testing/bus-contract.ts';
import { LocalBus, LocalExchange } from './local-bus.ts';

describe('the bus inside one process', () => {
  const exchange = new LocalExchange();
  busContract(() => Promise.resolve(new LocalBus(createLogger('silent'), exchange)));
});
