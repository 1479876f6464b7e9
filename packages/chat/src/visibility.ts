/** What somebody may read of a room's past (client-server API, "Room History Visibility"). Pure. */
import type { UserId } from './ids.ts';
import { isUnheard } from './ignored-people.ts';
import { member } from './json.ts';
import { membershipIn, type Membership } from './membership.ts';
import type { Pdu } from './pdu.ts';
import type { StreamPos } from './ports.ts';

const visibilities = ['world_readable', 'shared', 'invited', 'joined'] as const;
type Visibility = (typeof visibilities)[number];
/** The more somebody is there, the more they see. */
const presence: Record<Membership, number> = { join: 2, invite: 1, knock: 0, leave: 0, ban: 0 };

interface Point<T> {
  stream: StreamPos;
  value: T;
}

const nobody: ReadonlySet<UserId> = new Set();

/** One person's view of one room: when they were there, and what was open when. */
export class HistoryView {
  readonly #userId: UserId;
  readonly #memberships: Point<Membership>[] = [];
  readonly #visibilities: Point<Visibility>[] = [];
  readonly #lastJoin: StreamPos;
  readonly #ignored: ReadonlySet<UserId>;

  /**
   * @param events all of `m.room.history_visibility` and of the person's own `m.room.member`, oldest first
   * @param ignored whose words they do not want to see
   */
  constructor(userId: UserId, events: readonly { stream: StreamPos; pdu: Pdu }[], ignored: ReadonlySet<UserId> = nobody) {
    this.#userId = userId;
    this.#ignored = ignored;
    for (const { stream, pdu } of events) {
      if (pdu.type === 'm.room.member') this.#memberships.push({ stream, value: membershipIn(pdu.content) ?? 'leave' });
      else this.#visibilities.push({ stream, value: visibilityIn(pdu) });
    }
    this.#lastJoin = this.#memberships.findLast(({ value }) => value === 'join')?.stream ?? -1;
  }

  canSee({ stream, pdu }: { stream: StreamPos; pdu: Pick<Pdu, 'type' | 'state_key' | 'content'> & { sender?: UserId } }): boolean {
    if (isUnheard(pdu, this.#ignored)) return false;
    const isOwn = pdu.type === 'm.room.member' && pdu.state_key === this.#userId;
    const isVisibility = pdu.type === 'm.room.history_visibility' && pdu.state_key === '';
    // Of what an event itself changes, the more open side counts.
    const membership = moreOpen(at(this.#memberships, stream) ?? 'leave', isOwn ? membershipIn(pdu.content) : undefined, presence);
    const visibility = openness(at(this.#visibilities, stream) ?? 'shared', isVisibility ? visibilityIn(pdu) : undefined);
    if (visibility === 'world_readable' || membership === 'join') return true;
    if (visibility === 'shared') return this.#lastJoin > stream;
    return visibility === 'invited' && membership === 'invite';
  }

  /** The parts of the past that `canSee` says yes to, but for events that themselves change what is seen. */
  spans(): { after: StreamPos; to: StreamPos }[] {
    const turns = [...this.#memberships, ...this.#visibilities].map(({ stream }) => stream).sort((a, b) => a - b);
    const found: { after: StreamPos; to: StreamPos }[] = [];
    for (const [n, after] of [0, ...turns].entries()) {
      const to = turns[n] ?? Number.MAX_SAFE_INTEGER;
      if (to <= after || !this.#isOpenAt(after + 1)) continue;
      const last = found.at(-1);
      if (last?.to === after) last.to = to;
      else found.push({ after, to });
    }
    return found;
  }

  #isOpenAt(stream: StreamPos): boolean {
    return this.canSee({ stream, pdu: { type: '', content: {} } });
  }
}

function at<T>(points: readonly Point<T>[], stream: StreamPos): T | undefined {
  return points.findLast((point) => point.stream < stream)?.value;
}

function moreOpen(before: Membership, after: Membership | undefined, rank: Record<Membership, number>): Membership {
  return after !== undefined && rank[after] > rank[before] ? after : before;
}

function openness(before: Visibility, after: Visibility | undefined): Visibility {
  return after !== undefined && visibilities.indexOf(after) < visibilities.indexOf(before) ? after : before;
}

/** What is not understood is treated as the default. */
function visibilityIn(pdu: Pick<Pdu, 'content'>): Visibility {
  const visibility = member(pdu.content, 'history_visibility');
  return visibilities.find((known) => known === visibility) ?? 'shared';
}
