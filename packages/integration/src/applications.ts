/** Applications and their keys: made, renewed and revoked by administrators, asked for at each request. */
import type { Clock } from '@saal/foundation/pure';
import { MeetingId, type EpochMs, type PersonId } from '@saal/protocol';
import { KEY_PREFIX, keyOf, tokenOf, type Application, type Scope } from './application.ts';
import { ApiKeyInvalid, ApplicationNotFound, OwnerUnknown, ScopeMissing } from './errors.ts';
import type { ApplicationStore, CampaignPlans, Owner, People, TokenSigner } from './ports.ts';

const DAY_MS = 86_400_000;
/** How long a token is good. */
const TOKEN_MS = 15 * 60_000;

export type Caller = { application: Application; owner: Owner };

export type ApplicationsOptions = {
  store: ApplicationStore;
  campaigns: Pick<CampaignPlans, 'campaignOf'>;
  people: People;
  clock: Clock;
  tokens: TokenSigner;
  secrets: { newId: () => string; newSecret: () => string; hash: (secret: string) => string };
};

export class Applications {
  readonly #o: ApplicationsOptions;

  constructor(options: ApplicationsOptions) {
    this.#o = options;
  }

  /** @returns the key, which nobody can read again. @throws {OwnerUnknown} */
  async create({
    name,
    scopes,
    days,
    ...owner
  }: {
    name: string;
    ownerId?: PersonId | undefined;
    ownerEmail?: string | undefined;
    scopes: Scope[];
    days: number;
  }): Promise<{ application: Application; key: string }> {
    const { store, people, clock, secrets } = this.#o;
    const ownerId = owner.ownerId ?? (owner.ownerEmail === undefined ? undefined : (await people.byEmail(owner.ownerEmail))?.id);
    if (ownerId === undefined || !(await people.isOpen(ownerId))) throw new OwnerUnknown();
    const nowMs = clock.now();
    const application = {
      name,
      ownerId,
      scopes,
      origins: [],
      id: secrets.newId(),
      createdAtMs: nowMs,
      expiresAtMs: nowMs + days * DAY_MS,
      lastUsedAtMs: null,
    };
    const key = KEY_PREFIX + secrets.newSecret();
    await store.add(application, secrets.hash(key));
    return { application, key };
  }

  list(): Promise<Application[]> {
    return this.#o.store.list();
  }

  /** @param origins pages that may show a meeting inside of them. @throws {ApplicationNotFound} */
  async setOrigins(id: string, origins: readonly string[]): Promise<void> {
    if (!(await this.#o.store.setOrigins(id, [...new Set(origins)]))) throw new ApplicationNotFound();
  }

  /** Of the application that made this meeting; of one that none made, those of all whose key is good (decision 0071). */
  async embedOrigins(meetingId: string): Promise<string[]> {
    const nowMs = this.#o.clock.now();
    const id = MeetingId.safeParse(meetingId);
    const ofMaker = id.success ? await this.#originsOfMaker(id.data, nowMs) : undefined;
    return ofMaker ?? this.#o.store.originsOfAll(nowMs);
  }

  /** An interview is of its campaign from the beginning, whether or not its application has looked at it yet. */
  async #originsOfMaker(meetingId: MeetingId, nowMs: EpochMs): Promise<string[] | undefined> {
    const { store, campaigns } = this.#o;
    const ofMeeting = await store.originsOfMaker({ meetingId }, nowMs);
    if (ofMeeting) return ofMeeting;
    const campaignId = await campaigns.campaignOf(meetingId);
    return campaignId === undefined ? undefined : store.originsOfMaker({ campaignId }, nowMs);
  }

  /** Whom it acts for, as a page shows it; empty: the account is gone. */
  async ownerName({ ownerId }: Application): Promise<string> {
    return (await this.#o.people.person(ownerId))?.displayName ?? '';
  }

  /** The old key ends at once; what the application made stays its own. @throws {ApplicationNotFound} */
  async renewKey(id: string, days: number): Promise<string> {
    const { store, clock, secrets } = this.#o;
    const key = KEY_PREFIX + secrets.newSecret();
    if (!(await store.setSecret(id, secrets.hash(key), clock.now() + days * DAY_MS))) throw new ApplicationNotFound();
    return key;
  }

  /** Its meetings stay with their owner. @throws {ApplicationNotFound} */
  async remove(id: string): Promise<void> {
    if (!(await this.#o.store.remove(id))) throw new ApplicationNotFound();
  }

  /**
   * @param authorization the header, with a key or a token
   * @throws {ApiKeyInvalid} also when the account of its owner is disabled
   */
  async callerOf(authorization: string | undefined): Promise<Caller> {
    const { store, clock, secrets } = this.#o;
    const key = keyOf(authorization);
    if (key !== undefined) return this.#callerFor(await store.use(secrets.hash(key), clock.now()));
    const token = tokenOf(authorization);
    const claims = token === undefined ? undefined : await this.#o.tokens.verify(token, clock.now());
    const found = claims && (await store.useById(claims.applicationId, clock.now()));
    if (!found || this.#markOf(found.secretHash) !== claims.keyMark) throw new ApiKeyInvalid();
    // A scope that was taken away meanwhile is gone from the token, too.
    const scopes = found.application.scopes.filter((scope) => claims.scopes.includes(scope));
    return this.#callerFor({ ...found.application, scopes });
  }

  /** @throws {ApiKeyInvalid} also for a key of another application */
  async clientOf(id: string, key: string): Promise<Application> {
    const { application } = await this.callerOf(`Bearer ${key}`);
    if (application.id !== id || keyOf(`Bearer ${key}`) === undefined) throw new ApiKeyInvalid();
    return application;
  }

  /** @param wanted undefined: all it has. @returns undefined: it was not given all of these */
  async grantToken(
    application: Application,
    key: string,
    wanted: readonly Scope[] | undefined,
  ): Promise<{ token: string; scopes: Scope[]; forS: number } | undefined> {
    const { tokens, clock, secrets } = this.#o;
    const scopes = [...(wanted ?? application.scopes)];
    if (scopes.length === 0 || scopes.some((scope) => !application.scopes.includes(scope))) return undefined;
    const nowMs = clock.now();
    const claims = { applicationId: application.id, keyMark: this.#markOf(secrets.hash(key)), scopes };
    return { token: await tokens.sign(claims, nowMs, nowMs + TOKEN_MS), scopes, forS: TOKEN_MS / 1000 };
  }

  /** Tells keys apart, and tells nothing of the hash that is stored. */
  #markOf(secretHash: string): string {
    return this.#o.secrets.hash(secretHash).slice(0, 16);
  }

  async #callerFor(application: Application | undefined): Promise<Caller> {
    const { people } = this.#o;
    if (!application || !(await people.isOpen(application.ownerId))) throw new ApiKeyInvalid();
    const owner = await people.person(application.ownerId);
    if (!owner) throw new ApiKeyInvalid();
    return { application, owner };
  }
}

/** @throws {ScopeMissing} */
export function requireScope({ application }: Caller, scope: Scope): void {
  if (!application.scopes.includes(scope)) throw new ScopeMissing(scope);
}
