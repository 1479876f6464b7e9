import type { DeviceId, MediaSource, ParticipantId, StreamView } from '@saal/protocol';
import type { VideoLayer } from '../layer-choice.ts';

/** One of three streams that carry the loudest of a large meeting. */
export const slotNumbers = [0, 1, 2] as const;
export type SlotNumber = (typeof slotNumbers)[number];

/** A stream as those see it who may receive it, whether its sender is on this worker or elsewhere. */
export interface RoomStream {
  /** The producer's; the same on every worker. */
  readonly id: string;
  readonly source: MediaSource;
  readonly kind: 'audio' | 'video';
  /** Undefined: a slot, which is no device's. */
  readonly deviceId: DeviceId | undefined;
  /** Of a slot: who is in it now. */
  readonly participantId: ParticipantId | undefined;
  readonly slot?: SlotNumber;
  /** Its sender moved here from another worker: who receives this other stream gets it until this one is ready. */
  readonly replaces?: string | undefined;
  readonly isPaused: boolean;
  readonly layers: readonly VideoLayer[];
  /** Its packets can come to this worker: it can be consumed. */
  readonly isHere: boolean;
  /**
   * @param watcher a device, or a branch where devices take it
   * @param layer of video, the highest taken; undefined: no longer taken
   */
  want(watcher: string, layer: number | undefined): void;
}

/** What branches tell each other of a stream. */
export interface StreamOutline extends StreamView {
  participantId: ParticipantId;
  layers: readonly VideoLayer[];
  replaces?: string;
}
