import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { createLogger } from '../log.ts';
import { Metrics } from '../metrics.ts';
import { busContract } from '../testing/bus-contract.ts';
import { natsServerProgram, startNatsServer, type TestNatsServer } from '../testing/nats-server.ts';
import { BusAway, BusNobodyThere } from './bus.ts';
import { NatsBus } from './nats-bus.ts';
import { signed } from './signature.ts';

const secret = 'the secret of this cluster, 32 characters';
const soon = { timeout: 10_000, interval: 5 };
let nats: TestNatsServer;

const member = (options: { secret?: string; metrics?: Metrics } = {}): Promise<NatsBus> =>
  NatsBus.connect({ url: nats.url, secret, name: 'test', clock: systemClock, log: createLogger('silent'), ...options });

// `npm test` installs Debian's nats-server; elsewhere (npm run test:unit) these are shown as skipped.
describe.skipIf(natsServerProgram() === undefined)('the bus over NATS', () => {
  beforeAll(async () => {
    nats = await startNatsServer();
  });
  afterAll(() => nats.stop());

  busContract(member);

  test('only those who hold the secret of the cluster are heard', async () => {
    const metrics = new Metrics();
    const [alice, mallory, bare] = [
      await member({ metrics }),
      await member({ secret: 'another secret, as long as the first one' }),
      await connect({ servers: nats.url.slice('nats://'.length) }),
    ];
    const got: unknown[] = [];
    alice.subscribe('meeting', (payload) => got.push(payload));
    alice.serve('open', async (payload) => got.push(payload));
    await alice.request('open', 'from a friend');
    mallory.publish('meeting', 'wrong secret');
    bare.publish('saal.told.meeting', '"no signature"');
    bare.publish('saal.told.meeting', signed(secret, 'saal.told.elsewhere', Date.now(), '"of another subject"'));
    bare.publish('saal.told.meeting', signed(secret, 'saal.told.meeting', Date.now() - 31_000, '"of long ago"'));
    await expect(mallory.request('open', 'wrong secret', { timeoutMs: 200 })).rejects.toMatchObject({ code: 'not_ready' });
    await bare.flush();
    bare.publish('saal.told.meeting', signed(secret, 'saal.told.meeting', Date.now(), '"right"'));
    await vi.waitFor(() => expect(got).toContain('right'), soon);
    expect(got).toEqual(['from a friend', 'right']);
    expect(await metrics.text()).toMatch(/saal_bus_refused_total 5\b/);
    await Promise.all([alice.close(), mallory.close(), bare.close()]);
  });

  test('an answer without the secret is none', async () => {
    const alice = await member();
    const bare = await connect({ servers: nats.url.slice('nats://'.length) });
    bare.subscribe('saal.asked.open', { callback: (_error, message) => void message.respond('{"ok":true,"value":"forged"}') });
    await bare.flush();
    await expect(alice.request('open', {})).rejects.toBeInstanceOf(BusNobodyThere);
    await Promise.all([alice.close(), bare.close()]);
  });

  test('while NATS is away nothing is kept and requests fail at once; when it is back, all is as before', async () => {
    const metrics = new Metrics();
    const [alice, bob] = [await member({ metrics }), await member()];
    const got: unknown[] = [];
    bob.subscribe('news', (payload) => got.push(payload));
    bob.serve('hello', async () => 'hello');
    bob.serve('endless', () => new Promise(() => undefined));
    await vi.waitFor(async () => expect(await alice.request('hello', {})).toBe('hello'), soon);

    const underWay = alice.request('endless', {}, { timeoutMs: 60_000 }).catch((error: unknown) => error);
    await nats.kill();
    expect(await underWay).toBeInstanceOf(BusAway);
    await vi.waitFor(() => expect([alice.connected, bob.connected]).toEqual([false, false]), soon);
    await expect(alice.request('hello', {})).rejects.toBeInstanceOf(BusAway);
    alice.publish('news', 'while away');
    expect(await metrics.text()).toMatch(/saal_bus_dropped_total 1\b/);

    await nats.start();
    await vi.waitFor(async () => expect(await alice.request('hello', {})).toBe('hello'), soon);
    alice.publish('news', 'back');
    await vi.waitFor(() => expect(got).toEqual(['back']), soon);
    await Promise.all([alice.close(), bob.close()]);
  });

  test('a secret that is too short, or no NATS, is said at once', async () => {
    await expect(member({ secret: 'short' })).rejects.toThrow('32 characters');
    const options = { url: 'nats://127.0.0.1:1', secret, name: 'test', clock: systemClock, log: createLogger('silent') };
    await expect(NatsBus.connect(options)).rejects.toBeInstanceOf(BusAway);
  });
});
