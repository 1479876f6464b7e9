/** Sign-in of other clients on our own page (client-server API, "SSO client login/authentication"). */
import type { Clock } from '@saal/foundation/pure';
import type { DeviceSecrets } from './devices.ts';
import { ChatError, invalidParam } from './errors.ts';

/** From the person's consent until the client comes with it. */
const LIFETIME_MS = 2 * 60_000;
const MAX_ADDRESS = 2_000;
/** A browser would run or read them here, not hand them to a program. */
const notOfPrograms = new Set([
  'javascript:',
  'data:',
  'vbscript:',
  'file:',
  'blob:',
  'about:',
  'filesystem:',
  'view-source:',
  'ws:',
  'wss:',
]);
const ownMachine = new Set(['localhost', '127.0.0.1', '[::1]']);

export interface LoginTokenStore {
  put(tokenHash: string, personId: string, expiresAtMs: number): Promise<void>;
  /** At most once for each. @returns whose it is, unless it is outdated */
  take(tokenHash: string, nowMs: number): Promise<string | undefined>;
  forget(personId: string): Promise<void>;
}

export class LoginTokens {
  readonly #store: LoginTokenStore;
  readonly #secrets: DeviceSecrets;
  readonly #clock: Clock;

  constructor(options: { store: LoginTokenStore; secrets: DeviceSecrets; clock: Clock }) {
    this.#store = options.store;
    this.#secrets = options.secrets;
    this.#clock = options.clock;
  }

  /** @returns the client's address with the token in it, as the specification wants. @throws {ChatError} invalid_param */
  async lead(personId: string, clientAddress: string): Promise<string> {
    const address = addressOfClient(clientAddress);
    const token = this.#secrets.newSecret();
    await this.#store.put(this.#secrets.hash(token), personId, this.#clock.now() + LIFETIME_MS);
    address.searchParams.set('loginToken', token);
    return address.href;
  }

  /** @returns whose it is. @throws {ChatError} forbidden: unknown, used or outdated */
  async take(token: string): Promise<string> {
    const personId = await this.#store.take(this.#secrets.hash(token), this.#clock.now());
    if (personId === undefined) throw new ChatError('forbidden', 'this token was used, or is too old');
    return personId;
  }

  /** The account was disabled. */
  forget(personId: string): Promise<void> {
    return this.#store.forget(personId);
  }
}

/**
 * Where a client waits for its person: a page by HTTPS, a program on this machine, or one that a scheme of its own opens.
 * @throws {ChatError} invalid_param
 */
export function addressOfClient(text: string | undefined): URL {
  if (text === undefined || text.length > MAX_ADDRESS || !URL.canParse(text)) throw invalidParam('redirectUrl is not an address');
  const address = new URL(text);
  const isInTheClear = address.protocol === 'http:' && !ownMachine.has(address.hostname);
  if (notOfPrograms.has(address.protocol) || isInTheClear || address.username !== '' || address.password !== '')
    throw invalidParam('nobody is led to this address');
  return address;
}
