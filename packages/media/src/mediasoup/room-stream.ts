import type { DeviceId, MediaSource, ParticipantId, StreamView } from '@saal/protocol';
import type { VideoLayer } from '../layer-choice.ts';

/** A stream as those see it who may receive it, whether its sender is on this worker or elsewhere. */
export interface RoomStream {
  /** The producer's; the same on every worker. */
  readonly id: string;
  readonly source: MediaSource;
  readonly kind: 'audio' | 'video';
  readonly deviceId: DeviceId;
  readonly participantId: ParticipantId;
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
}
