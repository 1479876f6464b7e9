/** What chat learns of meetings. Meetings know nothing of chat: their facts come as changes of how people stand. */
import type { Accounts } from '@saal/accounts';
import type { HouseMeetings } from '@saal/chat';
import { guestKey, personKey, type Meetings } from '@saal/meetings';
import { PersonId } from '@saal/protocol';

export function meetingsForChat(meetings: Pick<Meetings, 'standing'>, accounts: Pick<Accounts, 'viewerOf' | 'person'>): HouseMeetings {
  return {
    async standing(meetingId) {
      const standing = await meetings.standing(meetingId);
      if (!standing) return undefined;
      const { kind, ownerId, people, ...rest } = standing;
      return {
        ...rest,
        isPersonal: kind === 'personal',
        owner: await accounts.person(ownerId),
        people: people.map(({ key, ...person }) => ({ ...person, visitor: key })),
      };
    },
    async visitorOf(cookie) {
      const viewer = await accounts.viewerOf(cookie);
      if (!viewer) return undefined;
      if (viewer.kind === 'guest') return { visitor: guestKey(viewer.guestId), person: undefined };
      return { visitor: personKey(viewer.person.id), person: viewer.person };
    },
    visitorKey: (personId) => personKey(PersonId.parse(personId)),
  };
}
