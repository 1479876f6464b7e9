export { chatMigrations, createChat, type Chat, type ChatOptions } from './create-chat.ts';
export { ServerNameFixed } from './server-name.ts';
