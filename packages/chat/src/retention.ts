/** How long messages are kept. Pure. Source: docs/decisions/0033-retention-and-holds.md */
import { member, type JsonObject } from './json.ts';

export const retentionKinds = ['direct', 'group', 'team', 'meeting'] as const;
export type RetentionKind = (typeof retentionKinds)[number];

/** Days by kind of room; undefined: for ever. */
export type RetentionPolicy = Readonly<Record<RetentionKind, number | undefined>>;

export const dayMs = 24 * 3600_000;
/** What a room says itself may not be shorter: nobody makes others' words vanish within the hour. */
const SHORTEST_MS = dayMs;

/** What a room says of itself. */
export interface RoomMarks {
  /** `kind` of its `eu.saal.room`. */
  kind: string | undefined;
  isDirect: boolean;
  /** A space, or a room that names one as its parent. */
  ofTeam: boolean;
  /** Content of `m.room.retention`. */
  retention: JsonObject | undefined;
}

export function retentionKind({ kind, isDirect, ofTeam }: RoomMarks): RetentionKind {
  if (kind === 'announcements') return 'team';
  return retentionKinds.find((known) => known === kind) ?? (isDirect ? 'direct' : ofTeam ? 'team' : 'group');
}

/** A room may keep its messages shorter than the house, never longer. @returns undefined: for ever */
export function lifetimeMs(marks: RoomMarks, policy: RetentionPolicy): number | undefined {
  const days = policy[retentionKind(marks)];
  const own = member(marks.retention, 'max_lifetime');
  const wished = typeof own === 'number' && Number.isSafeInteger(own) && own > 0 ? Math.max(own, SHORTEST_MS) : undefined;
  const house = days === undefined ? undefined : days * dayMs;
  if (wished === undefined || house === undefined) return wished ?? house;
  return Math.min(wished, house);
}
