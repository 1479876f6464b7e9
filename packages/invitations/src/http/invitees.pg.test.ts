import { InviteeList, type MeetingId } from '@saal/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openInviteeHouse, secretIn, type InviteeHouse } from '../testing/invitee-house.ts';

let house: InviteeHouse;
beforeEach(async () => {
  house = await openInviteeHouse();
});
afterEach(() => house.close());

const dora = { email: 'dora@example.net', name: 'Dr. Dora Klein', role: 'co-host' };
async function linkTo(meetingId: MeetingId, invitee: { email: string; name?: string } = dora): Promise<{ id: string; secret: string }> {
  const listed = (await house.invite(meetingId, invitee)).find(({ email }) => email === invitee.email);
  return { id: listed?.id ?? '', secret: secretIn(listed?.link) };
}
const enter = (cookie: string, secret: string, takeOver = false) => house.ask(cookie, 'POST', '/personal-link/enter', { secret, takeOver });
const invitedAs = (meetingId: MeetingId, browser: string) => house.invited.of(meetingId, `guest:${browser}`);

test('people with an account are found by address and get no link; others get one of 256 bits each', async () => {
  const [bob, external] = await house.invite(house.meeting(), { email: 'Bob@example.org', role: 'co-host' }, { email: 'dora@example.net' });
  expect(bob).toMatchObject({ name: 'Bob', external: false, passesLobby: true, role: 'co-host' });
  expect(bob?.link).toBeUndefined();
  expect(external).toMatchObject({ name: 'dora', external: true, passesLobby: false, answer: null });
  expect(external?.link).toMatch(/^https:\/\/saal\.example\.org\/i\/#[\w-]{43}$/);
});

test('nobody is invited twice, nor to their own meeting, and a list that is too long adds nobody', async () => {
  const id = house.meeting();
  await house.invite(id, dora, { ...dora, name: 'Dora again' }, { email: 'alice@example.org' });
  expect(await house.invite(id, dora)).toHaveLength(1);
  const many = Array.from({ length: 300 }, (_, index) => ({ name: `Guest ${index}` }));
  expect(await house.ask('Alice', 'POST', `/meetings/${id}/invitees`, { invitees: many })).toMatchObject({ status: 409 });
  expect(InviteeList.parse((await house.ask('Alice', 'GET', `/meetings/${id}/invitees`)).body).invitees).toHaveLength(1);
});

test("A03: others' meetings and invitees answer exactly like those that do not exist", async () => {
  const id = house.meeting();
  const { id: inviteeId } = await linkTo(id);
  const other = house.meeting();
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['POST', '', { invitees: [dora] }],
    ['PATCH', `/${inviteeId}`, { role: 'co-host' }],
    ['DELETE', `/${inviteeId}`, undefined],
  ] as const) {
    const theirs = await house.ask('Mallory', method, `/meetings/${id}/invitees${path}`, body);
    const none = await house.ask('Mallory', method, `/meetings/no-such-meeting/invitees${path}`, body);
    expect([theirs.status, theirs.text]).toEqual([404, none.text]);
    expect((await house.ask('guest=x', method, `/meetings/${id}/invitees${path}`, body)).status).toBe(401);
  }
  // Another meeting of Alice's own does not reach this one's people.
  const changed = await house.ask('Alice', 'PATCH', `/meetings/${other}/invitees/${inviteeId}`, { role: 'participant' });
  const unknown = await house.ask('Alice', 'PATCH', `/meetings/${other}/invitees/no-such-invitee`, { role: 'participant' });
  expect([changed.status, changed.text]).toEqual([404, unknown.text]);
  expect((await house.ask('Alice', 'DELETE', `/meetings/${other}/invitees/${inviteeId}`)).status).toBe(404);
  expect((await house.ask('guest=x', 'GET', '/colleagues?search=bob')).status).toBe(401);
});

test('the bearer sees what, when and who, and nothing of others; the answer is shown to who invited', async () => {
  const id = house.meeting();
  await house.invite(id, { email: 'emil@example.net', name: 'Emil' });
  const { secret } = await linkTo(id);
  const looked = await house.ask('', 'POST', '/personal-link', { secret });
  expect(looked.body).toMatchObject({ meetingId: id, title: 'Haushalt', inviterName: 'Alice', name: 'Dr. Dora Klein', answer: null });
  expect(looked.text).not.toMatch(/Emil|example\.(net|org)/);
  expect((await house.ask('', 'POST', '/personal-link/answer', { secret, answer: 'tentative' })).body).toMatchObject({
    answer: 'tentative',
  });
  const { invitees } = InviteeList.parse((await house.ask('Alice', 'GET', `/meetings/${id}/invitees`)).body);
  expect(new Map(invitees.map(({ name, answer }) => [name, answer]))).toEqual(
    new Map([
      ['Emil', null],
      ['Dr. Dora Klein', 'tentative'],
    ]),
  );
});

