import type { Clock, Logger } from '@saal/foundation';
import type { DeviceId, MediaRoomInfo, ParticipantId } from '@saal/protocol';
import type { Router, WebRtcServer } from 'mediasoup/types';
import type { PublishedStream } from './published-stream.ts';

/** What a peer needs of its room. */
export interface PeerRoom {
  readonly epoch: string;
  readonly log: Logger;
  readonly clock: Clock;
  /** @throws {MediaEpochOver} while the room is rebuilt */
  place(): { router: Router; webRtcServer: WebRtcServer };
  readonly streams: ReadonlyMap<string, PublishedStream>;
  streamOpened(stream: PublishedStream): void;
  streamPausedOrResumed(stream: PublishedStream): void;
  streamClosed(stream: PublishedStream): void;
  peerClosed(deviceId: DeviceId): void;
  /** All of `MediaRoomInfo` that does not depend on what the device holds. */
  outline(deviceId: DeviceId): Omit<MediaRoomInfo, 'kept'>;
}

/** Whose device it is. */
export interface PeerIdentity {
  readonly deviceId: DeviceId;
  readonly participantId: ParticipantId;
}
