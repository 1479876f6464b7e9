export { calendarsMigrations, createCalendars, type Calendars } from './create-calendars.ts';
export { createRoomCalendars } from './create-room-calendars.ts';
export { iconSizes, outlookManifest } from './microsoft/outlook-manifest.ts';
export type { Colleague } from './ports.ts';
export type { PlannedMeeting, Span } from './planned-meeting.ts';
export { CalendarSettings, type OutlookSettings } from './settings.ts';
