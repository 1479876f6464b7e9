/** Finding messages: plain rooms at the server, encrypted ones in what this device has. */
import { MatrixError, SearchOrderBy, type MatrixClient } from 'matrix-js-sdk';
import type { MessageHit } from '../model.ts';
import type { DeviceSearch } from './device-search.ts';
import { bodyOf, previewOf } from './message-body.ts';
import { hitOf } from './message-hit.ts';
import { isMessage, isUnheard } from './timeline-items.ts';

const MOST = 50;

/** @returns newest first, each message once */
export async function searchMessages(client: MatrixClient, device: DeviceSearch, search: string, roomId?: string): Promise<MessageHit[]> {
  if (search.trim() === '') return [];
  const [kept, there] = await Promise.all([device.search(search, roomId, MOST), atServer(client, search, roomId)]);
  const hits = new Map([...kept, ...inTimelines(client, search, roomId), ...there].map((hit) => [hit.eventId, hit]));
  return [...hits.values()].toSorted((a, b) => b.atMs - a.atMs).slice(0, MOST);
}

/** What stands in the pages of sealed rooms, for browsers that can keep nothing. */
function inTimelines(client: MatrixClient, search: string, roomId: string | undefined): MessageHit[] {
  const words = search.trim().toLocaleLowerCase().split(/\s+/);
  return client
    .getRooms()
    .filter((room) => room.hasEncryptionStateEvent() && (roomId === undefined || room.roomId === roomId))
    .flatMap((room) => room.getLiveTimeline().getEvents())
    .filter((event) => {
      if (isUnheard(client, event)) return false;
      const text = isMessage(event) ? (previewOf(bodyOf(event)) ?? '').toLocaleLowerCase() : '';
      return words.every((word) => text.includes(word));
    })
    .map((event) => ({ ...hitOf(client, event), isFromDevice: true }));
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
