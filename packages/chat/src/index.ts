export { chatMigrations, createChat, type Chat, type ChatOptions } from './create-chat.ts';
export type { HouseCalls } from './call-ports.ts';
export type { PersonHere } from './chatters.ts';
export type { HouseMeetings, MeetingStanding } from './meeting-ports.ts';
export { ServerNameFixed } from './server-name.ts';
