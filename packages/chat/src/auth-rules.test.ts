import { beforeEach, describe, expect, test } from 'vitest';
import { authorize, authSelection, mayRedact } from './auth-rules.ts';
import type { EventId, RoomId, UserId } from './ids.ts';
import type { JsonObject } from './json.ts';
import type { Said } from './room-draft.ts';
import { alice, bob, carol, membership, RoomStory } from './testing/room-story.ts';

let room: RoomStory;
beforeEach(() => {
  room = RoomStory.begun();
});

const state = (sender: UserId, type: string, content: JsonObject, stateKey = ''): Said => ({ sender, type, stateKey, content });
const joinRule = (rule: string): Said => state(alice, 'm.room.join_rules', { join_rule: rule });
const message = (sender: UserId): Said => ({ sender, type: 'm.room.message', content: { body: 'Hallo' } });
const levels = (content: JsonObject): Said => state(alice, 'm.room.power_levels', { users: { [alice]: 100 }, ...content });
const isAllowed = (said: Said): boolean => room.say(said).allowed;

describe('the first event', () => {
  test.each<[string, Partial<Parameters<typeof authorize>[0]>]>([
    ['comes after another', { prev_events: ['$x' as EventId] }],
    ['is in a room of another server', { room_id: '!x:andere.example' as RoomId }],
    ['is of another room version', { content: { room_version: '12' } }],
    ['is of the first version, by saying nothing', { content: {} }],
    ['is no state', { state_key: undefined }],
  ])('is refused when it %s', (_what, change) => {
    const fresh = new RoomStory();
    const create = new RoomStory().mustSay({ sender: alice, type: 'm.room.create', stateKey: '', content: { room_version: '11' } });
    expect(authorize(create, fresh).allowed).toBe(true);
    expect(authorize({ ...create, ...change }, fresh).allowed).toBe(false);
  });

  test('nothing is said in a room that was never made', () => {
    expect(new RoomStory().say(message(alice)).allowed).toBe(false);
  });

  test('only its maker comes in right after it, and only then without a rule', () => {
    const fresh = new RoomStory();
    fresh.mustSay({ sender: alice, type: 'm.room.create', stateKey: '', content: { room_version: '11' } });
    expect(fresh.say(membership(bob, bob, 'join')).allowed).toBe(false);
    fresh.mustSay(membership(alice, alice, 'join'));
    fresh.mustSay(membership(alice, alice, 'leave'));
    // Later the maker is one like all others.
    expect(fresh.say(membership(alice, alice, 'join')).allowed).toBe(false);
  });

  test('a room that is closed to other servers stays closed to them', () => {
    const stranger = '@dave:andere.example' as UserId;
    room = RoomStory.begun({ 'm.federate': false });
    room.mustSay(joinRule('public'));
    expect(isAllowed(membership(stranger, stranger, 'join'))).toBe(false);
    expect(isAllowed(membership(bob, bob, 'join'))).toBe(true);
  });
});

describe('joining', () => {
  test.each([
    ['invite', false],
    ['knock', false],
    ['restricted', false],
    ['private', false],
    ['public', true],
  ])('with the rule %s a stranger comes in: %s', (rule, expected) => {
    room.mustSay(joinRule(rule));
    expect(isAllowed(membership(bob, bob, 'join'))).toBe(expected);
  });

  test.each(['invite', 'knock', 'restricted', 'knock_restricted'])('with the rule %s who is invited comes in, and may write', (rule) => {
    room.mustSay(joinRule(rule));
    room.mustSay(membership(alice, bob, 'invite'));
    expect(isAllowed(message(bob))).toBe(false);
    expect(isAllowed(membership(bob, bob, 'join'))).toBe(true);
    expect(isAllowed(message(bob))).toBe(true);
  });

  test('nobody joins for somebody else, nor after a ban', () => {
    room.mustSay(joinRule('public'));
    expect(isAllowed(membership(alice, bob, 'join'))).toBe(false);
    room.mustSay(membership(alice, bob, 'ban'));
    expect(isAllowed(membership(bob, bob, 'join'))).toBe(false);
  });

  test('in a restricted room somebody inside who may invite vouches', () => {
    room.mustSay(levels({ invite: 50 }));
    room.mustSay(joinRule('restricted'));
    const vouched = (by: string): Said => membership(carol, carol, 'join', { join_authorised_via_users_server: by });
    expect(isAllowed(vouched(bob))).toBe(false);
    room.mustSay(membership(alice, bob, 'invite'));
    room.mustSay(membership(bob, bob, 'join'));
    expect(isAllowed(vouched(bob))).toBe(false); // inside, without power
    expect(isAllowed(vouched('nobody'))).toBe(false);
    expect(isAllowed(vouched(alice))).toBe(true);
  });
});

