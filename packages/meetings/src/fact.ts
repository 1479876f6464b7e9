/** What other features learn of a meeting they follow, in the order it happened. Pure. */
import { MeetingId, ParticipantId } from '@saal/protocol';
import { z } from 'zod';
import { isGuest } from './identity.ts';
import type { StoredEvent } from './meeting-event.ts';

const who = { participantId: ParticipantId };

export const Fact = z.intersection(
  /** `id` is the same however often the fact is told. */
  z.object({ id: z.string(), meetingId: MeetingId, atMs: z.number() }),
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('planned') }),
    /** Title, time, settings or dates. */
    z.object({ type: z.literal('changed') }),
    z.object({ type: z.literal('deleted') }),
    z.object({ type: z.literal('started') }),
    /** Of a run that had started. */
    z.object({ type: z.literal('ended') }),
    z.object({ type: z.literal('joined'), ...who, isGuest: z.boolean(), name: z.string() }),
    /** Also of who only waited: who did not join before has left nothing. */
    z.object({ type: z.literal('left'), ...who }),
  ]),
);
export type Fact = z.infer<typeof Fact>;

/** A fact before it is stored. Without a time it is of now. */
export type NewFact = { type: Fact['type']; data?: Record<string, unknown>; atMs?: number };

/** @param hadBegun before these events */
export function factsOf(events: readonly StoredEvent[], hadBegun: boolean): NewFact[] {
  let begun = hadBegun;
  return events.flatMap((event): NewFact[] => {
    switch (event.type) {
      case 'began':
        begun = true;
        return [{ type: 'started', atMs: event.atMs }];
      case 'entered': {
        const { participantId, identity, atMs } = event;
        return [{ type: 'joined', data: { participantId, isGuest: isGuest(identity.key), name: identity.name }, atMs }];
      }
      case 'left':
      case 'removed':
      case 'sent-back':
        return [{ type: 'left', data: { participantId: event.participantId }, atMs: event.atMs }];
      case 'ended':
        return begun ? [{ type: 'ended', atMs: event.atMs }] : [];
      default:
        return [];
    }
  });
}

const told: ReadonlySet<StoredEvent['type']> = new Set<StoredEvent['type']>(['began', 'entered', 'left', 'removed', 'sent-back', 'ended']);

/** Whether {@link factsOf} may find something. */
export function holdsFacts(events: readonly StoredEvent[]): boolean {
  return events.some(({ type }) => told.has(type));
}