test('a link gives name, role and lobby to the browser that enters with it, in its own meeting alone', async () => {
  const id = house.meeting();
  const { id: inviteeId, secret } = await linkTo(id);
  expect(await invitedAs(id, 'laptop')).toBeUndefined();
  expect((await enter('guest=laptop', secret)).body).toEqual({ meetingId: id });
  expect(await invitedAs(id, 'laptop')).toEqual({ role: 'co-host', passesLobby: true, guest: { id: inviteeId, name: 'Dr. Dora Klein' } });
  expect(await invitedAs(house.meeting(), 'laptop')).toBeUndefined();
  expect(await invitedAs(id, 'other')).toBeUndefined();
  expect((await enter('', secret)).status).toBe(401); // a browser without an identity
});

test('one person at a time: while somebody is there another browser is refused, unless it takes over; then the first holds nothing', async () => {
  const id = house.meeting();
  const { id: inviteeId, secret } = await linkTo(id);
  await enter('guest=first', secret);
  // Nobody is in yet: the newer browser simply has it.
  expect((await enter('guest=second', secret)).status).toBe(200);
  house.meetings.places.set(inviteeId, 'in');
  expect(await enter('guest=third', secret)).toMatchObject({ status: 409, body: { error: { code: 'personal_link_in_use' } } });
  expect((await enter('guest=second', secret)).status).toBe(200); // a reload is no other browser
  expect(await invitedAs(id, 'third')).toBeUndefined();
  expect((await enter('guest=third', secret, true)).status).toBe(200);
  expect(await invitedAs(id, 'second')).toBeUndefined();
  expect(house.meetings.movedBearers).toEqual([inviteeId, inviteeId]);
  const { invitees } = InviteeList.parse((await house.ask('Alice', 'GET', `/meetings/${id}/invitees`)).body);
  expect(invitees[0]).toMatchObject({ takenOver: 2, usedAtMs: expect.any(Number) as number });
});

test('A05, A10: a wrong, withdrawn, renewed or outdated link, and one of a deleted meeting, are all refused alike', async () => {
  const refused = async (secret: string): Promise<void> => {
    for (const [path, body] of [
      ['/personal-link', { secret }],
      ['/personal-link/answer', { secret, answer: 'accepted' }],
      ['/personal-link/enter', { secret, takeOver: true }],
    ] as const) {
      const { status, body: told } = await house.ask('guest=laptop', 'POST', path, body);
      expect([path, status, told]).toMatchObject([path, 410, { error: { code: 'personal_link_invalid' } }]);
    }
  };
  await refused('x');
  const [withdrawn, renewed, deleted, over] = [house.meeting(), house.meeting(), house.meeting(), house.meeting()];

  const { id: withdrawnId, secret: withdrawnSecret } = await linkTo(withdrawn);
  await refused(`${withdrawnSecret.slice(0, -1)}${withdrawnSecret.endsWith('A') ? 'B' : 'A'}`);
  await enter('guest=laptop', withdrawnSecret);
  expect((await house.ask('Alice', 'DELETE', `/meetings/${withdrawn}/invitees/${withdrawnId}`)).status).toBe(200);
  await refused(withdrawnSecret);
  expect(await invitedAs(withdrawn, 'laptop')).toBeUndefined();

  const { id: renewedId, secret: former } = await linkTo(renewed);
  await enter('guest=laptop', former);
  const next = await house.ask('Alice', 'PATCH', `/meetings/${renewed}/invitees/${renewedId}`, { link: 'new' });
  await refused(former);
  expect(await invitedAs(renewed, 'laptop')).toBeUndefined();
  const secret = secretIn(InviteeList.parse(next.body).invitees[0]?.link);
  expect((await enter('guest=laptop', secret)).status).toBe(200);
  expect(house.meetings.out).toEqual([withdrawnId, renewedId]);

  const { secret: ofDeleted } = await linkTo(deleted);
  house.meetings.plans.delete(deleted);
  await refused(ofDeleted);

  const { secret: ofOver } = await linkTo(over);
  await enter('guest=late', ofOver);
  house.skip(25 * 3_600_000);
  expect(await invitedAs(over, 'late')).toBeDefined(); // the meeting was an hour later, for an hour, and a day is allowed
  house.skip(2 * 3_600_000);
  await refused(ofOver);
  expect(await invitedAs(over, 'late')).toBeUndefined();
});