describe('inviting, knocking, leaving', () => {
  test('an invitation comes from inside, with power, to who is outside', () => {
    expect(isAllowed(membership(bob, carol, 'invite'))).toBe(false);
    room.mustSay(membership(alice, bob, 'invite'));
    expect(isAllowed(membership(bob, carol, 'invite'))).toBe(false); // invited is not inside
    room.mustSay(membership(bob, bob, 'join'));
    expect(isAllowed(membership(alice, bob, 'invite'))).toBe(false);
    room.mustSay(levels({ invite: 50 }));
    expect(isAllowed(membership(bob, carol, 'invite'))).toBe(false);
    room.mustSay(membership(alice, carol, 'ban'));
    expect(isAllowed(membership(alice, carol, 'invite'))).toBe(false);
  });

  test('an invitation by e-mail address is refused: nobody could prove it', () => {
    expect(isAllowed(membership(alice, bob, 'invite', { third_party_invite: { signed: { token: 't', mxid: bob } } }))).toBe(false);
  });

  test('knocking is for oneself, where the room takes knocks, and not for who is banned', () => {
    expect(isAllowed(membership(bob, bob, 'knock'))).toBe(false);
    room.mustSay(joinRule('knock'));
    expect(isAllowed(membership(alice, bob, 'knock'))).toBe(false);
    expect(isAllowed(membership(bob, bob, 'knock'))).toBe(true);
    expect(isAllowed(membership(bob, bob, 'join'))).toBe(false);
    expect(isAllowed(membership(bob, bob, 'leave'))).toBe(true); // takes the knock back
    room.mustSay(membership(alice, bob, 'ban'));
    expect(isAllowed(membership(bob, bob, 'knock'))).toBe(false);
  });

  test('who was never there cannot leave, who is can, once', () => {
    expect(isAllowed(membership(bob, bob, 'leave'))).toBe(false);
    room.mustSay(membership(alice, bob, 'invite'));
    expect(isAllowed(membership(bob, bob, 'leave'))).toBe(true);
    expect(isAllowed(membership(bob, bob, 'leave'))).toBe(false);
  });

  test.each(['kick', 'ban'])('to %s needs the power for it, and more than the other has', (action) => {
    const outcome = action === 'kick' ? 'leave' : 'ban';
    room.mustSay(joinRule('public'));
    for (const person of [bob, carol]) room.mustSay(membership(person, person, 'join'));
    room.mustSay(levels({ users: { [alice]: 100, [bob]: 50, [carol]: 50 }, [action]: 50 }));
    expect(isAllowed(membership(bob, carol, outcome))).toBe(false); // as strong as oneself
    room.mustSay(levels({ users: { [alice]: 100, [bob]: 50 }, [action]: 60 }));
    expect(isAllowed(membership(bob, carol, outcome))).toBe(false); // not strong enough
    room.mustSay(levels({ users: { [alice]: 100, [bob]: 50 }, [action]: 50 }));
    expect(isAllowed(membership(bob, carol, outcome))).toBe(true);
  });

  test('who may only kick does not lift a ban', () => {
    room.mustSay(joinRule('public'));
    room.mustSay(membership(bob, bob, 'join'));
    room.mustSay(membership(alice, carol, 'ban'));
    room.mustSay(levels({ users: { [alice]: 100, [bob]: 50 }, ban: 60, kick: 50 }));
    expect(isAllowed(membership(bob, carol, 'leave'))).toBe(false);
    expect(isAllowed(membership(alice, carol, 'leave'))).toBe(true);
  });

  test.each<[string, Said]>([
    ['of nobody', { sender: alice, type: 'm.room.member', content: { membership: 'join' } }],
    ['of a name that is none', state(alice, 'm.room.member', { membership: 'invite' }, 'bob')],
    ['of an unknown kind', membership(alice, bob, 'member')],
    ['of no kind', state(alice, 'm.room.member', {}, bob)],
  ])('a membership %s is refused', (_what, said) => {
    expect(isAllowed(said)).toBe(false);
  });
});

