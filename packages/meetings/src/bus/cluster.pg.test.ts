import { createLogger, LocalBus, LocalExchange } from '@saal/foundation';
import { describe } from 'vitest';
import { clusterContract } from '../testing/cluster-contract.ts';

describe('several servers on the bus of one process', () => {
  const exchange = new LocalExchange();
  clusterContract(() => Promise.resolve(new LocalBus(createLogger('silent'), exchange)));
});
