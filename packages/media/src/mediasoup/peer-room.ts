import type { Clock, Logger } from '@saal/foundation';
import type { DeviceId, ParticipantId } from '@saal/protocol';
import type { Router, WebRtcServer } from 'mediasoup/types';
import type { ValveLevel } from '../overload-valve.ts';
import type { Hearing } from './hearing.ts';
import type { PublishedStream } from './published-stream.ts';
import type { BranchInfo } from './room-branch.ts';
import type { RoomStream } from './room-stream.ts';

/** What a peer needs of the branch it is in. */
export interface PeerRoom {
  readonly epoch: string;
  readonly log: Logger;
  readonly clock: Clock;
  /** @throws {MediaEpochOver} when its worker died */
  place(): { router: Router; webRtcServer: WebRtcServer };
  readonly streams: ReadonlyMap<string, RoomStream>;
  /** How far its worker leaves pictures out. */
  readonly valveLevel: ValveLevel;
  readonly hearing: Pick<Hearing, 'bySlots' | 'isAlwaysHeard' | 'hides' | 'event'>;
  streamOpened(stream: PublishedStream): void;
  streamPausedOrResumed(stream: PublishedStream): void;
  streamClosed(stream: PublishedStream): void;
  peerClosed(deviceId: DeviceId): void;
  /** All that does not depend on what the device holds. */
  outline(): Omit<BranchInfo, 'kept'>;
}

/** Whose device it is. */
export interface PeerIdentity {
  readonly deviceId: DeviceId;
  readonly participantId: ParticipantId;
}
