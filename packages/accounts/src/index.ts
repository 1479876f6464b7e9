export { accountsMigrations, createAccounts, type Accounts } from './create-accounts.ts';
export { DirectorySettings } from './ldap/settings.ts';
export { may, rightsOf } from './rights.ts';
export { SignInFile } from './provider.ts';
export type { FactorSettings } from './create-factors.ts';
export type { PersonSummary, Viewer } from './person.ts';
export type { SessionEnded } from './sessions.ts';
