import { BusAway, type Bus, type Logger } from '@saal/foundation';
import type { MeetingId } from '@saal/protocol';
import { MediaUnavailable } from '../../errors.ts';
import type { KnownNode } from './known-node.ts';
import { adoptSubject, LeftBranches } from './subjects.ts';

/** A node that does not answer by then counts as gone, with what is there: who is in the meeting waits for this. */
const answerLimitMs = 3_000;

/**
 * Takes the branches of a meeting that are at a node from every conductor with a smaller term.
 * @returns none of a node that is gone
 * @throws {MediaUnavailable} the bus is away from this server: nobody can say what is left
 */
export async function leftAt(
  node: KnownNode,
  options: { bus: Bus; server: string; meetingId: MeetingId; term: number; log: Logger },
): Promise<LeftBranches['branches']> {
  const { bus, server, meetingId, term, log } = options;
  try {
    // What this server ordered when it conducted the meeting before must not come after.
    await node.orders.taken();
    return LeftBranches.parse(await bus.request(adoptSubject(node.node), { server, meetingId, term }, { timeoutMs: answerLimitMs }))
      .branches;
  } catch (error) {
    if (error instanceof BusAway) throw new MediaUnavailable('the bus is away', 1_000, error);
    log.warn({ err: error, node: node.node, meetingId }, 'a node does not say what was left there');
    return [];
  }
}
