import type { Devices } from './model.ts';
import { ValueModel } from './value-model.ts';

/** Devices of a program that has none: a bot that only listens or signals. Turning something on finds nothing. */
export function noDevices(): Devices {
  const state = new ValueModel<ReturnType<Devices['get']>>({
    microphones: [],
    cameras: [],
    speakers: [],
    selected: {},
    microphone: { on: false, starting: false },
    camera: { on: false, starting: false },
    background: 'none',
    musicMode: false,
  });
  const missing = { on: false, starting: false, problem: 'none-found' } as const;
  const nothing = () => Promise.resolve();
  return {
    level: new ValueModel(0),
    get: () => state.get(),
    subscribe: (listener) => state.subscribe(listener),
    setMicrophone(on) {
      if (on) state.patch({ microphone: missing });
      return nothing();
    },
    setCamera(on) {
      if (on) state.patch({ camera: missing });
      return nothing();
    },
    select: nothing,
    flipCamera: nothing,
    setBackground: nothing,
    setMusicMode: nothing,
    testSpeaker: nothing,
    refresh: nothing,
    dispose: () => undefined,
  };
}
