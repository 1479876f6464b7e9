/** Keeps people in step with the directory: a preview first, then all of them now and then, and what changed in between. */
import type { Clock } from '@saal/foundation/pure';
import { PersonId, type EpochMs, type HouseRole } from '@saal/protocol';
import { accessEntries } from './access-entries.ts';
import {
  needsConfirmation,
  planDirectory,
  type DirectoryEntry,
  type DirectoryFault,
  type DirectoryPlan,
  type KnownPerson,
  type Reading,
} from './directory-plan.ts';
import { countsOf, groupsNeedConsent, planGroups } from './directory-groups-plan.ts';
import { DirectoryPictures } from './directory-pictures.ts';
import type { DirectoryRun, DirectorySource, DirectoryStore } from './directory-ports.ts';
import type { GroupStore } from './group-ports.ts';
import { LastAdministrator, NotFound } from './errors.ts';
import { changeAccess, type AccessChange, type Person } from './person.ts';
import type { AuditLog, PersonStore, PictureStore, Secrets } from './ports.ts';
import { inOrder } from './rights.ts';
import type { Sessions } from './sessions.ts';
import type { Viewers } from './viewers.ts';

/** Changes are asked for from this long before the last reading on: clocks differ, and a replica may lag. Repeats change nothing. */
const OVERLAP_MS = 5 * 60_000;
const BATCH = 500;
const nobody = { added: 0, changed: 0, disabled: 0, enabled: 0 };

export interface DirectoryParts {
  source: DirectorySource;
  store: DirectoryStore;
  groups: GroupStore;
  /** Where groups that are teams are looked for, for faults. */
  teamsBase: string;
  /** Who is in a team may have changed. */
  teamsChanged: () => void;
  pictures: PictureStore;
  people: PersonStore;
  sessions: Sessions;
  viewers: Viewers;
  audit: AuditLog;
  secrets: Secrets;
  clock: Clock;
  mostDisabledRatio: number;
  linkByEmail: boolean;
  /** For operators: why a run failed, with its causes. */
  reportFault: (error: unknown) => void;
}

export class DirectorySync {
  readonly #o: DirectoryParts;
  readonly #pictures: DirectoryPictures;
  #readAtMs: EpochMs | undefined;

  constructor(o: DirectoryParts) {
    this.#o = o;
    this.#pictures = new DirectoryPictures(o);
  }

  /**
   * Reads everybody. What needs somebody's consent is recorded and waits for it.
   * @returns undefined: another server is at it
   */
  full(): Promise<DirectoryRun | undefined> {
    return this.#run('full', undefined);
  }

  /**
   * Somebody agreed to a waiting run: reads again and does it, unless it would by now disable others than those shown.
   * @throws {NotFound} when that run does not wait any more
   */
  async confirm(by: Person, id: string): Promise<DirectoryRun | undefined> {
    const waiting = await this.#o.store.run(id);
    if (waiting?.state !== 'waiting') throw new NotFound('waiting run');
    await this.#o.audit.write({ action: 'directory-confirmed', actorId: by.id, subjectId: id });
    return this.#run('full', new Set(waiting.disabling));
  }

