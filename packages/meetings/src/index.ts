export { createMeetings, meetingsMigrations, type Meetings, type MeetingsOptions } from './create-meetings.ts';
