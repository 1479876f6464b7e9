/** The meetings of a person as a feed that calendar programs read by a secret address. */
import { TokenBucket, type Clock } from '@saal/foundation/pure';
import type { Language, PersonId } from '@saal/protocol';
import { FeedNotFound, ReadTooOften } from './errors.ts';
import type { PlannedMeeting } from './planned-meeting.ts';
import type { Feed, FeedStore, MeetingsOfPeople, People } from './ports.ts';

const DAY_MS = 86_400_000;
/** Of what is over some stays, so that it does not vanish from a week one still looks at. */
const PAST_MS = 60 * DAY_MS;
const AHEAD_MS = 400 * DAY_MS;
/** Programs read every few minutes at most; who syncs several at once is let through. */
const READS = { burst: 20, perSecond: 1 / 15 };
/** Feeds that one server remembers the reads of. */
const MOST_BUCKETS = 10_000;

export type FeedContent = {
  language: Language;
  meetings: readonly PlannedMeeting[];
  /** Of those who invited. */
  organizers: ReadonlyMap<PersonId, { name: string; email: string }>;
};

export class Feeds {
  readonly #o: {
    store: FeedStore;
    meetings: MeetingsOfPeople;
    people: People;
    clock: Clock;
    secrets: { newSecret: () => string; hash: (secret: string) => string };
  };
  readonly #reads = new Map<string, TokenBucket>();

  constructor(options: {
    store: FeedStore;
    meetings: MeetingsOfPeople;
    people: People;
    clock: Clock;
    secrets: { newSecret: () => string; hash: (secret: string) => string };
  }) {
    this.#o = options;
  }

  of(personId: PersonId): Promise<Feed | undefined> {
    return this.#o.store.of(personId);
  }

  /** An address that was told before ends. @returns the secret of the address, once */
  async make(personId: PersonId): Promise<string> {
    const { store, secrets, clock } = this.#o;
    const secret = secrets.newSecret();
    await store.put(personId, secrets.hash(secret), clock.now());
    return secret;
  }

  /** @returns false: there was none */
  revoke(personId: PersonId): Promise<boolean> {
    return this.#o.store.remove(personId);
  }

  /** @throws {FeedNotFound, ReadTooOften} */
  async read(secret: string): Promise<FeedContent> {
    const { store, secrets, clock } = this.#o;
    const hash = secrets.hash(secret);
    const nowMs = clock.now();
    const personId = await store.read(hash, nowMs);
    if (!personId) throw new FeedNotFound();
    const waitMs = this.#bucket(hash, nowMs).take(nowMs);
    if (waitMs > 0) throw new ReadTooOften(waitMs);
    const content = await this.contentFor(personId);
    if (!content) throw new FeedNotFound();
    return content;
  }

  /** @returns undefined: there is no such account, or it is disabled */
  async contentFor(personId: PersonId): Promise<FeedContent | undefined> {
    const { clock, people, meetings } = this.#o;
    const person = await people.person(personId);
    if (!person) return undefined;
    const nowMs = clock.now();
    const found = await meetings.of(person.id, { fromMs: nowMs - PAST_MS, toMs: nowMs + AHEAD_MS });
    const owners = await Promise.all([...new Set(found.map(({ ownerId }) => ownerId))].map((id) => people.person(id)));
    return {
      language: person.language,
      meetings: found,
      organizers: new Map(owners.flatMap((owner) => (owner ? [[owner.id, { name: owner.name, email: owner.email }]] : []))),
    };
  }

  #bucket(hash: string, nowMs: number): TokenBucket {
    const known = this.#reads.get(hash);
    if (known) return known;
    if (this.#reads.size >= MOST_BUCKETS) this.#reads.clear();
    const made = new TokenBucket(READS, nowMs);
    this.#reads.set(hash, made);
    return made;
  }
}
