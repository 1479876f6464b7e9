export { accountsMigrations, createAccounts, type Accounts } from './create-accounts.ts';
export type { PersonSummary, Viewer } from './person.ts';
export type { SessionEnded } from './sessions.ts';
