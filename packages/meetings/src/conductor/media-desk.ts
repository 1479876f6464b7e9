import type { Logger } from '@saal/foundation';
import type { MediaMethod, MediaRoom, MediaRoomListener, MediaService } from '@saal/media';
import type { MediaSource, ParticipantId, RequestData, RequestResult, Right } from '@saal/protocol';
import { NotAParticipant, Refused } from '../errors.ts';
import type { MeetingEvent } from '../meeting-event.ts';
import type { MeetingState } from '../meeting-state.ts';
import { rightMissing, type Refusal } from '../refusal.ts';
import { hasRight, isBackstage, mayUnmute } from '../rights.ts';
import { BackstageDesk } from './backstage-desk.ts';
import type { Device } from './device.ts';
import type { DeviceBook } from './device-book.ts';

const rightFor: Record<MediaSource, Right> = { microphone: 'speak', camera: 'show-camera', screen: 'share', 'screen-audio': 'share' };
const sourcesOf: [Right, MediaSource[]][] = [
  ['speak', ['microphone']],
  ['show-camera', ['camera']],
  ['share', ['screen', 'screen-audio']],
];

/** The meeting's side of sound and picture: checks rights before, and enforces them in the media server after (MOD-2). */
export class MediaDesk {
  private opening: Promise<MediaRoom> | undefined;
  private opened: MediaRoom | undefined;
  private closed = false;
  private readonly media: MediaService;
  private readonly devices: DeviceBook;
  private readonly term: number;
  private readonly listener: MediaRoomListener;
  private readonly whenOpened: (room: MediaRoom) => Promise<void>;
  private readonly log: Logger;
  private readonly backstage: BackstageDesk;

  /** @param options.opened awaited before anybody has the room */
  constructor(options: {
    media: MediaService;
    devices: DeviceBook;
    term: number;
    listener: MediaRoomListener;
    opened: (room: MediaRoom) => Promise<void>;
    log: Logger;
  }) {
    this.media = options.media;
    this.term = options.term;
    this.whenOpened = options.opened;
    this.devices = options.devices;
    this.listener = options.listener;
    this.log = options.log;
    this.backstage = new BackstageDesk({
      room: () => this.opening,
      silence: async (id) => {
        await Promise.all(this.each(id, ['microphone', 'camera', 'screen', 'screen-audio']));
      },
      log: options.log,
    });
  }

  get outlivesServer(): boolean {
    return this.media.outlivesServer;
  }

