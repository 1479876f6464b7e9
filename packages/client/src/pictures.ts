/**
 * Pictures as a screen thinks of them: whose camera, or which share. The stream behind one is another after each rebuild of
 * the media room and after each turning on of a camera; the screen need not know.
 */
import type { ParticipantId, ParticipantView, StreamView } from '@saal/protocol';

export interface WantedPicture {
  participantId: ParticipantId;
  /** Undefined: the camera. */
  shareId?: string;
  /** Device pixels. */
  widthPx: number;
  heightPx: number;
  /** 1 (seat) to 10 (share): who keeps quality when the network narrows. */
  priority: number;
}

type Sending = Pick<ParticipantView, 'streams'>;

/** The camera to show of somebody; the first that runs, for a person may be here on several devices. */
export function cameraOf(person: Sending): StreamView | undefined {
  return person.streams.find((stream) => stream.source === 'camera' && !stream.paused);
}

/** By which id a running share is known. */
export function shareIdOf(stream: StreamView): string {
  return stream.shareId ?? stream.producerId;
}

/** The stream that shows the picture now; undefined while there is none. */
export function producerOf(person: Sending | undefined, { shareId }: Pick<WantedPicture, 'shareId'>): string | undefined {
  if (person === undefined) return undefined;
  const stream =
    shareId === undefined
      ? cameraOf(person)
      : person.streams.find((candidate) => candidate.source === 'screen' && shareIdOf(candidate) === shareId);
  return stream?.producerId;
}
