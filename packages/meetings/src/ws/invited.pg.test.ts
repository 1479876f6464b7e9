import { afterAll, beforeAll, expect, test } from 'vitest';
import { guestKey, personKey } from '../identity.ts';
import type { Invited } from '../invited.ts';
import { openHouse, type House } from '../testing/house.ts';
import { until } from '../testing/test-client.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const dora: Invited = { role: 'co-host', passesLobby: true, guest: { id: 'invitee-dora', name: 'Dr. Dora Klein' } };
async function running(settings = {}) {
  const { id } = await house.meetingOf('Alice', settings);
  const alice = await house.connect('person=Alice');
  await alice.join(id);
  return { id, alice };
}

test('the bearer of a personal link is inside with name, role and lobby of the invitation, whatever the client says', async () => {
  const { id, alice } = await running({ passcodeByLink: true });
  house.invitations.invite(id, guestKey('laptop'), dora);
  const guest = await house.connect('guest=laptop');
  expect(await guest.join(id, { name: 'Alice' })).toMatchObject({ state: 'joined' });
  await until('Alice to see her', () => alice.person('Dr. Dora Klein'));
  expect(alice.person('Dr. Dora Klein')).toMatchObject({ role: 'co-host', guest: true });
  expect(await house.request('guest=laptop', 'GET', `/api/public/meetings/${id}`)).toMatchObject({
    body: { passcodeNeeded: false, invitedAs: 'Dr. Dora Klein' },
  });
  expect((await house.request('guest=other', 'GET', `/api/public/meetings/${id}`)).text).not.toContain('Dora');
});

test('in another meeting the same browser is a guest like all others', async () => {
  const invited = await running();
  house.invitations.invite(invited.id, guestKey('desk'), dora);
  const { id, alice } = await running();
  const guest = await house.connect('guest=desk');
  expect(await guest.join(id, { name: 'Dora' })).toMatchObject({ state: 'waiting' });
  expect((await until('Alice to see who waits', () => alice.waiting('Dora'))).guest).toBe(true);
});

test('another browser with the link takes the place over: one participant, and the former one is told', async () => {
  const { id, alice } = await running();
  house.invitations.invite(id, guestKey('first'), dora);
  const first = await house.connect('guest=first');
  await first.join(id);
  const before = await alice.idOf('Dr. Dora Klein');
  house.invitations.withdraw(id, guestKey('first'));
  house.invitations.invite(id, guestKey('second'), dora);
  const second = await house.connect('guest=second');
  expect(await second.join(id)).toMatchObject({ state: 'joined' });
  expect(await first.next('meeting.gone')).toMatchObject({ reason: 'replaced' });
  expect(await alice.idOf('Dr. Dora Klein')).toBe(before);
  // The former browser holds no link any more: a stranger, who gives a name and waits.
  const again = await house.connect('guest=first');
  expect(await again.refusal('meeting.join', { wireVersion: 1, meetingId: id, deviceId: 'device-of-first-again' })).toBe('name_needed');
});

test('tabs of the same browser are there beside each other', async () => {
  const { id } = await running();
  house.invitations.invite(id, guestKey('tabs'), dora);
  const one = await house.connect('guest=tabs');
  await one.join(id);
  const other = await house.connect('guest=tabs');
  await other.join(id);
  expect(one.view.me).toMatchObject({ companion: false });
  expect(other.view.me).toMatchObject({ companion: true, participantId: one.view.me.participantId });
});

test('a link that is withdrawn puts its bearer out at once, from inside and out of the lobby', async () => {
  const { id, alice } = await running();
  for (const [browser, passesLobby] of [
    ['inside', true],
    ['lobby', false],
  ] as const) {
    const invited = { ...dora, passesLobby, guest: { id: `invitee-${browser}`, name: `Dora ${browser}` } };
    house.invitations.invite(id, guestKey(browser), invited);
    const guest = await house.connect(`guest=${browser}`);
    expect(await guest.join(id)).toMatchObject({ state: passesLobby ? 'joined' : 'waiting' });
    expect(await house.meetings.placeOf(id, invited.guest.id)).toBe(passesLobby ? 'in' : 'waiting');
    house.invitations.withdraw(id, guestKey(browser));
    await house.meetings.putOut(id, invited.guest.id);
    expect(await guest.next('meeting.gone')).toMatchObject({ reason: 'removed' });
    expect(await house.meetings.placeOf(id, invited.guest.id)).toBe('out');
  }
  expect(alice.names).toEqual(['Alice']);
});

test('colleagues who are invited find the meeting in their list; others do not', async () => {
  const { body } = await house.request('person=Alice', 'POST', '/api/meetings', {
    ...{ kind: 'planned', title: 'Haushalt', startsAtMs: Date.now() + 3 * 86_400_000, timeZone: 'Europe/Berlin' },
  });
  const { id } = body as { id: Parameters<House['invitations']['invite']>[0] };
  const bob = house.accounts.personNamed('Bob');
  house.invitations.invite(id, personKey(bob.id), { role: 'co-host', passesLobby: true });
  const listOf = async (name: string) =>
    (await house.request(`person=${name}`, 'GET', '/api/meetings?when=coming&timeZone=Europe/Berlin')).text;
  const told = await listOf('Bob');
  expect(JSON.parse(told)).toMatchObject({ meetings: [{ title: 'Haushalt', owner: false, ownerName: 'Alice', lastEnteredAtMs: null }] });
  expect(told).not.toContain('passcode');
  expect(await listOf('Mallory')).not.toContain('Haushalt');
});
