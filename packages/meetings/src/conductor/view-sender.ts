import type { Clock } from '@saal/foundation';
import type { ParticipantId, Snapshot } from '@saal/protocol';
import { isDeepStrictEqual } from 'node:util';
import { isLarge } from '../listing.ts';
import type { MeetingState } from '../meeting-state.ts';
import { lobbyViewFor, recipientView, sharedView, snapshotOf, type Live, type Runtime, type SharedView, type View } from '../view.ts';
import { keepUnchanged, viewDiff } from '../view-diff.ts';
import type { Device } from './device.ts';
import type { DeviceBook } from './device-book.ts';

/** News is gathered this long, so that many changes at once are one message each; longer where many are told. */
const BATCH_MS = 50;
const LARGE_BATCH_MS = 500;

/** Tells each device what changed in its view, and nothing it may not see. */
export class ViewSender {
  private shared: SharedView | undefined;
  private cancelFlush: (() => void) | undefined;
  private readonly clock: Clock;
  private readonly devices: DeviceBook;
  private readonly state: () => MeetingState;
  private readonly runtime: () => Runtime;

  constructor(options: { clock: Clock; devices: DeviceBook; state: () => MeetingState; runtime: () => Runtime }) {
    this.clock = options.clock;
    this.devices = options.devices;
    this.state = options.state;
    this.runtime = options.runtime;
  }

  /** Something changed: tell it within BATCH_MS, in a large meeting within LARGE_BATCH_MS. */
  changed(): void {
    this.cancelFlush ??= this.clock.after(isLarge(this.devices.size) ? LARGE_BATCH_MS : BATCH_MS, () => {
      this.cancelFlush = undefined;
      this.flush();
    });
  }

  /** The whole view of a device that enters now; later changes are told against it. */
  begin(device: Device): Snapshot | undefined {
    const runtime = this.runtime();
    const shared = this.refresh(runtime);
    device.lastView = this.viewOf(device, shared, runtime);
    return device.lastView && snapshotOf(device.lastView, runtime);
  }

  close(): void {
    this.cancelFlush?.();
    this.cancelFlush = undefined;
  }

  private refresh(runtime: Runtime): SharedView {
    this.shared = keepUnchanged(this.shared, sharedView(this.state(), runtime));
    return this.shared;
  }

  private viewOf(device: Device, shared: SharedView, runtime: Runtime): View | undefined {
    const { deviceId, participantId } = device;
    const companion = this.devices.isCompanion(device);
    return recipientView(this.state(), shared, participantId, { deviceId, companion }, runtime.live.get(participantId));
  }

  private flush(): void {
    const runtime = this.runtime();
    const shared = this.refresh(runtime);
    for (const device of this.devices.all()) {
      if (device.phase === 'in') this.tellView(device, shared, runtime);
      else this.tellLobby(device);
    }
  }

  private tellView(device: Device, shared: SharedView, runtime: Runtime): void {
    const { lastView } = device;
    if (!lastView || !device.connection) return;
    const view = this.viewOf(device, shared, runtime);
    if (!view) return;
    const data = viewDiff(lastView, view);
    device.lastView = view;
    if (data) device.send({ type: 'meeting.changed', data });
  }

  private tellLobby(device: Device): void {
    if (!device.lastLobby || !device.connection || this.state().participants.get(device.participantId)?.place !== 'waiting') return;
    const lobby = lobbyViewFor(this.state(), device.participantId);
    if (isDeepStrictEqual(lobby, device.lastLobby)) return;
    device.lastLobby = lobby;
    device.send({ type: 'lobby.changed', data: lobby });
  }
}

/** The live part of each participant, from their devices. */
export function liveOf(devices: DeviceBook, quality: ReadonlyMap<ParticipantId, Live['quality']>): Map<ParticipantId, Live> {
  const live = new Map<ParticipantId, Live>();
  for (const device of devices.all()) {
    const sofar = live.get(device.participantId);
    live.set(device.participantId, {
      connected: (sofar?.connected ?? false) || device.connection !== undefined,
      streams: [...(sofar?.streams ?? []), ...device.streams],
      quality: quality.get(device.participantId) ?? { level: 0, reason: 'none' },
    });
  }
  return live;
}
