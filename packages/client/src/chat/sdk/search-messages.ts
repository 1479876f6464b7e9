/** Finding messages: plain rooms at the server, encrypted ones in what this device has. */
import { MatrixError, SearchOrderBy, type MatrixClient, type MatrixEvent } from 'matrix-js-sdk';
import type { MessageHit } from '../model.ts';
import { bodyOf, previewOf } from './message-body.ts';
import { personOf } from './people.ts';
import { isMessage } from './timeline-items.ts';

const MOST = 50;

export async function searchMessages(client: MatrixClient, search: string, roomId?: string): Promise<MessageHit[]> {
  const words = search.trim().toLocaleLowerCase();
  if (words === '') return [];
  const here = client
    .getRooms()
    .filter((room) => room.hasEncryptionStateEvent() && (roomId === undefined || room.roomId === roomId))
    .flatMap((room) => room.getLiveTimeline().getEvents())
    .filter((event) => isMessage(event) && (previewOf(bodyOf(event)) ?? '').toLocaleLowerCase().includes(words))
    .map((event) => hitOf(client, event));
  const there = await atServer(client, search, roomId);
  return [...here, ...there].toSorted((a, b) => b.atMs - a.atMs).slice(0, MOST);
}

async function atServer(client: MatrixClient, search: string, roomId: string | undefined): Promise<MessageHit[]> {
  try {
    const answer = await client.search({
      body: {
        search_categories: {
          room_events: {
            ...{ search_term: search, order_by: SearchOrderBy.Recent },
            filter: { limit: MOST, ...(roomId === undefined ? {} : { rooms: [roomId] }) },
          },
        },
      },
    });
    const mapper = client.getEventMapper();
    return (answer.search_categories.room_events.results ?? []).map(({ result }) => hitOf(client, mapper(result)));
  } catch (error) {
    // A server that cannot search still has people with encrypted rooms.
    if (error instanceof MatrixError && error.httpStatus === 404) return [];
    throw error;
  }
}

function hitOf(client: MatrixClient, event: MatrixEvent): MessageHit {
  const [roomId, senderId] = [event.getRoomId() ?? '', event.getSender() ?? ''];
  return {
    ...{ roomId, eventId: event.getId() ?? '', atMs: event.getTs() },
    senderName: personOf(client, senderId, client.getRoom(roomId)?.getMember(senderId)).displayName,
    text: previewOf(bodyOf(event)) ?? '',
  };
}
