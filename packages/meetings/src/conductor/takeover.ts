import type { Clock, Logger } from '@saal/foundation';
import type { LeftBehind, MediaRoom } from '@saal/media';
import { RESUME_WINDOW_MS } from '@saal/protocol';
import type { StoredEvent } from '../meeting-event.ts';
import { peopleAt, type MeetingState } from '../meeting-state.ts';
import type { Device } from './device.ts';
import type { DeviceBook } from './device-book.ts';
import type { MediaDesk } from './media-desk.ts';
import type { Returners } from './returners.ts';

/** Without media nobody can come back, so nobody's time to do so runs. */
const RETRY_MS = 2_000;

export interface TakeoverOptions {
  media: MediaDesk;
  devices: DeviceBook;
  returners: Returners;
  clock: Clock;
  log: Logger;
  state: () => MeetingState;
  /** Stored last; whether the former conductor saw to it that media follows is unknown. */
  lately: readonly StoredEvent[];
  stayedAway: (device: Device) => void;
}

/**
 * The beginning of a conductor whose meeting runs already. Where media outlives servers, devices that the former conductor
 * left in the media room are entered as if their connections were lost just now: others go on seeing them, and whoever does
 * not come back within the window is out.
 */
export class Takeover {
  /** The first attempt is over, whatever came of it: devices that were left are known. */
  readonly tried: Promise<void>;
  private readonly options: TakeoverOptions;
  private cancelRetry: () => void = () => undefined;
  private closed = false;

  constructor(options: TakeoverOptions) {
    this.options = options;
    const { media, state } = options;
    if (media.outlivesServer && peopleAt(state(), 'in').length > 0) this.tried = this.openRoom();
    else {
      this.expectOthers();
      this.tried = Promise.resolve();
    }
  }

  /** The media room is there, and nobody has it yet. Resolves when nobody in it sends what the state forbids. */
  async opened(room: MediaRoom): Promise<void> {
    const { media, devices, state, lately } = this.options;
    // The device that hears has the sound: of each person's the first that is entered.
    const left = [...room.leftBehind()].sort((a, b) => Number(b.listening) - Number(a.listening));
    const entered = left.flatMap((one) => this.enter(one) ?? []);
    this.expectOthers();
    if (entered.length === 0) return;
    await media.enforce(state(), state(), lately);
    await Promise.all(entered.map((device) => media.stopForbidden(device, state())));
    for (const device of devices.all()) if (device.phase === 'in') device.peer?.setListening(!devices.isCompanion(device));
  }

  close(): void {
    this.closed = true;
    this.cancelRetry();
  }

  private async openRoom(): Promise<void> {
    const { media, state, clock, log } = this.options;
    try {
      await media.room(state());
    } catch (error) {
      if (this.closed) return;
      log.warn({ err: error, meetingId: state().config.id }, 'the media room of a running meeting cannot be taken up yet');
      this.cancelRetry = clock.after(RETRY_MS, () => void this.openRoom());
    }
  }

  private enter({ peer, participantId, streams }: LeftBehind): Device | undefined {
    const { devices, returners, clock, state, stayedAway } = this.options;
    const known = devices.get(peer.deviceId);
    // Removed, sent back or gone, and the former conductor had no time to close it.
    if (state().participants.get(participantId)?.place !== 'in' || (known && known.participantId !== participantId)) {
      peer.close();
      return undefined;
    }
    const device = devices.getOrAdd(peer.deviceId, participantId);
    device.peer = peer;
    device.streams = streams;
    if (known) return device; // On its way in.
    device.phase = 'in';
    returners.forget(participantId);
    device.cancelWindow = clock.after(RESUME_WINDOW_MS, () => stayedAway(device));
    return device;
  }

  /** Who is in and has no device here gets a window to come back. */
  private expectOthers(): void {
    const { devices, returners, state } = this.options;
    for (const { id } of peopleAt(state(), 'in')) if (devices.of(id).length === 0) returners.expect(id);
  }
}