describe('power', () => {
  beforeEach(() => {
    room.mustSay(joinRule('public'));
    for (const person of [bob, carol]) room.mustSay(membership(person, person, 'join'));
  });

  test('without levels everybody may write and name the room, its maker decides', () => {
    expect(isAllowed(message(bob))).toBe(true);
    expect(isAllowed(state(bob, 'm.room.name', { name: 'Rat' }))).toBe(true);
    expect(isAllowed(membership(bob, carol, 'ban'))).toBe(false);
  });

  test('with levels state needs 50 and messages nothing, where not said otherwise', () => {
    room.mustSay(levels({ events: { 'm.room.topic': 0, 'm.reaction': 10 } }));
    expect(isAllowed(message(bob))).toBe(true);
    expect(isAllowed(state(bob, 'm.room.name', { name: 'Rat' }))).toBe(false);
    expect(isAllowed(state(bob, 'm.room.topic', { topic: 'Haushalt' }))).toBe(true);
    expect(isAllowed({ sender: bob, type: 'm.reaction', content: {} })).toBe(false);
  });

  test('an announcement room: only who has power writes, all read', () => {
    room.mustSay(levels({ events_default: 50 }));
    expect(isAllowed(message(bob))).toBe(false);
    expect(isAllowed(message(alice))).toBe(true);
  });

  test('state that bears a name belongs to the bearer', () => {
    expect(isAllowed(state(bob, 'eu.saal.status', { busy: true }, bob))).toBe(true);
    expect(isAllowed(state(alice, 'eu.saal.status', { busy: true }, bob))).toBe(false);
  });

  test.each<[string, JsonObject]>([
    ['a fraction as text', { ban: '50' }],
    ['a table that is none', { events: [] }],
    ['no number in a table', { notifications: { room: '20' } }],
    ['users without names', { users: { [alice]: 100, bob: 5 } }],
    ['users with words', { users: { [alice]: '100' } }],
  ])('levels with %s are refused', (_what, content) => {
    expect(isAllowed(levels(content))).toBe(false);
  });

  test('nobody gives more than they have, or takes from who is as strong', () => {
    const users = { [alice]: 100, [bob]: 50, [carol]: 50 };
    const base = { users, events: { 'm.room.power_levels': 50, 'm.room.topic': 80 }, state_default: 50, ban: 60 };
    room.mustSay(levels(base));
    const byBob = (content: JsonObject): boolean => isAllowed(state(bob, 'm.room.power_levels', { ...base, ...content }));
    expect(byBob({ users: { ...users, '@dave:stadt.example': 51 } })).toBe(false);
    expect(byBob({ users: { ...users, [bob]: 51 } })).toBe(false);
    expect(byBob({ users: { ...users, [carol]: 0 } })).toBe(false);
    expect(byBob({ users: { [bob]: 50, [carol]: 50 } })).toBe(false); // takes Alice's away
    expect(byBob({ ban: 40 })).toBe(false); // it is above Bob
    expect(byBob({ kick: 60 })).toBe(false);
    expect(byBob({ users_default: 60 })).toBe(false);
    expect(byBob({ events: { ...base.events, 'm.room.topic': 0 } })).toBe(false);
    expect(byBob({ events: { ...base.events, 'm.reaction': 60 } })).toBe(false);
    expect(byBob({ notifications: { room: 60 } })).toBe(false);
    expect(byBob({ users: { ...users, '@dave:stadt.example': 50 }, kick: 40 })).toBe(true);
    // Oneself may always go down.
    room.mustSay(levels(base));
    expect(byBob({ users: { ...users, [bob]: 0 } })).toBe(true);
  });

  test('one redacts what one said, and with power what others said', () => {
    const said = room.mustSay(message(bob));
    expect(mayRedact(bob, said, room)).toBe(true);
    expect(mayRedact(carol, said, room)).toBe(false);
    expect(mayRedact(alice, said, room)).toBe(true);
  });
});

test('an event names the state that allowed it, and nothing else', () => {
  const named = (said: Said) =>
    authSelection({
      type: said.type,
      sender: said.sender,
      content: said.content,
      ...(said.stateKey === undefined ? {} : { state_key: said.stateKey }),
    });
  const base = [
    ['m.room.create', ''],
    ['m.room.power_levels', ''],
    ['m.room.member', bob],
  ];
  expect(named(state(alice, 'm.room.create', {}))).toEqual([]);
  expect(named(message(bob))).toEqual(base);
  expect(named(membership(bob, bob, 'join'))).toEqual([...base, ['m.room.join_rules', '']]);
  expect(named(membership(bob, carol, 'ban'))).toEqual([...base, ['m.room.member', carol]]);
  expect(named(membership(bob, bob, 'join', { join_authorised_via_users_server: alice }))).toEqual([
    ...base,
    ['m.room.join_rules', ''],
    ['m.room.member', alice],
  ]);
});
