/** How long messages are kept. Pure. Source: docs/decisions/0033-retention-and-holds.md */
import { member, type JsonObject } from './json.ts';

export const retentionKinds = ['direct', 'group', 'team', 'meeting'] as const;
export type RetentionKind = (typeof retentionKinds)[number];

/** Days by kind of room; undefined: for ever. `closed`: after a meeting was deleted, what is left of its room. */
export type RetentionPolicy = Readonly<Record<RetentionKind, number | undefined> & { closed?: number | undefined }>;

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
  /** Of a meeting's room: when the meeting was deleted. */
  closedAtMs?: number | undefined;
}

export function retentionKind({ kind, isDirect, ofTeam }: RoomMarks): RetentionKind {
  if (kind === 'announcements') return 'team';
  return retentionKinds.find((known) => known === kind) ?? (isDirect ? 'direct' : ofTeam ? 'team' : 'group');
}

/** What was written up to this moment has had its time. @returns undefined: nothing has */
export function pastUpToMs(marks: RoomMarks, policy: RetentionPolicy, nowMs: number): number | undefined {
  const { closedAtMs } = marks;
  if (policy.closed !== undefined && closedAtMs !== undefined && closedAtMs + policy.closed * dayMs <= nowMs) return nowMs;
  const lifetime = lifetimeMs(marks, policy);
  return lifetime === undefined ? undefined : nowMs - lifetime;
}

/** After so long nothing is left of any room. @returns undefined: of some kind all is kept */
export function longestMs(policy: RetentionPolicy): number | undefined {
  const days = retentionKinds.map((kind) => policy[kind]);
  return days.every((one) => one !== undefined) ? Math.max(...days) * dayMs : undefined;
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
