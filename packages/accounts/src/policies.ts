/** What the house decides for everybody: the operator's word, else what was chosen here, else the default (decision 0067). */
import type { Clock } from '@saal/foundation/pure';
import { HousePolicies, policyNames, type EpochMs, type PolicyName } from '@saal/protocol';
import { PolicyFixed } from './errors.ts';
import { networkOf } from './network.ts';
import type { Person } from './person.ts';
import type { AuditEntry, PolicyStore } from './ports.ts';
import type { Caller } from './sign-in.ts';

export const defaultPolicies: HousePolicies = {
  secondFactor: 'off',
  passwordMinLength: 12,
  sessionIdleHours: 720,
  sessionMostHours: 0,
  accountLinks: 'service-desk',
  externals: 'allowed',
  planning: 'everybody',
  guests: 'everybody',
};

/** What another server changed counts here after this. */
const KEEP_MS = 2_000;

export type PolicyChanges = { readonly [Name in PolicyName]?: HousePolicies[Name] | null | undefined };

export class Policies {
  readonly fixed: readonly PolicyName[];
  readonly defaults: HousePolicies;
  readonly #store: PolicyStore;
  readonly #given: Partial<HousePolicies>;
  readonly #clock: Clock;
  #kept: { policies: Promise<HousePolicies>; untilMs: EpochMs } | undefined;

  /** @param o.given by the operator's configuration; nothing else counts for those */
  constructor(o: { store: PolicyStore; given?: Partial<HousePolicies> | undefined; clock: Clock }) {
    this.#store = o.store;
    this.#given = o.given ?? {};
    this.#clock = o.clock;
    this.fixed = policyNames.filter((name) => this.#given[name] !== undefined);
    this.defaults = HousePolicies.parse({ ...defaultPolicies, ...this.#givenOnly() });
  }

  /** As they hold now; asked at every request, so answered from memory for two seconds. */
  now(): Promise<HousePolicies> {
    const nowMs = this.#clock.now();
    if (this.#kept && nowMs < this.#kept.untilMs) return this.#kept.policies;
    const kept = { policies: this.#read(), untilMs: nowMs + KEEP_MS };
    this.#kept = kept;
    // What could not be read is asked for again by the next.
    kept.policies.catch(() => {
      if (this.#kept === kept) this.#kept = undefined;
    });
    return kept.policies;
  }

  /**
   * Counts here at once and on other servers two seconds later. What is said already changes nothing and is no deed.
   * @throws {PolicyFixed} nothing is changed then
   */
  async change(by: Person, changes: PolicyChanges, caller: Caller): Promise<{ before: HousePolicies; after: HousePolicies }> {
    const named = policyNames.filter((name) => changes[name] !== undefined);
    const refused = named.filter((name) => this.fixed.includes(name));
    if (refused.length > 0) throw new PolicyFixed(refused);
    const told = await this.#store.change(changes, (stored) => {
      const before = this.#over(stored);
      const after = this.#over({ ...stored, ...changes });
      const entries = named
        .filter((name) => before[name] !== after[name])
        .map((name): AuditEntry => ({
          ...{ action: 'policy-changed', actorId: by.id, subjectId: name, network: networkOf(caller.address) },
          details: { before: String(before[name]), after: String(after[name]) },
        }));
      return { before, after, entries };
    });
    this.#kept = undefined;
    return told;
  }

  async #read(): Promise<HousePolicies> {
    return this.#over(await this.#store.read());
  }

  /** What a newer server stored and this one does not understand counts as not said. */
  #over(stored: Readonly<Record<string, unknown>>): HousePolicies {
    const understood = policyNames.flatMap((name) => {
      const value = HousePolicies.shape[name].safeParse(stored[name]);
      return value.success ? [[name, value.data] as const] : [];
    });
    return { ...this.defaults, ...Object.fromEntries(understood), ...this.#givenOnly() };
  }

  #givenOnly(): Partial<HousePolicies> {
    return Object.fromEntries(policyNames.flatMap((name) => (this.#given[name] === undefined ? [] : [[name, this.#given[name]]])));
  }
}
