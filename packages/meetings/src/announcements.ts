/** What people are told once about a fact, beside the change of their view. Pure. */
import type { AnyEvent, EventData, ParticipantId } from '@saal/protocol';
import { panelOf } from './backstage-rules.ts';
import type { MeetingEvent } from './meeting-event.ts';
import { peopleAt, type MeetingState } from './meeting-state.ts';

export type Announcement = { to: ParticipantId; event: AnyEvent };
type Notice = EventData<'meeting.notice'>;

const stageNotice = { on: 'on-stage', invited: 'stage-invited', off: 'off-stage' } as const;

/** @param state after the fact */
export function announcementsOf(event: MeetingEvent, state: MeetingState): Announcement[] {
  const nameOf = (id: ParticipantId | null): { byName?: string } => {
    const name = id === null ? undefined : state.participants.get(id)?.identity.name;
    return name === undefined ? {} : { byName: name };
  };
  const notice = (to: ParticipantId, data: Notice): Announcement => ({ to, event: { type: 'meeting.notice', data } });

  switch (event.type) {
    case 'muted':
      return [notice(event.participantId, { kind: 'muted-by-host', ...nameOf(event.by) })];
    case 'all-muted':
      return peopleAt(state, 'in')
        .filter(({ id }) => id !== event.by)
        .map(({ id }) => notice(id, { kind: 'all-muted', ...nameOf(event.by) }));
    case 'unmute-asked':
      return [notice(event.participantId, { kind: 'asked-to-unmute', ...nameOf(event.by) })];
    case 'camera-stopped':
      return [notice(event.participantId, { kind: 'camera-stopped', ...nameOf(event.by) })];
    case 'share-stopped':
      return [notice(event.participantId, { kind: 'share-stopped', ...nameOf(event.by) })];
    case 'role-changed':
      return event.by === event.participantId
        ? []
        : [notice(event.participantId, { kind: 'role-changed', role: event.role, ...nameOf(event.by) })];
    case 'hand-changed':
      return event.raisedAtMs !== null || event.by === null || event.by === event.participantId
        ? []
        : [notice(event.participantId, { kind: 'hand-lowered', ...nameOf(event.by) })];
    case 'stage-changed':
      return event.by === event.participantId ? [] : [notice(event.participantId, { kind: stageNotice[event.stage], ...nameOf(event.by) })];
    case 'handed-over':
      return [notice(event.toId, { kind: 'became-host', role: 'host', ...nameOf(event.fromId) })];
    case 'backstage-said': {
      const { participantId, text, atMs } = event;
      const byName = state.participants.get(participantId)?.identity.name ?? '';
      return panelOf(state).map(({ id }) => ({
        to: id,
        event: { type: 'meeting.backstage-note', data: { participantId, byName, text, atMs } },
      }));
    }
    case 'reacted':
      return peopleAt(state, 'in').map(({ id }) => ({
        to: id,
        event: { type: 'meeting.reaction', data: { participantId: event.participantId, reaction: event.reaction } },
      }));
    default:
      return [];
  }
}
