/** State events as things that happened to a room. */
import type { MatrixEvent } from 'matrix-js-sdk';
import type { RoomNotice } from '../model.ts';
import { CALL, callNotice } from './call-notices.ts';
import { textOf } from './content.ts';

type What = Pick<RoomNotice, 'what' | 'about' | 'call'> & { byName?: string };

/** @param nameOf a person's name in the room. @returns undefined for what nobody needs to read */
export function noticeOf(event: MatrixEvent, nameOf: (userId: string) => string): RoomNotice | undefined {
  const eventId = event.getId();
  const what = whatOf(event, nameOf);
  if (!what || eventId === undefined) return undefined;
  return { kind: 'notice', key: eventId, eventId, atMs: event.getTs(), byName: nameOf(event.getSender() ?? ''), ...what };
}

function whatOf(event: MatrixEvent, nameOf: (userId: string) => string): What | undefined {
  const content: Record<string, unknown> = event.getContent();
  switch (event.getType()) {
    case 'm.room.create':
      return { what: 'created' };
    case 'm.room.encryption':
      return { what: 'encrypted' };
    case 'm.room.name':
      return { what: 'renamed', about: textOf(content['name']) ?? '' };
    case 'm.room.topic':
      return { what: 'topic-changed', about: textOf(content['topic']) ?? '' };
    case 'm.room.member':
      return membershipChange(event, nameOf);
    case CALL:
      return callNotice(event, nameOf);
    default:
      return undefined;
  }
}

function membershipChange(event: MatrixEvent, nameOf: (userId: string) => string): What | undefined {
  const [now, before] = [event.getContent()['membership'] as unknown, event.getPrevContent()['membership'] as unknown];
  const userId = event.getStateKey() ?? '';
  const about = nameOf(userId);
  if (now === before) return undefined; // a new name or picture
  if (now === 'join') return { what: 'joined', about };
  if (now === 'invite') return { what: 'invited', about };
  if (now === 'leave' || now === 'ban') return { what: userId === event.getSender() ? 'left' : 'removed', about };
  return undefined;
}
