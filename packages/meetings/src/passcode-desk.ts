/** Who may pass by passcode or number, and how often somebody may guess (LOB-2, A12). */
import type { Clock } from '@saal/foundation/pure';
import { MeetingNumber, type MeetingId } from '@saal/protocol';
import { MeetingOrPasscodeWrong, PasscodeNeeded, PasscodeWrong, RateLimited } from './errors.ts';
import type { IdentityKey } from './identity.ts';
import type { MeetingRecord } from './meeting-config.ts';
import type { AttemptStore, MeetingStore } from './ports.ts';

type Bucket = { burst: number; refillMs: number };
type Try = { subject: string; bucket: Bucket };

/** Wrong tries; a right one gives its tokens back. Many people may sit behind one address. */
const perIdentity: Bucket = { burst: 5, refillMs: 60_000 };
const perAddress: Bucket = { burst: 50, refillMs: 15_000 };
/** Guessing from many addresses at once is slowed to some 4 % of six digits a day; nobody is locked out for long. */
const perMeeting: Bucket = { burst: 30, refillMs: 2_000 };
const allNumbers: Bucket = { burst: 200, refillMs: 250 };
/** Buckets untouched for so long are full again. */
export const ATTEMPTS_KEPT_MS = 24 * 3600_000;

export type Caller = { identity: IdentityKey | undefined; address: string };

export class PasscodeDesk {
  private readonly store: MeetingStore;
  private readonly attempts: AttemptStore;
  private readonly clock: Clock;
  private readonly hash: (text: string) => string;

  /** @param options.hash one way: addresses are not stored (LOG-2) */
  constructor(options: { store: MeetingStore; attempts: AttemptStore; clock: Clock; hash: (text: string) => string }) {
    this.store = options.store;
    this.attempts = options.attempts;
    this.clock = options.clock;
    this.hash = options.hash;
  }

  /**
   * Lets through who brings the passcode, and remembers it for this identity.
   * @throws {PasscodeNeeded, PasscodeWrong, RateLimited}
   */
  async passByLink(
    meeting: Pick<MeetingRecord, 'id' | 'passcode'>,
    caller: Caller & { identity: IdentityKey },
    passcode: string | undefined,
  ): Promise<void> {
    if (await this.store.gavePasscode(meeting.id, caller.identity)) return;
    if (passcode === undefined || passcode.trim() === '') throw new PasscodeNeeded();
    const tries = [...this.triesOf(caller), this.tryAt(meeting.id)];
    await this.takeAll(tries);
    if (!this.same(passcode, meeting.passcode)) throw new PasscodeWrong();
    await this.giveBack(tries);
    await this.store.rememberPasscode(meeting.id, caller.identity);
  }

  /**
   * Finds a meeting by its number. The answer for a wrong number and for a wrong passcode is the same, after the same work.
   * @param signedIn account holders need no passcode
   * @throws {MeetingOrPasscodeWrong, RateLimited}
   */
  async findByNumber(typed: { number: string; passcode?: string | undefined }, caller: Caller, signedIn: boolean): Promise<MeetingId> {
    const number = MeetingNumber.safeParse(typed.number.replace(/\D/g, ''));
    const tries = [...this.triesOf(caller), { subject: 'numbers', bucket: allNumbers }, this.tryAt(number.data ?? 'none')];
    await this.takeAll(tries);
    const meeting = number.success ? await this.store.byNumber(number.data) : undefined;
    const right = this.same(typed.passcode ?? '', meeting?.passcode ?? this.hash(typed.number));
    if (!meeting || (!signedIn && !right)) throw new MeetingOrPasscodeWrong();
    await this.giveBack(tries);
    if (right && caller.identity) await this.store.rememberPasscode(meeting.id, caller.identity);
    return meeting.id;
  }

  private triesOf({ identity, address }: Caller): Try[] {
    const byAddress = { subject: `address:${this.hash(address)}`, bucket: perAddress };
    return identity === undefined ? [byAddress] : [byAddress, { subject: `identity:${this.hash(identity)}`, bucket: perIdentity }];
  }

  private tryAt(meeting: string): Try {
    return { subject: `meeting:${this.hash(meeting)}`, bucket: perMeeting };
  }

  private async takeAll(tries: readonly Try[]): Promise<void> {
    const taken: Try[] = [];
    for (const one of tries) {
      const retryAfterMs = await this.attempts.take(one.subject, one.bucket, this.clock.now());
      if (retryAfterMs > 0) {
        await this.giveBack(taken);
        throw new RateLimited(retryAfterMs);
      }
      taken.push(one);
    }
  }

  private async giveBack(tries: readonly Try[]): Promise<void> {
    for (const { subject, bucket } of tries) await this.attempts.giveBack(subject, bucket);
  }

  /** Of hashes, so that the time it takes says nothing about how much was right. */
  private same(given: string, right: string): boolean {
    return this.hash(given.trim()) === this.hash(right);
  }
}
