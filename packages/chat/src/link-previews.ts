/** What a link leads to, in a few words (client-server API, "GET /_matrix/client/v1/media/preview_url"). Off unless it is set. */
import { TokenBucket, type Clock } from '@saal/foundation/pure';
import { ChatError, invalidParam } from './errors.ts';
import type { UserId } from './ids.ts';
import { pageWords } from './page-words.ts';

const KEPT_MS = 3600_000;
const MOST_KEPT = 500;
const rate = { burst: 10, perSecond: 1 };

/** Fetches a page of the internet, never one of our own networks. Undefined: it is none, or it may not be fetched. */
export type FetchPage = (address: URL) => Promise<string | undefined>;

interface Kept {
  untilMs: number;
  words: Promise<Record<string, string>>;
}

export class LinkPreviews {
  readonly #fetch: FetchPage;
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();
  readonly #askers = new Map<UserId, TokenBucket>();

  constructor(options: { fetch: FetchPage; clock: Clock }) {
    this.#fetch = options.fetch;
    this.#clock = options.clock;
  }

  /** By the names of Open Graph; nothing, where nothing could be had. @throws {ChatError} invalid_param, limit_exceeded */
  async of(link: string, userId: UserId): Promise<Record<string, string>> {
    const address = URL.canParse(link) && link.length <= 2_000 ? new URL(link) : undefined;
    if (!address || !/^https?:$/.test(address.protocol) || address.username !== '' || address.password !== '')
      throw invalidParam('this is no address of a page');
    address.hash = '';
    const nowMs = this.#clock.now();
    const known = this.#kept.get(address.href);
    if (known && known.untilMs > nowMs) return known.words;
    this.#count(userId, nowMs);
    const words = this.#fetch(address).then((page) => (page === undefined ? {} : pageWords(page)));
    this.#keep(address.href, { words, untilMs: nowMs + KEPT_MS });
    return words;
  }

  #count(userId: UserId, nowMs: number): void {
    if (this.#askers.size > MOST_KEPT) for (const [who, bucket] of this.#askers) if (bucket.isFull(nowMs)) this.#askers.delete(who);
    const bucket = this.#askers.get(userId) ?? new TokenBucket(rate, nowMs);
    this.#askers.set(userId, bucket);
    const retryAfterMs = bucket.take(nowMs);
    if (retryAfterMs > 0) throw new ChatError('limit_exceeded', 'too many links', { retry_after_ms: retryAfterMs });
  }

  /** The oldest goes first. */
  #keep(href: string, kept: Kept): void {
    this.#kept.delete(href);
    this.#kept.set(href, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}
