import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse, type House } from '../testing/house.ts';
import { until, type TestClient } from '../testing/test-client.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** Alice leads, Bob has an account too, Carol is a guest: all three inside. */
async function threeInside(): Promise<{ id: string; alice: TestClient; bob: TestClient; carol: TestClient }> {
  const { id } = await house.meetingOf('Alice');
  const alice = await house.connect('person=Alice');
  await alice.join(id);
  const bob = await house.connect('person=Bob');
  await bob.join(id);
  const carol = await house.connect(`guest=carol${id.slice(0, 6)}`);
  await carol.join(id, { name: 'Carol' });
  const waiting = await until('Carol in the lobby', () => alice.waiting('Carol'));
  await alice.ask('meeting.admit', { participantId: waiting.id });
  await carol.next('lobby.admitted');
  await carol.join(id, { name: 'Carol' });
  await until('all to see all', () => [alice, bob, carol].every((one) => one.names.length === 3));
  return { id, alice, bob, carol };
}

test('a guest waits, is let in, and everybody sees the same people', async () => {
  const { alice, bob, carol } = await threeInside();
  expect(alice.names).toEqual(['Alice', 'Bob', 'Carol']);
  expect(carol.view.participants).toEqual(alice.view.participants);
  expect(bob.view.participants).toEqual(alice.view.participants);
  expect(alice.person('Carol')).toMatchObject({ guest: true, role: 'participant', presence: 'here' });
  expect(carol.view.waiting).toEqual([]);
});
