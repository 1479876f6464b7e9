/** Signing in by what a reverse proxy of the house says of a browser (decision 0059). Believed of nobody else. */
import type { DirectorySource, DirectoryStore } from './directory-ports.ts';
import { AccountDisabled, isRefusedAccount, NoAccount, NotFound, ProviderUnavailable, SignInFailed } from './errors.ts';
import { networkOf, plainAddressOf } from './network.ts';
import type { Person } from './person.ts';
import type { AuditLog, PersonStore, Secrets } from './ports.ts';
import { loginOf, type ProxyProvider } from './provider.ts';
import type { Sessions } from './sessions.ts';
import type { Caller } from './sign-in.ts';

/** A request as it came in: who really opened the connection, and its headers by name; empty: there is none. */
export type Asked = { peer: string; header: (name: string) => string };

export class ProxySignIn {
  readonly #providers: ReadonlyMap<string, ProxyProvider>;
  readonly #source: Pick<DirectorySource, 'idOf'> | undefined;
  readonly #store: Pick<DirectoryStore, 'personOf'> | undefined;
  readonly #people: Pick<PersonStore, 'byId'>;
  readonly #sessions: Sessions;
  readonly #audit: AuditLog;
  readonly #secrets: Pick<Secrets, 'hash'>;
  readonly #reportRefusal: (provider: string, why: string, peer: string) => void;

  constructor(o: {
    providers: readonly ProxyProvider[];
    directory: { source: Pick<DirectorySource, 'idOf'>; store: Pick<DirectoryStore, 'personOf'> } | undefined;
    people: Pick<PersonStore, 'byId'>;
    sessions: Sessions;
    audit: AuditLog;
    secrets: Pick<Secrets, 'hash'>;
    /** For operators: a proxy that is not set up as agreed, or somebody who tries. */
    reportRefusal: (provider: string, why: string, peer: string) => void;
  }) {
    this.#providers = new Map(o.providers.map((provider) => [provider.id, provider]));
    this.#source = o.directory?.source;
    this.#store = o.directory?.store;
    this.#people = o.people;
    this.#sessions = o.sessions;
    this.#audit = o.audit;
    this.#secrets = o.secrets;
    this.#reportRefusal = o.reportRefusal;
  }

  has(id: string): boolean {
    return this.#providers.has(id);
  }

  /** @throws {NotFound, SignInFailed, ProviderUnavailable, NoAccount, AccountDisabled, ExternalsRefused} */
  async enter(id: string, asked: Asked, caller: Caller): Promise<{ person: Person; sessionSecret: string }> {
    const provider = this.#providers.get(id);
    if (!provider) throw new NotFound('provider');
    const network = networkOf(caller.address);
    const method = `proxy:${id}`;
    try {
      const person = await this.#personOf(provider, asked);
      if (person.disabledAtMs !== null) throw new AccountDisabled();
      const session = await this.#sessions.open(person, caller.userAgent);
      await this.#audit.write({ action: 'signed-in', actorId: person.id, subjectId: session.id, network, details: { method } });
      return { person, sessionSecret: session.secret };
    } catch (error) {
      if (error instanceof SignInFailed) this.#reportRefusal(id, error.message, asked.peer);
      if (error instanceof SignInFailed || error instanceof NoAccount || isRefusedAccount(error))
        await this.#audit.write({ action: 'sign-in-refused', network, details: { method, what: error.code } });
      throw error;
    }
  }

  async #personOf(provider: ProxyProvider, { peer, header }: Asked): Promise<Person> {
    if (!provider.proxies.some((address) => plainAddressOf(address) === plainAddressOf(peer)))
      throw new SignInFailed('it came from an address that is no proxy of this provider');
    // Of hashes, so that the time tells nothing of the secret.
    if (this.#secrets.hash(header(provider.secretHeader)) !== this.#secrets.hash(provider.secret))
      throw new SignInFailed('it came without the secret of the proxy');
    const login = loginOf(header(provider.userHeader), provider.realm);
    if (login === undefined) throw new SignInFailed('it names nobody of this realm');
    if (!this.#source || !this.#store) throw new ProviderUnavailable();
    const stableId = await this.#source.idOf(login);
    const personId = stableId === undefined ? undefined : await this.#store.personOf(stableId);
    const person = personId === undefined ? undefined : await this.#people.byId(personId);
    if (!person) throw new NoAccount('no-match');
    return person;
  }
}
