import { cameraOf, type RemoteTrack } from '@saal/client';
import type { ParticipantId, ParticipantView } from '@saal/protocol';
import { useEffect, type RefObject } from 'react';
import { useSelected } from '../model/use-selected.ts';
import { useTools } from '../room/room-context.ts';

function trackOf(remote: readonly RemoteTrack[], producerId: string | undefined): MediaStreamTrack | undefined {
  if (producerId === undefined) return undefined;
  const found = remote.find((one) => one.producerId === producerId) ?? remote.find((one) => one.replaces === producerId);
  return found?.track;
}

/** Whether the server holds this picture back, since it has too much to do. */
export function useHeld(producerId: string | undefined): boolean {
  const { media } = useTools();
  return useSelected(media, (state) => producerId !== undefined && state.held.includes(producerId));
}

/** The moving picture of a stream of somebody else, once it is received; none while it is held, rather than one that stands still. */
export function useRemoteTrack(producerId: string | undefined): MediaStreamTrack | undefined {
  const { media } = useTools();
  const held = useHeld(producerId);
  const track = useSelected(media, (state) => trackOf(state.remote, producerId));
  return held ? undefined : track;
}

type Shown = {
  /** Undefined: nothing that comes from the server. */
  participantId: ParticipantId | undefined;
  /** Undefined: the camera. */
  shareId?: string;
  priority: number;
};

/** Says, as long as the element is there, that this picture is shown in it, now or as soon as somebody sends it. */
export function useWatched(element: RefObject<HTMLElement | null>, { participantId, shareId, priority }: Shown): void {
  const { watched } = useTools();
  useEffect(() => {
    if (!element.current || participantId === undefined) return;
    return watched.show(element.current, { participantId, ...(shareId === undefined ? {} : { shareId }), priority });
  }, [watched, element, participantId, shareId, priority]);
}

/** The camera picture of a person; one's own straight from the device, others' as received. */
export function useCameraPicture(person: ParticipantView, self: boolean): MediaStreamTrack | undefined {
  const { devices } = useTools();
  const remote = useRemoteTrack(self ? undefined : cameraOf(person)?.producerId);
  const own = useSelected(devices, (state) => (state.camera.on ? state.cameraTrack : undefined));
  return self ? own : remote;
}
