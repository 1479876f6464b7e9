export { guestKey, isGuest, personIdOf, personKey, type IdentityKey } from './identity.ts';
export type { Standing, StandingPerson } from './standing.ts';
export { createMeetings, meetingsMigrations, type Meetings, type MeetingsOptions } from './create-meetings.ts';
