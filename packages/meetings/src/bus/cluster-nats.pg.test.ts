import { createLogger, NatsBus, newSecret } from '@saal/foundation';
import { natsServerProgram, startNatsServer, type TestNatsServer } from '@saal/foundation/testing';
import { afterAll, beforeAll, describe } from 'vitest';
import { clusterContract } from '../testing/cluster-contract.ts';
import type { SkippingClock } from '../testing/skipping-clock.ts';

// `npm test` installs Debian's nats-server; elsewhere these are shown as skipped.
describe.skipIf(natsServerProgram() === undefined)('several servers over NATS', () => {
  const secret = newSecret();
  let nats: TestNatsServer;
  beforeAll(async () => {
    nats = await startNatsServer();
  });
  afterAll(() => nats.stop());

  clusterContract((clock: SkippingClock) => NatsBus.connect({ url: nats.url, secret, name: 'test', clock, log: createLogger('silent') }));
});