test('who is invited again after a withdrawal gets another link, and neither database nor lists hold its secret', async () => {
  const id = house.meeting();
  const first = await linkTo(id);
  await house.ask('Alice', 'DELETE', `/meetings/${id}/invitees/${first.id}`);
  const second = await linkTo(id);
  expect(second.secret).not.toBe(first.secret);
  const rows = await house.db
    .selectFrom('invitations.invitee' as never)
    .selectAll()
    .execute();
  expect(JSON.stringify(rows)).not.toContain(second.secret);
});

test('of two renewals at once one stands, and its link is the one that is listed', async () => {
  const id = house.meeting();
  const { id: inviteeId } = await linkTo(id);
  const renew = () => house.ask('Alice', 'PATCH', `/meetings/${id}/invitees/${inviteeId}`, { link: 'new' });
  await Promise.all([renew(), renew(), renew()]);
  const listed = InviteeList.parse((await house.ask('Alice', 'GET', `/meetings/${id}/invitees`)).body).invitees[0];
  expect((await enter('guest=laptop', secretIn(listed?.link))).status).toBe(200);
});

test('who invited may look at the link of others without taking it, and colleagues are invited as themselves', async () => {
  const id = house.meeting();
  const { secret } = await linkTo(id);
  expect((await enter('Alice', secret)).status).toBe(200);
  expect(await house.invited.of(id, `person:${house.personIdOf('Alice')}`)).toBeUndefined();
  await house.invite(id, { personId: house.personIdOf('Bob'), role: 'presenter' });
  expect(await house.invited.of(id, `person:${house.personIdOf('Bob')}`)).toEqual({ role: 'presenter', passesLobby: true });
  expect(await house.invited.meetingsOf(house.personIdOf('Bob'))).toEqual([id]);
  expect(await house.invited.meetingsOf(house.personIdOf('Mallory'))).toEqual([]);
});

test('where the phone book shows no addresses, no list of those invited tells a colleague’s', async () => {
  const discreet = await openInviteeHouse({ showsEmail: false });
  try {
    const id = discreet.meeting();
    await discreet.invite(id, { personId: discreet.personIdOf('Bob') }, { email: 'mallory@example.org' }, dora);
    const { text, body } = await discreet.ask('Alice', 'GET', `/meetings/${id}/invitees`);
    expect(text).not.toContain('@example.org');
    const { invitees } = InviteeList.parse(body);
    expect(new Map(invitees.map(({ name, email }) => [name, email]))).toEqual(
      new Map([
        ['Bob', null],
        ['Mallory', null],
        [dora.name, dora.email],
      ]),
    );
  } finally {
    await discreet.close();
  }
});

test('somebody of another house who plans is told no address of who has an account', async () => {
  const ofTwo = await openInviteeHouse({ external: 'Alice' });
  try {
    const id = ofTwo.meeting();
    const invited = await ofTwo.ask('Alice', 'POST', `/meetings/${id}/invitees`, {
      invitees: [{ personId: ofTwo.personIdOf('Bob') }, dora],
    });
    expect(InviteeList.parse(invited.body).invitees.map(({ email }) => email)).toEqual([null, dora.email]);
    expect((await ofTwo.ask('Alice', 'GET', `/meetings/${id}/invitees`)).text).not.toContain('@example.org');
  } finally {
    await ofTwo.close();
  }
});

test('whose account is disabled is not invited as a colleague, whichever way', async () => {
  const id = house.meeting();
  const bob = house.personIdOf('Bob');
  house.disabled.add(bob);
  try {
    const invite = (invitee: object) => house.ask('Alice', 'POST', `/meetings/${id}/invitees`, { invitees: [invitee] });
    expect((await invite({ personId: bob })).status).toBe(400);
    const { invitees } = InviteeList.parse((await invite({ email: 'bob@example.org' })).body);
    expect(invitees.map(({ external }) => external)).toEqual([true]);
  } finally {
    house.disabled.delete(bob);
  }
});

test('somebody with an account who comes by a personal link has the lobby it says', async () => {
  const id = house.meeting();
  const { id: inviteeId, secret } = await linkTo(id, { email: 'private@example.net', name: 'Bob privately' });
  await enter('Bob', secret);
  expect(await house.invited.of(id, `person:${house.personIdOf('Bob')}`)).toEqual({
    ...{ role: 'participant', passesLobby: false, guest: { id: inviteeId, name: 'Bob privately' } },
  });
});

test('who may invite nobody external is told so with the list', async () => {
  const id = house.meeting();
  const list = async () => InviteeList.parse((await house.ask('Alice', 'GET', `/meetings/${id}/invitees`)).body);
  expect(await list()).not.toHaveProperty('guestsRefused');
  house.meetings.refusal = new Error('no guests');
  expect(await list()).toMatchObject({ guestsRefused: true });
});
