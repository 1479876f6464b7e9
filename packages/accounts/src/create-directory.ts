/** Joins the parts of the directory; beside create-accounts.ts the one file that knows all of them. */
import { every, type Clock, type Logger } from '@saal/foundation';
import { DirectoryPassword } from './directory-password.ts';
import type { DirectorySource, DirectoryStore } from './directory-ports.ts';
import { DirectorySync } from './directory-sync.ts';
import { LdapDirectory } from './ldap/ldap-directory.ts';
import type { DirectorySettings } from './ldap/settings.ts';
import type { GroupStore } from './group-ports.ts';
import type { AuditLog, PersonStore, PictureStore, Secrets, SignInMethod } from './ports.ts';
import { PostgresDirectoryStore } from './postgres/directory-store.ts';
import type { AccountsDatabase } from './postgres/tables.ts';
import type { Sessions } from './sessions.ts';
import type { Viewers } from './viewers.ts';

export interface Directory {
  sync: DirectorySync;
  source: DirectorySource;
  store: DirectoryStore;
  method: SignInMethod;
  close(): void;
}

export function createDirectory(o: {
  db: AccountsDatabase;
  clock: Clock;
  log: Logger;
  settings: DirectorySettings;
  people: PersonStore;
  pictures: PictureStore;
  groups: GroupStore;
  /** Who is in a team may have changed. */
  teamsChanged: () => void;
  sessions: Sessions;
  viewers: Viewers;
  audit: AuditLog;
  secrets: Secrets;
}): Directory {
  const { settings, clock, log } = o;
  const source = new LdapDirectory(settings);
  const store = new PostgresDirectoryStore(o.db);
  const { people, sessions, viewers, audit, secrets, groups, teamsChanged } = o;
  const sync = new DirectorySync({
    ...{
      source,
      store,
      groups,
      teamsChanged,
      teamsBase: settings.teams?.base ?? '',
      pictures: o.pictures,
      people,
      sessions,
      viewers,
      audit,
      secrets,
      clock,
    },
    mostDisabledRatio: settings.mostDisabledPercent / 100,
    linkByEmail: settings.linkByEmail,
    reportFault: (err) => log.warn({ err }, 'the directory could not be read'),
  });
  const noted = (task: () => Promise<unknown>): void => {
    task().catch((err: unknown) => log.error({ err }, 'a run of the directory failed'));
  };
  const stops = [
    every(clock, settings.changesEverySeconds * 1_000, () => noted(() => sync.changes())),
    every(clock, settings.fullEveryMinutes * 60_000, () => noted(() => sync.full())),
  ];
  return {
    sync,
    source,
    store,
    method: new DirectoryPassword({ source, store }),
    close: () => {
      for (const stop of stops) stop();
    },
  };
}
