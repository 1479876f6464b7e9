/** What chat learns of meetings. Meetings know nothing of chat: their facts come as changes of how people stand. */
import type { Accounts } from '@saal/accounts';
import type { HouseCalls, HouseMeetings, PersonHere } from '@saal/chat';
import { guestKey, personIdOf, personKey, type IdentityKey, type Meetings } from '@saal/meetings';
import { MeetingId, PersonId } from '@saal/protocol';

/** @param marked says of a person whether they are external */
export function meetingsForChat(
  meetings: Pick<Meetings, 'standing' | 'keyIn'>,
  accounts: Pick<Accounts, 'viewerOf' | 'person'>,
  marked: (person: PersonHere) => PersonHere,
): HouseMeetings {
  return {
    async standing(meetingId) {
      const standing = await meetings.standing(meetingId);
      if (!standing) return undefined;
      const { kind, ownerId, people, beganAtMs, ...rest } = standing;
      const owner = await accounts.person(ownerId);
      return {
        ...rest,
        beganAtMs: beganAtMs ?? undefined,
        isPersonal: kind === 'personal',
        owner: owner && marked(owner),
        people: people.map(({ key, ...person }) => ({ ...person, visitor: key })),
      };
    },
    async visitorOf(cookie, meetingId) {
      const viewer = await accounts.viewerOf(cookie);
      if (!viewer) return undefined;
      if (viewer.kind === 'guest') return { visitor: await meetings.keyIn(meetingId, guestKey(viewer.guestId)), person: undefined };
      return { visitor: personKey(viewer.person.id), person: marked(viewer.person) };
    },
    personIdOf: (visitor) => personIdOf(visitor as IdentityKey),
    visitorKey: (personId) => personKey(PersonId.parse(personId)),
  };
}

/** The meetings that rooms call. */
export function callsForChat(meetings: Pick<Meetings, 'openForRoom' | 'keepMembers'>): HouseCalls {
  const people = (ids: readonly string[]): PersonId[] => ids.map((id) => PersonId.parse(id));
  return {
    open: ({ room, title, caller, members }) =>
      meetings.openForRoom({ room, title, ownerId: PersonId.parse(caller.id), members: people(members) }),
    keepMembers: (meetingId, members) => meetings.keepMembers(MeetingId.parse(meetingId), people(members)),
  };
}
