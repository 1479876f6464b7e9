import type { AnyEvent, DeviceId, LobbyView, ParticipantId, StreamView } from '@saal/protocol';
import type { MediaPeer } from '@saal/media';
import type { IdentityKey } from '../identity.ts';
import type { View } from '../view.ts';
import { AnswerMemory } from './answer-memory.ts';

/** One client's connection as the conductor sees it; the filling is in `ws/`. */
export interface ClientConnection {
  send(event: AnyEvent): void;
  /** @param code of `closeCodes` or of WebSocket itself */
  close(code: number, reason: string): void;
}

/** One tab or app of a participant: lives while connected and for the resume window after. */
export class Device {
  readonly deviceId: DeviceId;
  readonly participantId: ParticipantId;
  /** Of an account: its end ends the stay. */
  sessionId: string | undefined;
  /** Of a personal link: the browser that holds it. */
  browser: IdentityKey | undefined;
  connection: ClientConnection | undefined;
  phase: 'waiting' | 'in' = 'waiting';
  peer: MediaPeer | undefined;
  streams: StreamView[] = [];
  /** What this device was told last. Undefined: nothing yet, or its connection is lost. */
  lastView: View | undefined;
  lastLobby: LobbyView | undefined;
  readonly answers = new AnswerMemory();
  /** Out of the meeting for good. */
  gone = false;
  cancelWindow: () => void = () => undefined;

  constructor(deviceId: DeviceId, participantId: ParticipantId) {
    this.deviceId = deviceId;
    this.participantId = participantId;
  }

  /** Drops the event while the connection is lost: a new snapshot follows then. */
  send(event: AnyEvent): void {
    this.connection?.send(event);
  }
}
