import type { RemoteTrack } from '@saal/client';
import type { ParticipantView } from '@saal/protocol';
import { useEffect, type RefObject } from 'react';
import { useSelected } from '../model/use-selected.ts';
import { useTools } from '../room/room-context.ts';
import { cameraOf } from '../view/scene.ts';

function trackOf(remote: readonly RemoteTrack[], producerId: string | undefined): MediaStreamTrack | undefined {
  return producerId === undefined ? undefined : remote.find((one) => one.producerId === producerId)?.track;
}

/** The moving picture of a stream of somebody else, once it is received. */
export function useRemoteTrack(producerId: string | undefined): MediaStreamTrack | undefined {
  const { media } = useTools();
  return useSelected(media, (state) => trackOf(state.remote, producerId));
}

/** Says, as long as the element is there, that this stream is shown in it. */
export function useWatched(element: RefObject<HTMLElement | null>, producerId: string | undefined, priority: number): void {
  const { watched } = useTools();
  useEffect(() => {
    if (!element.current || producerId === undefined) return;
    return watched.show(element.current, producerId, priority);
  }, [watched, element, producerId, priority]);
}

/** The camera picture of a person; one's own straight from the device, others' as received. */
export function useCameraPicture(
  person: ParticipantView,
  self: boolean,
): { track: MediaStreamTrack | undefined; producerId: string | undefined } {
  const { devices } = useTools();
  const producerId = self ? undefined : cameraOf(person)?.producerId;
  const remote = useRemoteTrack(producerId);
  const own = useSelected(devices, (state) => (state.camera.on ? state.cameraTrack : undefined));
  return { track: self ? own : remote, producerId };
}