  /** Opens it for the first who enters. @throws {MediaUnavailable} the next caller tries again */
  room(state: MeetingState): Promise<MediaRoom> {
    this.opening ??= this.open(state).catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  private async open(state: MeetingState): Promise<MediaRoom> {
    const room = await this.media.openRoom(state.config.id, this.listener, this.term);
    if (this.closed) return room; // Whoever closed waits for it.
    this.opened = room;
    room.setAlwaysHeard(state.pinnedForAll);
    await this.backstage.begin(room, state);
    await this.whenOpened(room);
    return room;
  }

  /**
   * Runs one request of a device that is inside.
   * @param state asked again after the work: a right may have been taken meanwhile
   */
  async handle<M extends MediaMethod>(
    device: Device,
    state: () => MeetingState,
    method: M,
    data: RequestData<M>,
  ): Promise<RequestResult<M>> {
    const { peer } = device;
    if (!peer) throw new NotAParticipant();
    const asked = this.sourceAsked(device, data, method);
    if (asked) await this.backstage.settled();
    const side = sideOf(state(), device);
    const refusal = asked && this.forbidden(state(), device, asked);
    if (refusal) throw new Refused(refusal);
    const result = await peer.handle(method, data);
    if (asked && (side !== sideOf(state(), device) || this.forbidden(state(), device, asked))) await this.stop(device, asked.source);
    return result;
  }

  /** What this request would send to others, if anything. */
  private sourceAsked(device: Device, data: object, method: MediaMethod): { source: MediaSource; audible: boolean } | undefined {
    if (method === 'media.produce' && 'source' in data) {
      const { source } = data;
      if (source === 'microphone' || source === 'camera' || source === 'screen' || source === 'screen-audio') {
        return { source, audible: !('paused' in data && data.paused === true) };
      }
    }
    if (method === 'media.resume-producer' && 'producerId' in data && typeof data.producerId === 'string') {
      const source = device.peer?.sourceOf(data.producerId);
      return source && { source, audible: true };
    }
    return undefined;
  }

  private forbidden(state: MeetingState, device: Device, asked: { source: MediaSource; audible: boolean }): Refusal | undefined {
    const participant = state.participants.get(device.participantId);
    if (participant?.place !== 'in') return { code: 'not_a_participant' };
    const right = rightFor[asked.source];
    if (!hasRight(participant, right, state.settings)) return rightMissing(right);
    if (asked.source !== 'microphone') return undefined;
    // A second device beside the first would be heard as an echo.
    if (this.devices.isCompanion(device)) return { code: 'not_allowed' };
    return asked.audible && !mayUnmute(participant, state.settings) ? rightMissing('speak') : undefined;
  }

  /** Makes the media server follow the facts. Resolves when it has. */
  async enforce(before: MeetingState, after: MeetingState, events: readonly MeetingEvent[]): Promise<void> {
    const work: Promise<void>[] = [this.backstage.follow(before, after)];
    // Whom a host keeps in sight of all (a lectern, an interpreter) is heard among however many voices.
    if (before.pinnedForAll !== after.pinnedForAll) work.push(this.hearAlways(after.pinnedForAll));
    for (const event of events) {
      switch (event.type) {
        case 'muted':
          work.push(...this.each(event.participantId, ['microphone']));
          break;
        case 'all-muted':
          for (const id of after.participants.keys()) if (id !== event.by) work.push(...this.each(id, ['microphone']));
          break;
        case 'camera-stopped':
          work.push(...this.each(event.participantId, ['camera']));
          break;
        case 'share-stopped':
          work.push(...this.each(event.participantId, ['screen', 'screen-audio'], event.shareId));
          break;
        case 'away-changed':
          if (event.away)
            for (const device of this.devices.of(event.participantId))
              work.push(this.pause(device, 'microphone'), this.pause(device, 'camera'));
          break;
        case 'role-changed':
        case 'right-changed':
        case 'handed-over':
        case 'settings-changed':
        case 'stage-changed':
          work.push(...this.takeLostRights(before, after));
          break;
        default:
      }
    }
    await Promise.all(work);
  }

  /** Stops what the device sends without a right to. */
  async stopForbidden(device: Device, state: MeetingState): Promise<void> {
    const participant = state.participants.get(device.participantId);
    const companion = this.devices.isCompanion(device);
    const forbidden = device.streams.filter(({ source }) => {
      return !participant || !hasRight(participant, rightFor[source], state.settings) || (source === 'microphone' && companion);
    });
    await Promise.all(forbidden.map(({ source, shareId }) => this.stop(device, source, shareId)));
  }

  private async hearAlways(participantIds: readonly ParticipantId[]): Promise<void> {
    try {
      (await this.opening)?.setAlwaysHeard(participantIds);
    } catch (error) {
      // It did not open: the next one who enters opens it, with them.
      this.log.info({ err: error }, 'no media room to tell who is always heard');
    }
  }

  private takeLostRights(before: MeetingState, after: MeetingState): Promise<void>[] {
    const work: Promise<void>[] = [];
    for (const [id, now] of after.participants) {
      const former = before.participants.get(id);
      if (now.place !== 'in' || !former) continue;
      for (const [right, sources] of sourcesOf) {
        if (hasRight(former, right, before.settings) && !hasRight(now, right, after.settings)) work.push(...this.each(id, sources));
      }
    }
    return work;
  }

  private each(participantId: ParticipantId, sources: readonly MediaSource[], shareId?: string): Promise<void>[] {
    return this.devices.of(participantId).flatMap((device) => sources.map((source) => this.stop(device, source, shareId)));
  }

  /** A microphone is paused (its owner may turn it on again), a picture is closed (its owner starts anew). */
  private stop(device: Device, source: MediaSource, shareId?: string): Promise<void> {
    return source === 'microphone' ? this.pause(device, source) : this.forced(device, (peer) => peer.closeSource(source, shareId));
  }

  pause(device: Device, source: MediaSource): Promise<void> {
    return this.forced(device, (peer) => peer.pauseSource(source));
  }

  private async forced(device: Device, act: (peer: NonNullable<Device['peer']>) => Promise<void>): Promise<void> {
    const { peer } = device;
    if (!peer) return;
    try {
      await act(peer);
    } catch (error) {
      // What a host stopped must not go on: without the peer nothing of it is forwarded. The device joins again.
      this.log.error({ err: error, participantId: device.participantId }, 'a stream could not be stopped, its device is cut off');
      peer.close();
    }
  }

  /** @param options.handOver media goes on for the next conductor, where it outlives this server */
  async close({ handOver }: { handOver: boolean }): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    try {
      // In this turn where it is open: what is closed of it afterwards is closed here only.
      const room = this.opened ?? (await this.opening);
      if (handOver) room?.letGo();
      else await room?.close();
    } catch (error) {
      this.log.warn({ err: error }, 'closing the media room failed');
    }
  }
}

/** Whether the device is behind the stage. */
function sideOf({ participants, settings }: MeetingState, { participantId }: Device): boolean {
  const participant = participants.get(participantId);
  return participant !== undefined && isBackstage(participant, settings);
}
