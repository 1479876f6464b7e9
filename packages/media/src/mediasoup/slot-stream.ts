import type { ParticipantId } from '@saal/protocol';
import type { RoomStream, SlotNumber } from './room-stream.ts';

/** One of the three streams that carry the loudest, as a stream of nobody's device. */
export class SlotStream implements RoomStream {
  readonly id: string;
  readonly slot: SlotNumber;
  readonly source = 'microphone';
  readonly kind = 'audio';
  readonly deviceId = undefined;
  readonly layers = [];
  readonly isHere = true;
  readonly isPaused = false;
  readonly #speaker: () => ParticipantId | null;

  constructor(id: string, slot: SlotNumber, speaker: () => ParticipantId | null) {
    this.id = id;
    this.slot = slot;
    this.#speaker = speaker;
  }

  /** Who is heard in it now. */
  get participantId(): ParticipantId | undefined {
    return this.#speaker() ?? undefined;
  }

  want(): void {
    // It is sent whether anybody takes it or not.
  }
}
