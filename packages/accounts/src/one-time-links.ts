/** Trying one-time links: within limits, with one answer for all that are not good, and a line in the audit. */
import { linkLimits, type AttemptLimiter } from './attempt-limiter.ts';
import { LinkInvalid } from './errors.ts';
import { networkOf, senderOf } from './network.ts';
import type { AuditLog, Secrets } from './ports.ts';
import type { Caller } from './sign-in.ts';

export class OneTimeLinks {
  readonly #limiter: AttemptLimiter;
  readonly #audit: AuditLog;
  readonly #secrets: Secrets;

  constructor(o: { limiter: AttemptLimiter; audit: AuditLog; secrets: Secrets }) {
    this.#limiter = o.limiter;
    this.#audit = o.audit;
    this.#secrets = o.secrets;
  }

  /**
   * @param find what the link of this hash opens; undefined when it is unknown, used or expired
   * @throws {LinkInvalid, RateLimited}
   */
  async open<T>(token: string, caller: Caller, find: (secretHash: string) => Promise<T | undefined>): Promise<T> {
    const limits = linkLimits(senderOf(caller.address)).map((limit) => ({ ...limit, key: this.#secrets.hash(limit.key) }));
    try {
      return await this.#limiter.run(limits, async () => {
        const found = await find(this.#secrets.hash(token));
        if (found === undefined) throw new LinkInvalid();
        return found;
      });
    } catch (error) {
      if (error instanceof LinkInvalid) await this.#audit.write({ action: 'link-refused', network: networkOf(caller.address) });
      throw error;
    }
  }
}
