/** Chat for pages: a chunk of its own, with the Matrix library. */
export { ChatFailed, type ChatFailure } from './chat-failed.ts';
export { openChat, type ChatOptions, type Surroundings } from './sdk/open-chat.ts';
export type * from './model.ts';
export type * from './team-model.ts';
