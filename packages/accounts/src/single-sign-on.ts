/** The journey to a provider of identities and back (decision 0041). */
import type { Clock } from '@saal/foundation/pure';
import { DisplayName, Email, type Language, type PersonId } from '@saal/protocol';
import {
  AccountDisabled,
  EmailTaken,
  isRefusedAccount,
  LastAdministrator,
  NoAccount,
  NotFound,
  ProviderUnavailable,
  SignInExpired,
  SignInFailed,
  type SignOutRefused,
} from './errors.ts';
import { networkOf } from './network.ts';
import type { Person } from './person.ts';
import type { AuditLog, Secrets } from './ports.ts';
import { rolesOfGroups, type ProviderSettings } from './provider.ts';
import type { ProviderRoles } from './provider-roles.ts';
import { returnPath } from './return-path.ts';
import type { Sessions } from './sessions.ts';
import type { Caller } from './sign-in.ts';
import type {
  Identity,
  IdentityProvider,
  IdentityStore,
  JourneyStore,
  OnGroups,
  Proof,
  SessionOriginStore,
} from './single-sign-on-ports.ts';

/** Time for a password, a second factor and a cup of tea. */
export const JOURNEY_MS = 10 * 60_000;

/** What the provider's answer needs to be judged by: the browser's cookie, and what it brought and how. */
export type Return = {
  by: IdentityProvider['answersBy'];
  redirectUri: string;
  answer: URLSearchParams;
  journeySecret: string | undefined;
  language: Language;
};
export type ReportRefusal = (provider: string, error: SignInFailed | SignOutRefused | ProviderUnavailable | LastAdministrator) => void;
export type Way = { settings: ProviderSettings; provider: IdentityProvider };

export class SingleSignOn {
  readonly #ways: ReadonlyMap<string, Way>;
  readonly #identities: IdentityStore;
  readonly #journeys: JourneyStore;
  readonly #origins: SessionOriginStore;
  readonly #sessions: Sessions;
  readonly #audit: AuditLog;
  readonly #secrets: Secrets;
  readonly #clock: Clock;
  readonly #roles: ProviderRoles;
  readonly #onGroups: OnGroups;
  readonly #reportRefusal: ReportRefusal;

  constructor(o: {
    ways: readonly Way[];
    identities: IdentityStore;
    journeys: JourneyStore;
    origins: SessionOriginStore;
    sessions: Sessions;
    audit: AuditLog;
    secrets: Secrets;
    clock: Clock;
    roles: ProviderRoles;
    onGroups: OnGroups;
    /** For operators, who have to find out what a provider does otherwise than agreed. */
    reportRefusal: ReportRefusal;
  }) {
    this.#ways = new Map(o.ways.map((way) => [way.settings.id, way]));
    this.#identities = o.identities;
    this.#journeys = o.journeys;
    this.#origins = o.origins;
    this.#sessions = o.sessions;
    this.#audit = o.audit;
    this.#secrets = o.secrets;
    this.#clock = o.clock;
    this.#roles = o.roles;
    this.#onGroups = o.onGroups;
    this.#reportRefusal = o.reportRefusal;
  }

  /** @returns where to send the browser, and the secret for its cookie @throws {NotFound, ProviderUnavailable} */
  async begin(
    id: string,
    redirectUri: string,
    wanted: string | undefined,
  ): Promise<{ url: string; journeySecret: string; answersBy: IdentityProvider['answersBy'] }> {
    const { provider } = this.#way(id);
    const journeySecret = this.#secrets.newSecret();
    const url = await provider.begin(redirectUri, journeySecret).catch((error: unknown) => {
      if (error instanceof ProviderUnavailable) this.#reportRefusal(id, error);
      throw error;
    });
    const nowMs = this.#clock.now();
    const journey = { provider: id, returnPath: returnPath(wanted), expiresAtMs: nowMs + JOURNEY_MS };
    await this.#journeys.add(this.#secrets.hash(journeySecret), journey, nowMs);
    return { url, journeySecret, answersBy: provider.answersBy };
  }

