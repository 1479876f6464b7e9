/** What the page around an embedded meeting is told and may ask. The browser shows us only in pages the server lists (frame-ancestors). */
import type { Devices, MeetingSession } from '@saal/client';
import type { EmbedCommand, EmbedEvent } from '@saal/protocol';
import { createContext, useContext, useEffect } from 'react';

export type EmbedBridge = { tell(event: EmbedEvent): void; onCommand(listener: (command: EmbedCommand) => void): () => void };

/** Undefined: this page stands by itself. */
export const EmbedContext = createContext<EmbedBridge | undefined>(undefined);

/**
 * Waits for the page around us to say hello: whatever is told goes to its origin and to no other.
 * @returns the function that ends listening
 */
export function listenToParent(onHello: (bridge: EmbedBridge, name: string | undefined) => void): () => void {
  const listeners = new Set<(command: EmbedCommand) => void>();
  let greeted = false;
  const take = ({ source, origin, data }: MessageEvent<unknown>): void => {
    if (source !== window.parent || source === window || !isCommand(data)) return;
    if (data.type !== 'hello') return listeners.forEach((listener) => listener(data));
    if (greeted) return;
    greeted = true;
    const tell = (event: EmbedEvent): void => window.parent.postMessage(event, origin);
    const name = typeof data.name === 'string' ? data.name.slice(0, 80) : undefined;
    const onCommand = (listener: (command: EmbedCommand) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    onHello({ tell, onCommand }, name);
    tell({ saal: 1, type: 'ready' });
  };
  addEventListener('message', take);
  return () => removeEventListener('message', take);
}

function isCommand(data: unknown): data is EmbedCommand {
  if (typeof data !== 'object' || data === null || !('saal' in data) || data.saal !== 1 || !('type' in data)) return false;
  return ['hello', 'leave', 'mute'].some((type) => type === data.type);
}

/** Tells the page around this one how the stay goes, and does what it asks. Nothing, where there is none. */
export function useEmbedBridge(session: MeetingSession, devices: Devices): void {
  const bridge = useContext(EmbedContext);
  useEffect(() => {
    if (!bridge) return;
    let last = '';
    const tellPhase = (): void => {
      const { phase } = session.get();
      if (phase === last) return;
      last = phase;
      if (phase === 'waiting') bridge.tell({ saal: 1, type: 'waiting' });
      if (phase === 'in') bridge.tell({ saal: 1, type: 'joined' });
      if (phase === 'gone' || phase === 'failed') bridge.tell({ saal: 1, type: 'left' });
    };
    const tellDevices = (): void => {
      const { microphone, camera } = devices.get();
      bridge.tell({ saal: 1, type: 'devices', microphone: microphone.on, camera: camera.on });
    };
    const obey = ({ type }: EmbedCommand): void => {
      if (type === 'leave') void session.leave();
      if (type === 'mute') void devices.setMicrophone(false);
    };
    tellPhase();
    tellDevices();
    const ends = [session.subscribe(tellPhase), devices.subscribe(tellDevices), bridge.onCommand(obey)];
    return () => ends.forEach((end) => end());
  }, [bridge, session, devices]);
}
