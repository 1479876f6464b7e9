import type { House } from './house.ts';
import { until, type TestClient } from './test-client.ts';

/** Alice leads, Bob has an account too, Carol is a guest: all three inside. */
export async function threeInside(house: House): Promise<{ id: string; alice: TestClient; bob: TestClient; carol: TestClient }> {
  const { id } = await house.meetingOf('Alice');
  const alice = await house.connect('person=Alice');
  await alice.join(id);
  const bob = await house.connect('person=Bob');
  await bob.join(id);
  const carol = await house.connect(`guest=carol-${id.slice(0, 8)}`);
  await carol.join(id, { name: 'Carol' });
  await admit(alice, 'Carol');
  await carol.next('lobby.admitted');
  await carol.join(id, { name: 'Carol' });
  await until('all to see all', () => [alice, bob, carol].every((one) => one.names.length === 3));
  return { id, alice, bob, carol };
}

export async function admit(host: TestClient, name: string): Promise<void> {
  const waiting = await until(`${name} in the lobby`, () => host.waiting(name));
  await host.ask('meeting.admit', { participantId: waiting.id });
}
