/** The end of sessions that came by a provider: told by it, or told to it (decisions 0041, 0052, 0068). */
import type { Clock } from '@saal/foundation/pure';
import { NotFound, ProviderUnavailable, SignInFailed, SignOutRefused } from './errors.ts';
import { networkOf } from './network.ts';
import type { AuditLog, Secrets } from './ports.ts';
import type { Sessions } from './sessions.ts';
import type { Caller } from './sign-in.ts';
import type { LogoutMessage, SessionOrigin, SessionOriginStore } from './single-sign-on-ports.ts';
import type { ReportRefusal, Way } from './single-sign-on.ts';

/** Signing out here does not wait longer for a provider to say where it would sign out. */
const END_WITHIN_MS = 3_000;

export class SingleSignOut {
  readonly #ways: ReadonlyMap<string, Way>;
  readonly #origins: SessionOriginStore;
  readonly #sessions: Sessions;
  readonly #audit: AuditLog;
  readonly #secrets: Secrets;
  readonly #clock: Clock;
  readonly #reportRefusal: ReportRefusal;

  constructor(o: {
    ways: readonly Way[];
    origins: SessionOriginStore;
    sessions: Sessions;
    audit: AuditLog;
    secrets: Secrets;
    clock: Clock;
    reportRefusal: ReportRefusal;
  }) {
    this.#ways = new Map(o.ways.map((way) => [way.settings.id, way]));
    this.#origins = o.origins;
    this.#sessions = o.sessions;
    this.#audit = o.audit;
    this.#secrets = o.secrets;
    this.#clock = o.clock;
    this.#reportRefusal = o.reportRefusal;
  }

  /**
   * A provider says that sessions of its own are over (OpenID Connect Back-Channel Logout 1.0; SAML 2.0 Profiles, 4.4).
   * @returns where the browser that brought the message goes on; undefined: nowhere
   * @throws {NotFound, SignInFailed, SignOutRefused, ProviderUnavailable}
   */
  async logOut(id: string, message: LogoutMessage, caller: Caller): Promise<string | undefined> {
    const way = this.#ways.get(id);
    if (!way) throw new NotFound('provider');
    try {
      const notice = await way.provider.readLogout(message);
      if (!(await this.#origins.useToken(id, this.#secrets.hash(notice.tokenId), notice.expiresAtMs)))
        throw way.settings.kind === 'oidc'
          ? new SignInFailed('the logout token was used before')
          : new SignOutRefused('it was used before');
      const { subject, name, providerSessions } = notice;
      const nameHash = name === undefined ? undefined : this.#secrets.hash(name);
      for (const { personId, sessionId } of await this.#origins.sessionsOf({ provider: id, subject, nameHash, providerSessions })) {
        if (!(await this.#sessions.end(personId, sessionId))) continue;
        await this.#audit.write({
          ...{ action: 'session-ended', actorId: personId, subjectId: sessionId, network: networkOf(caller.address) },
          details: { method: `${way.settings.kind}:${id}` },
        });
      }
      return await notice.answer?.();
    } catch (error) {
      if (error instanceof SignInFailed || error instanceof SignOutRefused || error instanceof ProviderUnavailable)
        this.#reportRefusal(id, error);
      throw error;
    }
  }

  /** To be asked before the session is ended. @returns undefined: it came by a password */
  originOf(sessionId: string): Promise<SessionOrigin | undefined> {
    return this.#origins.of(sessionId);
  }

  /**
   * Where to send a browser whose session here is over, so that it is over at the provider, too.
   * @param backUriOf where a provider may send it afterwards
   * @returns undefined: nowhere. A provider that is away or gone from the settings keeps nobody from signing out here.
   */
  async endThere(origin: SessionOrigin, backUriOf: (provider: string) => string): Promise<string | undefined> {
    const way = this.#ways.get(origin.provider);
    if (way?.settings.signOutThere !== true) return undefined;
    let stop = (): void => {};
    const tooLong = new Promise<undefined>((resolve) => (stop = this.#clock.after(END_WITHIN_MS, () => resolve(undefined))));
    try {
      return await Promise.race([way.provider.endAt(origin, backUriOf(origin.provider)), tooLong]);
    } catch (error) {
      if (!(error instanceof ProviderUnavailable)) throw error;
      this.#reportRefusal(origin.provider, error);
      return undefined;
    } finally {
      stop();
    }
  }
}
