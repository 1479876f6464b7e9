import { requests } from '@saal/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse, type House } from '../testing/house.ts';
import { TestClient, until } from '../testing/test-client.ts';
import { threeInside } from '../testing/three-inside.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

test('A09: a page of somebody else, or none, gets no WebSocket; neither does a browser without cookie', async () => {
  const open = (cookie: string, origin: string): Promise<TestClient> =>
    TestClient.open(house.url, { cookie, origin, deviceId: 'device-of-eve' });
  await expect(open('person=Alice', 'https://evil.example.org')).rejects.toThrow('403');
  await expect(open('person=Alice', 'null')).rejects.toThrow('403');
  await expect(open('', 'https://saal.example.org')).rejects.toThrow('401');
});

test('C10: strange data is refused with bad_request, and the meeting goes on', async () => {
  const { alice, bob } = await threeInside(house);
  const strange: unknown[] = [
    null,
    [],
    'text',
    1e308,
    -0,
    { participantId: { $ne: 1 } },
    { raised: 'yes' },
    { raised: true, more: 1 },
    { participantIds: Array(10_000).fill('x') },
  ];
  for (const data of strange) expect(await bob.refusal('meeting.set-hand', data)).toBe('bad_request');
  expect(await bob.refusal('meeting.no-such-thing', {})).toBe('unknown_method');
  expect(await bob.refusal('toString', {})).toBe('unknown_method');
  expect(await bob.refusal('__proto__', {})).toBe('unknown_method');
  bob.socket.send('{"k":"req","id":77,"method":"meeting.set-hand","data":{"__proto__":{"raised":true},"raised":true}}');
  await until('an answer to the forbidden key', () =>
    bob.frames.some((frame) => frame.includes('"id":77') && frame.includes('bad_request')),
  );
  expect('raised' in {}).toBe(false);
  await bob.ask('meeting.set-hand', { raised: true });
  await until('the hand', () => alice.person('Bob')?.handRaisedAtMs);
});

test('C10: no method and no data, however odd, ends the meeting or is answered as a fault of ours', async () => {
  const { alice } = await threeInside(house);
  const value = fc.jsonValue({ maxDepth: 3 });
  const odd = await house.connect('guest=odd');
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(requests)), value, async (method, data) => {
      const client = odd.closed === undefined ? odd : await house.connect('guest=odd');
      expect(await client.refusal(method, data)).not.toBe('internal');
    }),
    { numRuns: 60 },
  );
  await alice.ask('meeting.set-hand', { raised: true });
});

test('M12: too large, unreadable or binary messages end that connection only', async () => {
  const { alice, bob, carol } = await threeInside(house);
  bob.socket.send(JSON.stringify({ k: 'req', id: 1, method: 'meeting.leave', data: { text: 'x'.repeat(70_000) } }));
  await until('1009', () => bob.closed === 1009);
  carol.socket.send(Buffer.from([1, 2, 3]));
  await until('4400', () => carol.closed === 4400);
  const dora = await house.connect('person=Dora');
  dora.socket.send('{"k":');
  await until('4400', () => dora.closed === 4400);
  await alice.ask('meeting.set-hand', { raised: true });
  await until(
    'both reconnecting',
    () => alice.person('Bob')?.presence === 'reconnecting' && alice.person('Carol')?.presence === 'reconnecting',
  );
});

test('M12: a thousand messages are slowed, then cut off; the others notice nothing', async () => {
  const { alice, bob } = await threeInside(house);
  const answers = await Promise.allSettled(
    Array.from({ length: 1_000 }, () => bob.refusal('meeting.lower-hand', { participantId: alice.id })),
  );
  await until('the flood to be cut off', () => bob.closed === 4429);
  const codes = new Set(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : 'closed')));
  expect(codes).toContain('rate_limited');
  expect([...codes].filter((code) => code !== 'right_missing' && code !== 'rate_limited' && code !== 'closed')).toEqual([]);
  const reactions = await Promise.all(Array.from({ length: 20 }, () => alice.refusal('meeting.react', { reaction: 'clap' })));
  expect(reactions.filter((code) => code === undefined).length).toBeLessThanOrEqual(8);
  expect(alice.closed).toBeUndefined();
});

test('M12: a reader that stalls is dropped alone, and memory stays bounded', async () => {
  const { alice, bob, carol } = await threeInside(house);
  bob.socket.pause();
  const listener = house.media.rooms.get(alice.view.meeting.id)!.listener;
  const many = Array.from({ length: 400 }, () => alice.view.me.participantId);
  await until(
    'the stalled reader to be dropped',
    () => {
      // Some 200 kB: readers that do read keep up with it.
      for (let burst = 0; burst < 20; burst++) listener.speakingChanged(many, null);
      return house.log().includes('reads too slowly');
    },
    60_000,
  );
  await until('Bob reconnecting', () => alice.person('Bob')?.presence === 'reconnecting', 60_000);
  await carol.ask('meeting.set-hand', { raised: true });
  await until('the hand', () => alice.person('Carol')?.handRaisedAtMs);
}, 120_000);

test('C08: names and titles are plain text, without control characters or reversed writing', async () => {
  const nasty = '<img src=x onerror=alert(1)>\u202e\u0000 "=cmd|\'/c calc\'!A1"';
  const { body } = await house.request('person=Alice', 'POST', '/api/meetings', { kind: 'instant', title: nasty });
  expect(body).toMatchObject({ title: '<img src=x onerror=alert(1)> "=cmd|\'/c calc\'!A1"' });
  const { id } = body as { id: string };
  const alice = await house.connect('person=Alice');
  await alice.join(id);
  const mallory = await house.connect('guest=mallory-name');
  await mallory.join(id, { name: nasty });
  expect((await until('Mallory', () => alice.view.waiting[0])).name).toBe('<img src=x onerror=alert(1)> "=cmd|\'/c calc\'!A1"');
  expect(await (await house.connect('guest=blank')).joinRefusal(id, { name: '\u202e \u200b' })).toBe('bad_request');
  expect(await (await house.connect('guest=long')).joinRefusal(id, { name: 'x'.repeat(81) })).toBe('bad_request');
});
