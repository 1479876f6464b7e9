/** Plays what others say on the chosen speaker. A companion device stays silent: the person hears on the other one. */
import type { Devices, MeetingSession, Model, RemoteTrack } from './model.ts';
import { ValueModel } from './value-model.ts';

export interface AudioOutputOptions {
  session: MeetingSession;
  devices: Devices;
  /** Default: an <audio> element that is not shown. */
  createElement?: () => HTMLAudioElement;
}

export interface AudioOutput {
  /** The browser plays nothing before the person has clicked somewhere: offer a button that calls `unblock`. */
  readonly blocked: Model<boolean>;
  /** Call inside a click. */
  unblock(): Promise<void>;
  dispose(): void;
}

export function createAudioOutput({ session, devices, createElement = hiddenElement }: AudioOutputOptions): AudioOutput {
  const blocked = new ValueModel(false);
  const playing = new Map<string, { element: HTMLAudioElement; track: MediaStreamTrack }>();

  function companion(): boolean {
    const state = session.get();
    return state.phase === 'in' && state.snapshot.me.companion;
  }

  async function play(element: HTMLAudioElement): Promise<void> {
    try {
      await element.play();
    } catch (error) {
      // `AbortError`: the element was emptied meanwhile. Only the browser's own rule is worth a question.
      if (error instanceof DOMException && error.name === 'NotAllowedError') blocked.set(true);
    }
  }

  async function route(element: HTMLAudioElement): Promise<void> {
    const id = devices.get().selected.speaker;
    if (!('setSinkId' in element) || element.sinkId === (id ?? '')) return;
    try {
      await element.setSinkId(id ?? '');
    } catch {
      // The speaker has just been pulled out: the sound goes on where the system sends it.
    }
  }

  function stop(consumerId: string): void {
    const entry = playing.get(consumerId);
    playing.delete(consumerId);
    if (entry === undefined) return;
    entry.element.srcObject = null;
    entry.element.remove();
  }

  function start(remote: RemoteTrack): void {
    const element = createElement();
    element.srcObject = new MediaStream([remote.track]);
    if (remote.participantId !== undefined) element.dataset.participantId = remote.participantId;
    element.dataset.source = remote.source;
    playing.set(remote.consumerId, { element, track: remote.track });
    void route(element);
    void play(element);
  }

  function follow(): void {
    const wanted = new Map<string, RemoteTrack>();
    if (!companion()) {
      for (const remote of session.media.get().remote) {
        if (remote.source === 'microphone' || remote.source === 'screen-audio') wanted.set(remote.consumerId, remote);
      }
    }
    for (const [consumerId, { track }] of [...playing]) {
      if (wanted.get(consumerId)?.track !== track) stop(consumerId);
    }
    for (const [consumerId, remote] of wanted) {
      if (!playing.has(consumerId)) start(remote);
    }
  }

  const ends = [
    session.media.subscribe(follow),
    session.subscribe(follow),
    devices.subscribe(() => {
      for (const { element } of playing.values()) void route(element);
    }),
  ];
  follow();

  return {
    blocked,
    async unblock() {
      blocked.set(false);
      await Promise.all([...playing.values()].map(({ element }) => play(element)));
    },
    dispose() {
      for (const end of ends) end();
      for (const consumerId of [...playing.keys()]) stop(consumerId);
    },
  };
}

/** In the document, since some browsers stop elements outside of it. */
function hiddenElement(): HTMLAudioElement {
  const element = document.createElement('audio');
  element.autoplay = true;
  element.hidden = true;
  document.body.append(element);
  return element;
}
