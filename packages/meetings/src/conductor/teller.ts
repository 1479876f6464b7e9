import type { Clock } from '@saal/foundation';
import type { ParticipantId } from '@saal/protocol';

import { announcementsOf } from '../announcements.ts';
import { isLarge } from '../listing.ts';
import type { MeetingEvent } from '../meeting-event.ts';
import type { MeetingState } from '../meeting-state.ts';
import { lobbyViewFor } from '../view.ts';
import type { Device } from './device.ts';
import type { DeviceBook } from './device-book.ts';
import { ReactionTally } from './reaction-tally.ts';

/** Tells the devices what a fact means for them, beside the change of their view: notices, doors that open and close. */
export class Teller {
  private readonly devices: DeviceBook;
  private readonly putAway: (device: Device) => void;
  private readonly reactions: ReactionTally;

  /** @param options.putAway takes a device out of the meeting for good */
  constructor(options: { devices: DeviceBook; clock: Clock; putAway: (device: Device) => void }) {
    this.devices = options.devices;
    this.putAway = options.putAway;
    this.reactions = new ReactionTally(options.clock, (counts) => {
      for (const device of this.devices.all()) if (device.phase === 'in') device.send({ type: 'meeting.reactions', data: { counts } });
    });
  }

  /** @param state after all facts of the commit */
  tell(event: MeetingEvent, state: MeetingState): void {
    this.moveDevices(event, state);
    // One message to each for every reaction of each would grow with the square of the meeting.
    if (event.type === 'reacted' && isLarge(this.devices.size)) return this.reactions.add(event.reaction);
    for (const { to, event: told } of announcementsOf(event, state)) {
      for (const device of this.devices.of(to)) if (device.phase === 'in') device.send(told);
    }
  }

  close(): void {
    this.reactions.close();
  }

  private moveDevices(event: MeetingEvent, state: MeetingState): void {
    switch (event.type) {
      case 'admitted':
        for (const device of this.devices.of(event.participantId)) device.send({ type: 'lobby.admitted', data: {} });
        return;
      case 'refused':
      case 'removed':
        return this.putOut(event.participantId, event.type, nameOf(state, event.by));
      case 'sent-back':
        return this.putIntoLobby(event.participantId, state, nameOf(state, event.by));
      case 'ended':
        for (const device of this.devices.all())
          device.send({ type: 'meeting.gone', data: { reason: 'ended', byName: nameOf(state, event.by) } });
        return;
      default:
    }
  }

  private putOut(participantId: ParticipantId, reason: 'refused' | 'removed', byName: string | undefined): void {
    for (const device of this.devices.of(participantId)) {
      device.send({ type: 'meeting.gone', data: { reason, byName } });
      device.connection?.close(1000, reason);
      this.putAway(device);
    }
  }

  /** The connection stays; sound and picture end at once. */
  private putIntoLobby(participantId: ParticipantId, state: MeetingState, byName: string | undefined): void {
    for (const device of this.devices.of(participantId)) {
      device.peer?.close();
      device.peer = undefined;
      device.streams = [];
      device.lastView = undefined;
      device.phase = 'waiting';
      device.lastLobby = lobbyViewFor(state, participantId);
      device.send({ type: 'meeting.gone', data: { reason: 'sent-back', byName, lobby: device.lastLobby } });
    }
  }
}

function nameOf(state: MeetingState, id: ParticipantId | null): string | undefined {
  return id === null ? undefined : state.participants.get(id)?.identity.name;
}
