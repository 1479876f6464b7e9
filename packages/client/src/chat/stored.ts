/** Under which names chat keeps things in a browser: known to what opens it, and to what forgets it without its library. */
export const keptName = (personId: string): string => `${KEPT}${personId}`;
export const syncName = (personId: string): string => `saal-chat-sync-${personId}`;
export const wordsName = (personId: string): string => `saal-chat-words-${personId}`;
export const keysName = (personId: string): string => `saal-chat-keys-${personId}`;
export const draftKey = (personId: string, roomId: string): string => `saal-chat-draft/${personId}/${roomId}`;

/** Entries of what is kept: who is signed in to chat, and a recovery key that was not yet put away. */
export const SESSION = 'session';
export const NEW_RECOVERY_KEY = 'recovery-key';
/** Read by the worker of the pages that shows what is pushed. */
export const NOTIFICATIONS_SHOW = 'notifications-show';

const KEPT = 'saal-chat-person-';
/** The libraries put their own words before and after the names. */
const databases = ['saal-chat-', 'matrix-js-sdk:saal-chat-'];
const entries = ['saal-chat-draft/', 'saal.chat.'];

export const isKept = (database: string): boolean => database.startsWith(KEPT);
export const isOfChat = (database: string): boolean => databases.some((prefix) => database.startsWith(prefix));
/** @param key in the storage of the browser or of a tab */
export const isEntryOfChat = (key: string): boolean => entries.some((prefix) => key.startsWith(prefix));
