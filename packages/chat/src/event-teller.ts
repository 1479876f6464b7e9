/** Events as clients are told them, with what was said of them: who took them back, how they read now, and their thread. */
import { clientEvent, type Teller } from './client-event.ts';
import type { EventId, UserId } from './ids.ts';
import type { JsonObject } from './json.ts';
import type { StoredEvent } from './ports.ts';

export interface ThreadSummary {
  count: number;
  latest: StoredEvent;
  /** Whether the reader wrote in it. */
  participated: boolean;
}

export interface RelationReader {
  events(eventIds: readonly EventId[]): Promise<Map<EventId, StoredEvent>>;
  /** The newest change of each by its own sender. */
  edits(eventIds: readonly EventId[]): Promise<Map<EventId, StoredEvent>>;
  threads(eventIds: readonly EventId[], userId: UserId): Promise<Map<EventId, ThreadSummary>>;
}

export class EventTeller {
  readonly #reader: RelationReader;

  constructor(reader: RelationReader) {
    this.#reader = reader;
  }

  async tell(events: readonly StoredEvent[], to: Teller): Promise<JsonObject[]> {
    const ids = events.filter(({ pdu, redactedBy }) => pdu.state_key === undefined && !redactedBy).map(({ eventId }) => eventId);
    const [because, edits, threads] = await Promise.all([
      this.#reader.events(events.flatMap(({ redactedBy }) => redactedBy ?? [])),
      this.#reader.edits(ids),
      this.#reader.threads(ids, to.userId),
    ]);
    return events.map((event) => {
      const told = clientEvent(event, to, event.redactedBy && because.get(event.redactedBy));
      const relations = relationsOf(edits.get(event.eventId), threads.get(event.eventId), event, to);
      if (Object.keys(relations).length === 0) return told;
      return { ...told, unsigned: { ...(told.unsigned as JsonObject), 'm.relations': relations } };
    });
  }
}

/** Client-server API, "Server-side aggregation of m.replace relationships" and of threads. */
function relationsOf(edit: StoredEvent | undefined, thread: ThreadSummary | undefined, root: StoredEvent, to: Teller): JsonObject {
  const relations: JsonObject = {};
  if (edit) relations['m.replace'] = clientEvent(edit, to);
  if (thread) {
    relations['m.thread'] = {
      latest_event: clientEvent(thread.latest, to),
      count: thread.count,
      current_user_participated: thread.participated || root.pdu.sender === to.userId,
    };
  }
  return relations;
}
