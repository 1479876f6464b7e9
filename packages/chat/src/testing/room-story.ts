/** A room that grows event by event, as a server would let it: for tests of the rules. */
import { authorize, authSelection } from '../auth-rules.ts';
import type { EventId, RoomId, UserId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { Pdu, StateView } from '../pdu.ts';
import { signed, signingKey } from '../signing.ts';
import type { Verdict } from '../verdict.ts';

export const alice = '@alice:stadt.example' as UserId;
export const bob = '@bob:stadt.example' as UserId;
export const carol = '@carol:stadt.example' as UserId;
const roomId = '!sitzung:stadt.example' as RoomId;
export const testKey = signingKey('stadt.example', 'ed25519:test', Buffer.alloc(32, 7));

export interface Said {
  sender: UserId;
  type: string;
  stateKey?: string;
  content: JsonObject;
}

/** What each of them says of somebody's membership. */
export const membership = (sender: UserId, of: UserId, value: string, more: JsonObject = {}): Said => ({
  sender,
  type: 'm.room.member',
  stateKey: of,
  content: { membership: value, ...more },
});

export class RoomStory implements StateView {
  readonly #state = new Map<string, Pdu>();
  readonly #ids = new Map<string, EventId>();
  #tip: { id: EventId; depth: number } | undefined;

  /** Made by Alice, who is inside. */
  static begun(content: JsonObject = {}): RoomStory {
    const story = new RoomStory();
    story.mustSay({ sender: alice, type: 'm.room.create', stateKey: '', content: { room_version: '11', ...content } });
    story.mustSay(membership(alice, alice, 'join'));
    return story;
  }

  get(type: string, stateKey: string): Pdu | undefined {
    return this.#state.get(JSON.stringify([type, stateKey]));
  }

  /** The event as it would be sent now. */
  draft({ sender, type, stateKey, content }: Said): Pdu {
    const named = authSelection({ type, sender, content, ...(stateKey === undefined ? {} : { state_key: stateKey }) });
    const { pdu } = signed(
      {
        ...{ type, sender, content, room_id: roomId, origin_server_ts: 1_764_000_000_000 },
        ...(stateKey === undefined ? {} : { state_key: stateKey }),
        depth: (this.#tip?.depth ?? 0) + 1,
        prev_events: this.#tip ? [this.#tip.id] : [],
        auth_events: named.flatMap((key) => this.#ids.get(JSON.stringify(key)) ?? []),
      },
      testKey,
    );
    return pdu;
  }

  /** Says it, if the rules allow it. */
  say(said: Said): Verdict {
    const draft = this.draft(said);
    const verdict = authorize(draft, this);
    if (verdict.allowed) this.#add(draft);
    return verdict;
  }

  mustSay(said: Said): void {
    const verdict = this.say(said);
    if (!verdict.allowed) throw new Error(`${said.type} by ${said.sender}: ${verdict.reason}`);
  }

  #add(pdu: Pdu): void {
    const { eventId } = signed(pdu, testKey);
    this.#tip = { id: eventId, depth: pdu.depth };
    if (pdu.state_key === undefined) return;
    const key = JSON.stringify([pdu.type, pdu.state_key]);
    this.#state.set(key, pdu);
    this.#ids.set(key, eventId);
  }
}
