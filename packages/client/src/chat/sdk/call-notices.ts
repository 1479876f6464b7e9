/** The room's call, as the server tells it: `eu.saal.call`. */
import type { MatrixEvent, Room } from 'matrix-js-sdk';
import type { ChatPerson, RoomNotice, RoomSummary } from '../model.ts';
import { stateContent } from './room-kind.ts';

export const CALL = 'eu.saal.call';

type Content = Record<string, unknown>;
type What = Pick<RoomNotice, 'what' | 'about' | 'call'> & { byName?: string };

/** @returns undefined while none runs */
export function callOf(room: Room, person: (userId: string) => ChatPerson): RoomSummary['call'] {
  const content = stateContent(room, CALL);
  const { meeting_id: meetingId, since_ms: sinceMs, count } = content;
  if (content['running'] !== true || typeof meetingId !== 'string' || typeof sinceMs !== 'number') return undefined;
  return { meetingId, sinceMs, people: names(content, 'people').map(person), count: typeof count === 'number' ? count : 0 };
}

/** One line for what the server says is new; who comes and goes in between is no line. */
export function callNotice(event: MatrixEvent, nameOf: (userId: string) => string): What | undefined {
  const content: Content = event.getContent();
  const by = typeof content['by'] === 'string' ? { byName: nameOf(content['by']) } : {};
  const about = names(content, 'about').map(nameOf).join(', ');
  switch (content['news']) {
    case 'began':
      return { what: 'call-began', ...by };
    case 'missed':
      return { what: 'call-missed', ...by, about };
    case 'declined':
      return { what: 'call-declined', ...by, about };
    case 'ended': {
      const came = numberIn(content, 'came');
      // Nobody else came: that it was missed or declined is said already.
      if (came < 2) return undefined;
      const minutes = Math.max(1, Math.round((numberIn(content, 'ended_at_ms') - numberIn(content, 'since_ms')) / 60_000));
      return { what: 'call-ended', ...by, call: { minutes, came } };
    }
    default:
      return undefined;
  }
}

function names(content: Content, key: string): string[] {
  const list = content[key];
  return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
}

function numberIn(content: Content, key: string): number {
  const value = content[key];
  return typeof value === 'number' ? value : 0;
}
