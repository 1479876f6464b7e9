import { afterEach, expect, test, vi } from 'vitest';
import { BusAway, BusNobodyThere, BusPayloadTooLarge, BusTimeout, RemoteError, subjectToken, type Bus } from '../bus/bus.ts';
import { SaalError } from '../errors.ts';

class MeetingIsFull extends SaalError {
  readonly code = 'meeting_full';
  constructor() {
    super('the meeting is full', { details: { limit: 500 } });
  }
}

const soon = { timeout: 10_000, interval: 5 };

/** What every filling of the bus has to keep. @param connect another member of the same cluster */
export function busContract(connect: () => Promise<Bus>): void {
  const buses: Bus[] = [];
  const member = async (): Promise<Bus> => {
    const bus = await connect();
    buses.push(bus);
    return bus;
  };
  afterEach(async () => {
    await Promise.all(buses.splice(0).map((bus) => bus.close()));
  });
  /** Bob hears from now on: subscriptions take a moment to arrive. */
  const heard = async (alice: Bus, bob: Bus): Promise<void> => {
    let there = false;
    const probe = bob.subscribe('probe', () => (there = true));
    await vi.waitFor(() => {
      alice.publish('probe', null);
      expect(there).toBe(true);
    }, soon);
    probe.close();
  };

  test('what one member publishes is heard by all who subscribed, the sender too, and in order', async () => {
    const [alice, bob] = [await member(), await member()];
    const [byAlice, byBob]: unknown[][] = [[], []];
    alice.subscribe('meeting.7', (payload) => byAlice?.push(payload));
    bob.subscribe('meeting.7', (payload) => byBob?.push(payload));
    await heard(alice, bob);
    const numbers = Array.from({ length: 2_000 }, (_, number) => number);
    for (const number of numbers) alice.publish('meeting.7', number);
    await vi.waitFor(() => expect([byAlice?.length, byBob?.length]).toEqual([2_000, 2_000]), soon);
    expect([byAlice, byBob]).toEqual([numbers, numbers]);
  });

  test('delivery comes later than publishing, as JSON', async () => {
    const alice = await member();
    const got: unknown[] = [];
    alice.subscribe('a', (payload) => got.push(payload));
    alice.publish('a', { kept: 'ü', lost: undefined, at: new Date(0) });
    alice.publish('a', undefined);
    expect(got).toEqual([]);
    await vi.waitFor(() => expect(got).toHaveLength(2), soon);
    expect(got).toStrictEqual([{ kept: 'ü', at: '1970-01-01T00:00:00.000Z' }, null]);
  });

  test('wildcards stand for one token or for the rest, and ids in subjects stay whole', async () => {
    const [alice, bob] = [await member(), await member()];
    const [one, rest]: unknown[][] = [[], []];
    const id = subjectToken('a.b *>');
    bob.subscribe('server.*.alive', (payload) => one?.push(payload));
    bob.subscribe(`server.${id}.>`, (payload) => rest?.push(payload));
    await heard(alice, bob);
    alice.publish(`server.${id}.alive`, 1);
    alice.publish('server.other.alive', 2);
    alice.publish(`server.${id}.relay.deep`, 3);
    alice.publish(`server.${id}`, 4);
    await vi.waitFor(() => expect([one, rest]).toEqual([[1, 2], [1, 3]]), soon); // prettier-ignore
  });

  test('who stopped listening hears nothing more', async () => {
    const [alice, bob] = [await member(), await member()];
    const got: unknown[] = [];
    const subscription = bob.subscribe('news', (payload) => got.push(payload));
    await heard(alice, bob);
    alice.publish('news', 1);
    await vi.waitFor(() => expect(got).toEqual([1]), soon);
    subscription.close();
    subscription.close();
    alice.publish('news', 2);
    await heard(alice, bob);
    expect(got).toEqual([1]);
  });

  test('a subscriber that throws does not keep the next message from anybody', async () => {
    const [alice, bob] = [await member(), await member()];
    const got: unknown[] = [];
    bob.subscribe('news', (payload) => {
      got.push(payload);
      throw new Error('cannot take it');
    });
    await heard(alice, bob);
    alice.publish('news', 1);
    alice.publish('news', 2);
    await vi.waitFor(() => expect(got).toEqual([1, 2]), soon);
  });

  test('a request is answered by one of a queue, and each of them has its share', async () => {
    const [alice, bob, carol] = [await member(), await member(), await member()];
    const served = { bob: 0, carol: 0 };
    bob.serve('place', async (payload) => ({ by: 'bob', payload, count: ++served.bob }), { queue: 'nodes' });
    carol.serve('place', async (payload) => ({ by: 'carol', payload, count: ++served.carol }), { queue: 'nodes' });
    await heard(alice, bob);
    await heard(alice, carol);
    const answers = await Promise.all(Array.from({ length: 60 }, () => alice.request('place', { meeting: 7 })));
    expect(answers[0]).toMatchObject({ payload: { meeting: 7 } });
    expect(served.bob + served.carol).toBe(60);
    expect(Math.min(served.bob, served.carol)).toBeGreaterThan(0);
  });

  test('what the other side refuses arrives with its code and details, a fault of it as internal and without its words', async () => {
    const [alice, bob] = [await member(), await member()];
    bob.serve('join', () => Promise.reject(new MeetingIsFull()));
    bob.serve('break', () => Promise.reject(new Error('password 1234')));
    await heard(alice, bob);
    const refused = await alice.request('join', {}).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RemoteError);
    expect(refused).toMatchObject({ code: 'meeting_full', details: { limit: 500 } });
    const broken = await alice.request('break', {}).catch((error: unknown) => error);
    expect(broken).toMatchObject({ code: 'internal' });
    expect(String(broken)).not.toContain('1234');
  });

  test('a request nobody serves fails at once, also when somebody merely listens or has stopped serving', async () => {
    const [alice, bob] = [await member(), await member()];
    bob.subscribe('nothing', () => undefined);
    const serving = bob.serve('something', async () => 'here');
    await heard(alice, bob);
    await expect(alice.request('nothing', {})).rejects.toBeInstanceOf(BusNobodyThere);
    expect(await alice.request('something', {})).toBe('here');
    serving.close();
    await heard(bob, alice);
    await expect(alice.request('something', {})).rejects.toBeInstanceOf(BusNobodyThere);
  });

  test('a request that is not answered in time is given up', async () => {
    const [alice, bob] = [await member(), await member()];
    bob.serve('slow', () => new Promise(() => undefined));
    await heard(alice, bob);
    await expect(alice.request('slow', {}, { timeoutMs: 50 })).rejects.toBeInstanceOf(BusTimeout);
  });

  test('a payload that is too large is refused to its sender, as a message and as a request', async () => {
    const alice = await member();
    const large = 'x'.repeat(900_001);
    expect(() => alice.publish('a', large)).toThrow(BusPayloadTooLarge);
    await expect(alice.request('a', large)).rejects.toBeInstanceOf(BusPayloadTooLarge);
  });

  test('who left is not connected, serves nobody and asks nobody', async () => {
    const [alice, bob] = [await member(), await member()];
    bob.serve('hello', async () => 'hello');
    await heard(alice, bob);
    expect(bob.connected).toBe(true);
    await bob.close();
    await bob.close();
    expect(bob.connected).toBe(false);
    bob.publish('hello', 1);
    await expect(bob.request('hello', {})).rejects.toBeInstanceOf(BusAway);
    await vi.waitFor(() => expect(alice.request('hello', {})).rejects.toBeInstanceOf(BusNobodyThere), soon);
  });
}
