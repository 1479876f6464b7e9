/** What the directory needs from outside. Fillings: `ldap/`, `postgres/directory-store.ts`. */
import type { EpochMs, HouseRole, PersonId } from '@saal/protocol';
import type { TeamCounts } from './directory-groups-plan.ts';
import type { DirectoryEntry, DirectoryFault, KnownPerson, Reading } from './directory-plan.ts';

export interface DirectorySource {
  /** Everybody. @throws when the answer broke off: half of a directory must not look like all of it */
  all(): Promise<Reading>;
  /**
   * Whose entry changed since; undefined: groups changed, so roles are only known by reading all.
   * @param knownGroups stable ids of groups that are teams: one that is gone is in no list of changes
   */
  changedSince(sinceMs: EpochMs, knownGroups: ReadonlySet<string>): Promise<Reading | undefined>;
  /** Stable ids of everybody, and nothing else of them. @throws when the answer broke off */
  present(): Promise<ReadonlySet<string>>;
  /** Of those of these stable ids that have one: the files. */
  pictures(stableIds: readonly string[]): Promise<Map<string, Uint8Array>>;
  /**
   * Whose login or e-mail and password this is, by a bind.
   * @returns the stable id
   */
  prove(login: string, password: string): Promise<string | undefined>;
  /**
   * Whose login this is. Proves nothing: for who was proven elsewhere.
   * @returns the stable id
   */
  idOf(login: string): Promise<string | undefined>;
}

export type DirectoryRun = {
  id: string;
  kind: 'full' | 'changes';
  state: 'done' | 'waiting' | 'failed';
  atMs: EpochMs;
  added: number;
  changed: number;
  disabled: number;
  enabled: number;
  /** Null: no groups were read. */
  teams: TeamCounts | null;
  faults: readonly DirectoryFault[];
  /** Null: not known. */
  tookMs: number | null;
  /** Stable ids, of a waiting run. */
  disabling: readonly string[];
  error: string | null;
};

export interface DirectoryStore {
  /** Runs `task` unless another server is at it: undefined then. */
  alone<T>(task: () => Promise<T>): Promise<T | undefined>;
  /** @param stableIds undefined: everybody */
  known(stableIds: readonly string[] | undefined): Promise<KnownPerson[]>;
  /** How many people of the directory have one. */
  openAccounts(): Promise<number>;
  personOf(stableId: string): Promise<PersonId | undefined>;
  /**
   * Adds people, none of whom has a password here.
   * @param link whether an account of the same e-mail that is not of the directory becomes theirs
   * @returns the e-mails that are somebody else's
   */
  add(
    people: readonly { personId: PersonId; entry: DirectoryEntry; fingerprint: string }[],
    link: boolean,
    nowMs: EpochMs,
  ): Promise<string[]>;
  /** @returns the roles groups gave before; `taken`: nothing was changed, the e-mail is somebody else's */
  change(personId: PersonId, entry: DirectoryEntry, fingerprint: string): Promise<readonly HouseRole[] | 'taken'>;
  noteRoles(personId: PersonId, given: readonly HouseRole[]): Promise<void>;
  noteDisabled(personId: PersonId, disabledHere: boolean): Promise<void>;
  /** Who of these has a picture that was not looked at since. @param stamps by stable id */
  pictureless(stamps: ReadonlyMap<string, string>): Promise<{ stableId: string; personId: PersonId }[]>;
  /** Their pictures were looked at. @param stamps by stable id */
  notePictures(stamps: ReadonlyMap<string, string>): Promise<void>;
  wasDone(): Promise<boolean>;
  run(id: string): Promise<DirectoryRun | undefined>;
  /** The one that waits for somebody's consent. */
  waiting(): Promise<DirectoryRun | undefined>;
  /** Newest first, at most `limit`. */
  runs(limit: number): Promise<DirectoryRun[]>;
  /** A waiting or failed one takes the place of those before it. */
  record(run: DirectoryRun): Promise<void>;
}
