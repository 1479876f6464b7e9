export type { AgendaEntry } from './agenda.ts';
export type { Appointment, VisitState } from './appointments.ts';
export type { Fact } from './fact.ts';
export { guestKey, inviteeKey, isGuest, personIdOf, personKey, type IdentityKey } from './identity.ts';
export type { Invited, InvitedGuests } from './invited.ts';
export { requireGuests, requirePlanning, type HouseRules } from './house-rules.ts';
export type { RoomOfMeeting } from './room-meetings.ts';
export type { Standing, StandingPerson } from './standing.ts';
export { createMeetings, meetingsMigrations, type Meetings, type MeetingsOptions } from './create-meetings.ts';
