/** Reading the audit: what there is, with names as they are now. That it was read is an entry of its own. */
import type { AuditEntry as Entry, AuditFilter } from '@saal/foundation';
import type { AuditEntryView, AuditPage, AuditQuery, PersonId } from '@saal/protocol';
import type { z } from 'zod';
import { withoutControls } from './controls.ts';
import { networkOf } from './network.ts';
import type { AuditLog, PersonStore } from './ports.ts';
import type { Caller } from './sign-in.ts';

type Query = z.output<typeof AuditQuery>;
type View = z.output<typeof AuditEntryView>;

const PAGE = 100;
const EXPORTED_AT_ONCE = 1_000;
/** More people of one name than this are not looked for. */
const ALIKE = 200;
/** Whose entries were read is written down, of so many. */
const NAMED = 20;
/** What everybody does every day; shown when it is asked for. */
const EVERYDAY = ['signed-in', 'signed-out'];

/** What of the house's trail is needed here. */
export interface Trail {
  read(filter: AuditFilter, page: { before?: number | undefined; limit: number }): Promise<Entry[]>;
  actions(): Promise<string[]>;
}

/** @returns names of those that are there, by id */
type NamesOf = (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;

export class AuditReader {
  readonly #trail: Trail;
  readonly #people: PersonStore;
  readonly #groups: { names: NamesOf };
  readonly #audit: AuditLog;

  constructor(o: { trail: Trail; people: PersonStore; groups: { names: NamesOf }; audit: AuditLog }) {
    this.#trail = o.trail;
    this.#people = o.people;
    this.#groups = o.groups;
    this.#audit = o.audit;
  }

  /** @param before of the page before; without it the reading is written down, once for all its pages */
  async page(by: PersonId, query: Query, before: number | undefined, caller: Caller): Promise<z.output<typeof AuditPage>> {
    const filter = await this.#filterOf(query);
    if (before === undefined) await this.#note('audit-read', by, query, filter, caller);
    const found = await this.#trail.read(filter, { before, limit: PAGE + 1 });
    const shown = found.slice(0, PAGE);
    const last = shown.at(-1);
    return {
      entries: await this.#named(shown),
      actions: await this.#trail.actions(),
      ...(found.length > PAGE && last ? { next: last.id } : {}),
    };
  }

  /** All of it, in parts. Written down before the first. */
  async *all(by: PersonId, query: Query, caller: Caller): AsyncGenerator<View[]> {
    const filter = await this.#filterOf(query);
    await this.#note('audit-exported', by, query, filter, caller);
    for (let before: number | undefined; ;) {
      const found = await this.#trail.read(filter, { before, limit: EXPORTED_AT_ONCE });
      if (found.length > 0) yield await this.#named(found);
      before = found.at(-1)?.id;
      if (found.length < EXPORTED_AT_ONCE) return;
    }
  }

  async #filterOf({ person, action, kind, fromMs, untilMs }: Query): Promise<AuditFilter> {
    const text = withoutControls(person ?? '').trim();
    const all = text === '' && action === undefined;
    return {
      ...(text === '' ? {} : { ids: [...(await this.#people.search(text, ALIKE)).map(({ id }) => id), text] }),
      ...(all ? { without: EVERYDAY } : {}),
      ...{ action, subjectKind: kind, fromMs, untilMs },
    };
  }

  /** What was typed to look for somebody is not kept: whom it found is. */
  #note(action: 'audit-read' | 'audit-exported', by: PersonId, query: Query, { ids }: AuditFilter, caller: Caller): Promise<void> {
    const time = (name: string, atMs: number | undefined): string[] =>
      atMs === undefined ? [] : [`${name}=${new Date(atMs).toISOString()}`];
    const filter = [
      ...(ids?.slice(0, -1).slice(0, NAMED) ?? []).map((id) => `person=${id}`),
      ...(query.action === undefined ? [] : [`action=${query.action}`]),
      ...(query.kind === undefined ? [] : [`kind=${query.kind}`]),
      ...time('from', query.fromMs),
      ...time('until', query.untilMs),
    ];
    return this.#audit.write({
      action,
      actorId: by,
      network: networkOf(caller.address),
      ...(filter.length > 0 && { details: { filter } }),
    });
  }

  async #named(entries: readonly Entry[]): Promise<View[]> {
    const groupIn = ({ details: { group } }: Entry): string[] => (typeof group === 'string' ? [group] : []);
    const told = entries.flatMap(({ actor, subject }) => [actor, subject]);
    const idsOf = (kind: string) => told.flatMap((each) => (each?.kind === kind ? [each.id] : []));
    const people = await namesOf(idsOf('person'), (ids) => this.#people.names(ids));
    const groups = await namesOf([...idsOf('group'), ...entries.flatMap(groupIn)], (ids) => this.#groups.names(ids));
    const named = <Of extends { kind: string; id: string }>(of: Of): Of & { name?: string } => {
      const name = of.kind === 'person' ? people.get(of.id) : of.kind === 'group' ? groups.get(of.id) : undefined;
      return name === undefined ? of : { ...of, name };
    };
    // An id alone tells nobody which group it was; a name alone would not say which of two.
    const detailsOf = (entry: Entry): Entry['details'] => {
      const [id = ''] = groupIn(entry);
      const name = groups.get(id);
      return name === undefined ? entry.details : { ...entry.details, group: `${name} (${id})` };
    };
    return entries.map(({ actor, subject, ...entry }) => ({
      ...{ ...entry, details: detailsOf(entry) },
      ...(actor && { actor: named(actor) }),
      ...(subject && { subject: named(subject) }),
    }));
  }
}

async function namesOf(ids: readonly string[], find: NamesOf): Promise<ReadonlyMap<string, string>> {
  return ids.length === 0 ? new Map() : find([...new Set(ids)]);
}
