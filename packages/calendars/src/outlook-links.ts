/**
 * How an Outlook comes to speak for a person: it shows a code, its person types it where they are signed in, and it gets a token.
 * As RFC 8628 does it for devices: panes of Outlook on the web stand in a frame of another site, where our cookies are not sent.
 * Source: docs/decisions/0063-outlook-add-in.md
 */
import { TokenBucket, type Clock } from '@saal/foundation/pure';
import type { EpochMs, OutlookClaim, PersonId } from '@saal/protocol';
import { CodeWrong, NotSignedIn, TriedTooOften } from './errors.ts';
import type { OutlookStore, People } from './ports.ts';

const WAIT_MS = 10 * 60_000;
const TOKEN_MS = 180 * 86_400_000;
/** Without letters and figures that look like each other. */
const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ';
const CODE_LETTERS = 8;
/** Codes that somebody may try: 20^8 codes, of which few are open, are not found by this. */
const TRIES = { burst: 10, perSecond: 1 / 60 };
const MOST_BUCKETS = 10_000;

export type OutlookLinksOptions = {
  store: OutlookStore;
  people: People;
  clock: Clock;
  secrets: { newSecret: () => string; hash: (secret: string) => string };
};

export class OutlookLinks {
  readonly #o: OutlookLinksOptions;
  readonly #tries = new Map<PersonId, TokenBucket>();

  constructor(options: OutlookLinksOptions) {
    this.#o = options;
  }

  /** @returns code: eight letters, as "BCDF-GHJK" */
  async begin(): Promise<{ secret: string; code: string; expiresAtMs: EpochMs }> {
    const { store, clock, secrets } = this.#o;
    const [secret, code] = [secrets.newSecret(), codeOf(secrets.newSecret())];
    const expiresAtMs = clock.now() + WAIT_MS;
    await store.addPairing({ secretHash: secrets.hash(secret), codeHash: secrets.hash(code), expiresAtMs }, clock.now());
    return { secret, code: `${code.slice(0, 4)}-${code.slice(4)}`, expiresAtMs };
  }

  /** By its person. @throws {CodeWrong, TriedTooOften} */
  async confirm(personId: PersonId, code: string): Promise<void> {
    const { store, clock, secrets } = this.#o;
    const waitMs = this.#bucket(personId).take(clock.now());
    if (waitMs > 0) throw new TriedTooOften(waitMs);
    const letters = code.toUpperCase().replace(/[^A-Z]/g, '');
    if (!(await store.confirm(secrets.hash(letters), personId, clock.now()))) throw new CodeWrong();
  }

  /** The token is told once. */
  async claim(secret: string): Promise<OutlookClaim> {
    const { store, clock, secrets } = this.#o;
    const nowMs = clock.now();
    const token = secrets.newSecret();
    const row = { tokenHash: secrets.hash(token), createdAtMs: nowMs, expiresAtMs: nowMs + TOKEN_MS };
    const state = await store.claim(secrets.hash(secret), row, nowMs);
    return state === 'connected' ? { state, token } : { state };
  }

  /** Whose token this is. @throws {NotSignedIn} wrong, ended, or of somebody without account (A08) */
  async person(token: string | undefined): ReturnType<People['person']> {
    const { store, clock, secrets, people } = this.#o;
    const personId = token === undefined ? undefined : await store.use(secrets.hash(token), clock.now());
    const person = personId && (await people.person(personId));
    if (!person) throw new NotSignedIn();
    return person;
  }

  count(personId: PersonId): Promise<number> {
    return this.#o.store.count(personId, this.#o.clock.now());
  }

  /** All of a person. */
  end(personId: PersonId): Promise<void> {
    return this.#o.store.end(personId);
  }

  #bucket(personId: PersonId): TokenBucket {
    const known = this.#tries.get(personId);
    if (known) return known;
    if (this.#tries.size >= MOST_BUCKETS) this.#tries.clear();
    const made = new TokenBucket(TRIES, this.#o.clock.now());
    this.#tries.set(personId, made);
    return made;
  }
}

/** Evenly: bytes beyond the last whole round of the alphabet are left out. */
function codeOf(secret: string): string {
  const even = [...Buffer.from(secret, 'base64url')].filter((byte) => byte < 240);
  return even
    .slice(0, CODE_LETTERS)
    .map((byte) => ALPHABET.charAt(byte % ALPHABET.length))
    .join('')
    .padEnd(CODE_LETTERS, ALPHABET.charAt(0));
}
