/** A room that grows event by event, as a server would let it: for tests of the rules. */
import { ChatError } from '../errors.ts';
import type { RoomId, UserId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { Pdu, StateView } from '../pdu.ts';
import { RoomDraft, type Said } from '../room-draft.ts';
import { signingKey } from '../signing.ts';
import { allowed, forbidden, type Verdict } from '../verdict.ts';

export const alice = '@alice:stadt.example' as UserId;
export const bob = '@bob:stadt.example' as UserId;
export const carol = '@carol:stadt.example' as UserId;
const roomId = '!sitzung:stadt.example' as RoomId;
const nowMs = 1_764_000_000_000;
export const testKey = signingKey('stadt.example', 'ed25519:test', Buffer.alloc(32, 7));

/** What each of them says of somebody's membership. */
export const membership = (sender: UserId, of: UserId, value: string, more: JsonObject = {}): Said => ({
  sender,
  type: 'm.room.member',
  stateKey: of,
  content: { membership: value, ...more },
});

export class RoomStory implements StateView {
  readonly #room = new RoomDraft({ head: { roomId, depth: 0, tip: [] }, state: [], key: testKey });

  /** Made by Alice, who is inside. */
  static begun(content: JsonObject = {}): RoomStory {
    const story = new RoomStory();
    story.mustSay({ sender: alice, type: 'm.room.create', stateKey: '', content: { room_version: '11', ...content } });
    story.mustSay(membership(alice, alice, 'join'));
    return story;
  }

  get(type: string, stateKey: string): Pdu | undefined {
    return this.#room.get(type, stateKey);
  }

  /** Says it, if the rules allow it. */
  say(said: Said): Verdict {
    try {
      this.mustSay(said);
      return allowed;
    } catch (error) {
      if (error instanceof ChatError && error.code === 'forbidden') return forbidden(error.message);
      throw error;
    }
  }

  mustSay(said: Said): Pdu {
    return this.#room.say(said, nowMs).pdu;
  }
}
