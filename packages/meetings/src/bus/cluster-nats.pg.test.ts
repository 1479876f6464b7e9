import { createLogger, NatsBus, newSecret } from '@saal/foundation';
import { natsServerProgram, startNatsServer, type TestNatsServer } from '@saal/foundation/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clusterContract } from '../testing/cluster-contract.ts';
import { openEstate, openHouse } from '../testing/house.ts';
import type { SkippingClock } from '../testing/skipping-clock.ts';
import { until } from '../testing/test-client.ts';

// `npm test` installs Debian's nats-server; elsewhere these are shown as skipped.
describe.skipIf(natsServerProgram() === undefined)('several servers over NATS', () => {
  const secret = newSecret();
  let nats: TestNatsServer;
  beforeAll(async () => {
    nats = await startNatsServer();
  });
  afterAll(() => nats.stop());

  const member = (clock: SkippingClock): Promise<NatsBus> =>
    NatsBus.connect({ url: nats.url, secret, name: 'test', clock, log: createLogger('silent') });
  clusterContract(member);

  test('while NATS is away meetings go on where they are conducted; when it is back, so do the others', async () => {
    const estate = await openEstate(member);
    const [first, second] = [await openHouse(estate), await openHouse(estate)];
    const { id } = await first.meetingOf('Alice');
    const alice = await first.connect('person=Alice');
    await alice.join(id);
    const bob = await second.connect('person=Bob');
    await bob.join(id);
    const { id: bobId } = bob;

    await nats.kill();
    await until('Bob to be told', () => bob.closed === 1012);
    await until('Bob to be away for Alice', () => alice.person('Bob')?.presence === 'reconnecting');
    await alice.ask('meeting.set-hand', { raised: true });
    const waiting = await second.connect('person=Bob', bob.deviceId);
    expect(await waiting.joinRefusal(id)).toBe('not_ready');

    await nats.start();
    await until('the bus to be back', () => first.bus.connected && second.bus.connected);
    await waiting.join(id);
    expect(waiting.id).toBe(bobId);
    expect(waiting.person('Alice')?.handRaisedAtMs).toBeTruthy();
    await first.close();
    await second.close();
    await estate.close();
  });
});
