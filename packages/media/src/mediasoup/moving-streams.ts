import type { DeviceId } from '@saal/protocol';
import type { PublishedStream } from './published-stream.ts';

/** Whether others get what a device of a branch sends, while the device moves from one branch to another. */
export type Presence =
  /** It is not here yet: nobody gets it. */
  | { stage: 'coming' }
  /** @param replaces by each of its streams the one of the other branch that it stands for */
  | { stage: 'present'; replaces: Readonly<Record<string, string>> }
  /** Those who have its streams keep them until they have the new ones; it is not in the race for the slots any more. */
  | { stage: 'leaving' };

/** What one branch knows of devices on their way from or to it. */
export class MovingStreams {
  readonly #coming = new Set<DeviceId>();
  readonly #leaving = new Set<DeviceId>();

  /** @returns streams that are to be opened now, or (of who leaves) taken out of what is measured */
  set(deviceId: DeviceId, presence: Presence, streams: readonly PublishedStream[]): { open: PublishedStream[]; mute: PublishedStream[] } {
    const came = this.#coming.delete(deviceId);
    switch (presence.stage) {
      case 'coming':
        this.#coming.add(deviceId);
        return { open: [], mute: [] };
      case 'present':
        this.#leaving.delete(deviceId);
        if (!came) return { open: [], mute: [] }; // Said twice.
        for (const stream of streams) stream.replaces = presence.replaces[stream.id];
        return { open: [...streams], mute: [] };
      case 'leaving':
        this.#leaving.add(deviceId);
        return { open: [], mute: streams.filter(({ source }) => source === 'microphone') };
    }
  }

  isComing(deviceId: DeviceId): boolean {
    return this.#coming.has(deviceId);
  }

  isLeaving(deviceId: DeviceId): boolean {
    return this.#leaving.has(deviceId);
  }

  forget(deviceId: DeviceId): void {
    this.#coming.delete(deviceId);
    this.#leaving.delete(deviceId);
  }
}
