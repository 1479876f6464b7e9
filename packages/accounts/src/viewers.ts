/** Who looks, told by cookies: asked at every request, so answered from memory for two seconds. */
import type { Clock } from '@saal/foundation/pure';
import type { EpochMs } from '@saal/protocol';
import type { Person, Viewer } from './person.ts';
import { summaryOf } from './person.ts';
import type { Secrets, SessionStore } from './ports.ts';
import type { House } from './house.ts';
import { isOver, sessionEnds, shouldNoteUse, type Session } from './session.ts';

export type SignedIn = { person: Person; session: Session };
export type ViewerCookies = { session?: string | undefined; guest?: string | undefined };

/** A session ended by another server is noticed after this; one ended here at once. */
const KEEP_MS = 2_000;
const MAX_KEPT = 20_000;
/** Of our own making: 256 bits in base64url. */
const secretForm = /^[A-Za-z0-9_-]{43}$/;

export class Viewers {
  readonly #sessions: SessionStore;
  readonly #secrets: Secrets;
  readonly #house: House;
  readonly #clock: Clock;
  readonly #kept = new Map<string, { signedIn: SignedIn; untilMs: EpochMs }>();
  /** Counts what made memory stale, so that an answer fetched before is not kept after. */
  #generation = 0;

  constructor(o: { sessions: SessionStore; secrets: Secrets; house: House; clock: Clock }) {
    this.#sessions = o.sessions;
    this.#secrets = o.secrets;
    this.#house = o.house;
    this.#clock = o.clock;
  }

  async viewerOf(cookies: ViewerCookies): Promise<Viewer | undefined> {
    const signedIn = await this.signedIn(cookies);
    if (signedIn)
      return {
        kind: 'person',
        person: { ...summaryOf(signedIn.person), ...this.#house.mark(signedIn.person) },
        sessionId: signedIn.session.id,
      };
    const guestId = this.guestIdOf(cookies);
    return guestId === undefined ? undefined : { kind: 'guest', guestId };
  }

  /** The account holder, with what only accounts need to know. */
  async signedIn(cookies: ViewerCookies): Promise<SignedIn | undefined> {
    if (cookies.session === undefined || !secretForm.test(cookies.session)) return undefined;
    const key = this.#secrets.hash(cookies.session);
    const nowMs = this.#clock.now();
    const kept = this.#kept.get(key);
    if (kept && nowMs < kept.untilMs) return kept.signedIn;
    const generation = this.#generation;
    const found = await this.#sessions.find(key);
    const over =
      found && (isOver(found.session, sessionEnds(await this.#house.policies.now(), nowMs)) || !(await this.#house.lets(found.person)));
    if (!found || over) {
      this.#kept.delete(key);
      return undefined;
    }
    if (shouldNoteUse(found.session, nowMs)) await this.#sessions.noteUse(found.session.id, nowMs);
    if (generation === this.#generation) this.#keep(key, found, nowMs + KEEP_MS);
    return found;
  }

  /** Nothing is stored of a guest: the id follows from the browser's secret. */
  guestIdOf(cookies: ViewerCookies): string | undefined {
    if (cookies.guest === undefined || !secretForm.test(cookies.guest)) return undefined;
    return this.#secrets.hash(cookies.guest).slice(0, 22);
  }

  /** Somebody's session, role, name or picture changed. */
  forget(): void {
    this.#generation++;
    this.#kept.clear();
  }

  #keep(key: string, signedIn: SignedIn, untilMs: EpochMs): void {
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    this.#kept.set(key, { signedIn, untilMs });
  }
}