  /**
   * Whoever came back from the provider to the browser that set out for it.
   * @throws {NotFound, SignInExpired, SignInFailed, ProviderUnavailable, NoAccount, AccountDisabled}
   */
  async finish(id: string, back: Return, caller: Caller): Promise<{ person: Person; sessionSecret: string; returnPath: string }> {
    const way = this.#way(id);
    if (way.provider.answersBy !== back.by) throw new NotFound('provider');
    const nowMs = this.#clock.now();
    // Used up before it is looked at: one answer a journey, right or wrong.
    const journey = back.journeySecret === undefined ? undefined : await this.#journeys.take(this.#secrets.hash(back.journeySecret), nowMs);
    if (back.journeySecret === undefined || journey?.provider !== id) throw new SignInExpired();
    try {
      const proof = await way.provider.finish(back.redirectUri, back.answer, back.journeySecret);
      const person = await this.#personOf(way.settings, proof, back.language, caller);
      if (person.disabledAtMs !== null) throw new AccountDisabled();
      await this.#followGroups(way.settings, person.id, proof.groups);
      await this.#onGroups(person.id, id, proof.groups);
      return { person, sessionSecret: await this.#enter(person, id, proof, caller), returnPath: journey.returnPath };
    } catch (error) {
      await this.#noteRefusal(id, error, caller);
      throw error;
    }
  }

  /** @returns the document by which the provider's operator learns of us @throws {NotFound} */
  describeUs(id: string, addresses: { redirectUri: string; backUri: string; logoutUri: string }): string {
    const { provider } = this.#way(id);
    if (!provider.describeUs) throw new NotFound('provider');
    return provider.describeUs(addresses);
  }

  /** One's own. */
  identitiesOf(personId: PersonId): Promise<Identity[]> {
    return this.#identities.listOf(personId);
  }

  /** @throws {NotFound, LastWayIn, LastAdministrator} */
  async unlink(personId: PersonId, id: string, caller: Caller): Promise<void> {
    const identity = (await this.#identities.listOf(personId)).find((one) => one.id === id);
    // What its groups gave goes with it: nobody would take it again.
    if (identity) await this.#roles.follow(identity.provider, personId, [], `unlinked:${identity.provider}`);
    if (!(await this.#identities.remove(personId, id))) throw new NotFound('identity');
    await this.#audit.write({ action: 'identity-unlinked', actorId: personId, subjectId: id, network: networkOf(caller.address) });
  }

  #way(id: string): Way {
    const way = this.#ways.get(id);
    if (!way) throw new NotFound('provider');
    return way;
  }

  /** As the audit names it. */
  #methodOf(id: string): string {
    return `${this.#way(id).settings.kind}:${id}`;
  }

  /** Who would be the last administrator stays one, and comes in. */
  async #followGroups({ id, roles }: ProviderSettings, personId: PersonId, groups: readonly string[]): Promise<void> {
    try {
      await this.#roles.follow(id, personId, rolesOfGroups(groups, roles), this.#methodOf(id));
    } catch (error) {
      if (!(error instanceof LastAdministrator)) throw error;
      this.#reportRefusal(id, error);
    }
  }

  async #personOf(settings: ProviderSettings, proof: Proof, language: Language, caller: Caller): Promise<Person> {
    const nowMs = this.#clock.now();
    const known = await this.#identities.personOf(settings.id, proof.subject, nowMs);
    if (known) return known;
    const email = Email.safeParse(proof.email).data;
    if (email === undefined) throw new NoAccount('no-email');
    const identity = { id: this.#secrets.newId(), provider: settings.id, subject: proof.subject };
    const network = networkOf(caller.address);
    if (settings.newcomers.includes('match')) {
      const may = ({ roles }: Person): boolean => roles.length === 0 || settings.linkAdministrators;
      const matched = await this.#identities.match(identity, email, may, nowMs);
      if (matched) {
        await this.#audit.write({
          action: 'identity-linked',
          actorId: matched.id,
          subjectId: identity.id,
          network,
          details: { method: this.#methodOf(settings.id) },
        });
        return matched;
      }
    }
    if (!settings.newcomers.includes('create')) throw new NoAccount('no-match');
    const person: Person = {
      ...{ id: this.#secrets.newId() as PersonId, email, displayName: nameOf(proof, email), roles: [], language, theme: 'system' },
      ...{ pictureVersion: null, disabledAtMs: null, createdAtMs: nowMs },
    };
    try {
      await this.#identities.create(identity, person);
    } catch (error) {
      if (error instanceof EmailTaken) throw new NoAccount('email-taken');
      throw error;
    }
    await this.#audit.write({
      action: 'person-created',
      actorId: person.id,
      subjectId: person.id,
      network,
      details: { method: this.#methodOf(settings.id) },
    });
    return person;
  }

  async #enter(person: Person, provider: string, { subject, providerSession, name, endHint }: Proof, caller: Caller): Promise<string> {
    const { id, secret } = await this.#sessions.open(person, caller.userAgent);
    const nameHash = name === undefined ? undefined : this.#secrets.hash(name);
    await this.#origins.note(id, { provider, subject, providerSession, nameHash, endHint });
    const network = networkOf(caller.address);
    const details = { method: this.#methodOf(provider) };
    await this.#audit.write({ action: 'signed-in', actorId: person.id, subjectId: id, network, details });
    return secret;
  }

  async #noteRefusal(provider: string, error: unknown, caller: Caller): Promise<void> {
    if (error instanceof SignInFailed || error instanceof ProviderUnavailable) this.#reportRefusal(provider, error);
    if (!(error instanceof SignInFailed || error instanceof NoAccount || isRefusedAccount(error))) return;
    const what = error instanceof NoAccount ? error.reason : error.code;
    await this.#audit.write({
      action: 'sign-in-refused',
      network: networkOf(caller.address),
      details: { method: this.#methodOf(provider), what },
    });
  }
}

/** Providers call people as they like; what is no name of ours becomes the part before the @. */
function nameOf({ displayName }: Proof, email: string): string {
  return DisplayName.safeParse(displayName).data ?? DisplayName.safeParse(email.slice(0, email.indexOf('@')).slice(0, 40)).data ?? email;
}