  /**
   * Reads what changed since the last time, and everybody when somebody is missing. Everybody also when there was no last time on this
   * server, and nothing before the first is confirmed.
   */
  async changes(): Promise<DirectoryRun | undefined> {
    if (!(await this.#o.store.wasDone())) return undefined;
    return this.#run(this.#readAtMs === undefined ? 'full' : 'changes', undefined);
  }

  #run(kind: DirectoryRun['kind'], confirmed: ReadonlySet<string> | undefined): Promise<DirectoryRun | undefined> {
    return this.#o.store.alone(async () => {
      const run = { id: this.#o.secrets.newId(), kind, atMs: this.#o.clock.now(), disabling: [], error: null };
      try {
        return await this.#read(run, confirmed);
      } catch (error) {
        this.#o.reportFault(error);
        const none = { ...nobody, teams: null, faults: [] };
        const reason = error instanceof Error ? error.message : 'unknown';
        const failed = { ...run, ...none, state: 'failed' as const, error: reason, tookMs: this.#since(run.atMs) };
        await this.#o.store.record(failed);
        return failed;
      }
    });
  }

  async #read(
    run: Pick<DirectoryRun, 'id' | 'kind' | 'atMs' | 'disabling' | 'error'>,
    confirmed: ReadonlySet<string> | undefined,
  ): Promise<DirectoryRun> {
    const { source, store, mostDisabledRatio } = this.#o;
    const knownGroups = await this.#o.groups.known();
    const present = new Set(knownGroups.filter(({ isGone }) => !isGone).map(({ stableId }) => stableId));
    const told = run.kind === 'changes' ? await source.changedSince((this.#readAtMs ?? 0) - OVERLAP_MS, present) : undefined;
    // Who was deleted is in no list of changes.
    const changed = told && (await this.#isSomebodyGone()) ? undefined : told;
    const kind: DirectoryRun['kind'] = changed ? 'changes' : 'full';
    const reading: Reading = changed ?? (await source.all());
    // Of a few who changed, not everybody is asked for.
    const known = await store.known(kind === 'full' ? undefined : [...reading.seen]);
    const plan = planDirectory(reading, known, kind === 'full', (entry) => this.#fingerprintOf(entry));
    const teams = reading.groups && planGroups(reading.groups, knownGroups, this.#o.teamsBase);
    const teamCounts = teams ? countsOf(teams) : null;
    const counts = { added: plan.add.length, changed: plan.change.length, disabled: plan.disable.length, enabled: plan.enable.length };
    const isFirst = !(await store.wasDone());
    if (needsConfirmation(plan, await store.openAccounts(), { isFirst, mostDisabledRatio, confirmed })) {
      const disabling = plan.disable.map(({ stableId }) => stableId);
      const faults = [...reading.faults, ...(teams?.faults ?? [])];
      return this.#wait({ ...run, kind, ...counts, teams: teamCounts, faults, disabling });
    }
    const faults = [...reading.faults, ...(await this.#apply(plan))];
    await this.#pictures.follow(reading.entries, faults);
    this.#o.viewers.forget();
    this.#readAtMs = run.atMs;
    // People do not wait for teams: who is to be out of the house is out.
    const teamsWait = teams !== undefined && !confirmed && groupsNeedConsent(teams, knownGroups, mostDisabledRatio);
    if (teams && !teamsWait) {
      await this.#o.groups.apply(teams, () => this.#o.secrets.newId(), this.#o.clock.now());
      faults.push(...teams.faults);
    }
    const done = { ...run, kind, state: 'done' as const, ...counts, teams: teamsWait ? null : teamCounts, faults };
    const isSomethingNew = Object.values({ ...counts, ...done.teams }).some((count) => count > 0);
    if (isSomethingNew) this.#o.teamsChanged();
    // Twenty seconds in which nothing happened are not worth a line.
    if (isSomethingNew || (kind === 'full' && !teamsWait)) await store.record({ ...done, tookMs: this.#since(run.atMs) });
    if (!teamsWait) return { ...done, tookMs: this.#since(run.atMs) };
    return this.#wait({ ...done, ...nobody, id: this.#o.secrets.newId(), teams: teamCounts, faults: teams.faults });
  }

  /** The same question keeps its name, so that the answer of who is just reading it counts. */
  async #wait(run: Omit<DirectoryRun, 'state' | 'tookMs'>): Promise<DirectoryRun> {
    const { store } = this.#o;
    const asked = await store.waiting();
    const id = asked && isSameSet(asked.disabling, run.disabling) ? asked.id : run.id;
    const waiting: DirectoryRun = { ...run, id, state: 'waiting', tookMs: this.#since(run.atMs) };
    await store.record(waiting);
    return waiting;
  }

  /** But for those somebody is asked about already: that run is to keep waiting for its answer. */
  async #isSomebodyGone(): Promise<boolean> {
    const { source, store } = this.#o;
    const present = await source.present();
    const gone = (await store.known(undefined)).filter(({ stableId, isDisabled }) => !isDisabled && !present.has(stableId));
    if (gone.length === 0) return false;
    const asked = new Set((await store.waiting())?.disabling);
    return !gone.every(({ stableId }) => asked.has(stableId));
  }

  #since(ms: EpochMs): number {
    return this.#o.clock.now() - ms;
  }

  async #apply(plan: DirectoryPlan): Promise<DirectoryFault[]> {
    const faults: DirectoryFault[] = [];
    // Who is to be out comes first.
    for (const known of plan.disable) await this.#setDisabled(known, true, faults);
    for (let from = 0; from < plan.add.length; from += BATCH) await this.#add(plan.add.slice(from, from + BATCH), faults);
    for (const { known, entry } of plan.change) {
      const before = await this.#o.store.change(known.personId, entry, this.#fingerprintOf(entry));
      if (before === 'taken') faults.push({ entry: entry.email, reason: 'email-taken' });
      else await this.#giveRoles(known.personId, entry, before, faults);
    }
    for (const known of plan.enable) await this.#setDisabled(known, false, faults);
    this.#o.viewers.forget();
    return faults;
  }

  async #add(entries: readonly DirectoryEntry[], faults: DirectoryFault[]): Promise<void> {
    const people = entries.map((entry) => ({
      personId: PersonId.parse(this.#o.secrets.newId()),
      entry,
      fingerprint: this.#fingerprintOf(entry),
    }));
    const taken = new Set(await this.#o.store.add(people, this.#o.linkByEmail, this.#o.clock.now()));
    for (const { entry } of people) {
      if (taken.has(entry.email)) faults.push({ entry: entry.email, reason: 'email-taken' });
      else if (entry.roles.length > 0) {
        const personId = await this.#o.store.personOf(entry.stableId);
        if (personId !== undefined) await this.#giveRoles(personId, entry, [], faults);
      }
    }
  }

  async #giveRoles(personId: PersonId, entry: DirectoryEntry, before: readonly HouseRole[], faults: DirectoryFault[]): Promise<void> {
    if (before.join() === inOrder(entry.roles).join()) return;
    const person = await this.#o.people.byId(personId);
    if (!person) return;
    // Roles given here stay; those of groups follow them.
    const roles = inOrder([...person.roles.filter((role) => !before.includes(role)), ...entry.roles]);
    if (await this.#changeAccess(personId, { roles }, entry.email, faults)) await this.#o.store.noteRoles(personId, inOrder(entry.roles));
  }

  async #setDisabled({ personId, stableId }: KnownPerson, disabled: boolean, faults: DirectoryFault[]): Promise<void> {
    if (!(await this.#changeAccess(personId, { disabled }, stableId, faults))) return;
    await this.#o.store.noteDisabled(personId, disabled);
    if (disabled) this.#o.sessions.ended([{ personId }]);
  }

  /** @returns false, with a fault: nobody would be left to administrate */
  async #changeAccess(personId: PersonId, change: AccessChange, name: string, faults: DirectoryFault[]): Promise<boolean> {
    try {
      await this.#o.people.changeAccess(
        personId,
        (person, administrators) => changeAccess(undefined, person, change, administrators, this.#o.clock.now()),
        (before, after) => accessEntries({ subjectId: personId, details: { method: 'directory' } }, before, after),
      );
      return true;
    } catch (error) {
      if (!(error instanceof LastAdministrator)) throw error;
      faults.push({ entry: name, reason: 'last-administrator' });
      return false;
    }
  }

  /** Of everything but whether it is enabled, which is compared with the account itself, and its picture, which is followed apart. */
  #fingerprintOf({ enabled: _enabled, pictureStamp: _stamp, ...entry }: DirectoryEntry): string {
    return this.#o.secrets.hash(JSON.stringify({ ...entry, roles: inOrder(entry.roles) }));
  }
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  const all = new Set(one);
  return all.size === other.length && other.every((value) => all.has(value));
}
