/** A message as lists show it that are not its timeline: found, pinned. */
import type { MatrixClient, MatrixEvent } from 'matrix-js-sdk';
import type { MessageHit } from '../model.ts';
import { bodyOf, previewOf } from './message-body.ts';
import { personOf } from './people.ts';

export function hitOf(client: MatrixClient, event: MatrixEvent): MessageHit {
  const body = bodyOf(event);
  const [roomId, senderId] = [event.getRoomId() ?? '', event.getSender() ?? ''];
  return {
    ...{ roomId, eventId: event.getId() ?? '', atMs: event.getTs() },
    senderName: personOf(client, senderId, client.getRoom(roomId)?.getMember(senderId)).displayName,
    text: previewOf(body) ?? '',
    kind: body.type,
  };
}
