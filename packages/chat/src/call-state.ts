/** What a room says of its call: state `eu.saal.call` with an empty key, written by the server alone. Pure. */
import type { RingAnswer } from './call-ports.ts';
import type { UserId } from './ids.ts';
import { canonicalJson, member, type JsonObject, type JsonValue } from './json.ts';

export const CALL = 'eu.saal.call';
/** More are only counted. */
const MOST_NAMED = 12;

export interface CallNow {
  meetingId: string;
  caller: UserId;
  /** Undefined: nobody is inside. */
  sinceMs: number | undefined;
  /** Inside and of the room. */
  inside: readonly UserId[];
  insideCount: number;
  /** Inside, now or before. */
  cameCount: number;
  answers: readonly { callee: UserId; answer: RingAnswer | undefined }[];
}

/**
 * @param before what the room says, if anything
 * @returns what it has to say; undefined: nothing new
 */
export function callContent(before: JsonObject | undefined, now: CallNow, nowMs: number): JsonObject | undefined {
  const content = standOf(before, now, nowMs);
  if (!content) return undefined;
  const { news: _news, about: _about, ...told } = before ?? {};
  return canonicalJson(told) === canonicalJson(content) ? undefined : { ...content, ...newsOf(told, content) };
}

/** One line for people to read; who comes and goes in between is none. */
function newsOf(before: JsonObject, content: JsonObject): JsonObject {
  const isSameRun = before['since_ms'] === content['since_ms'];
  if (content['running'] === true && !(before['running'] === true && isSameRun)) return { news: 'began' };
  for (const news of ['missed', 'declined'] as const) {
    const known = isSameRun ? listed(before, news) : [];
    const about = listed(content, news).filter((userId) => !known.includes(userId));
    if (about.length > 0) return { news, about };
  }
  return content['running'] !== true && before['running'] === true ? { news: 'ended' } : {};
}

function listed(content: JsonObject, key: string): JsonValue[] {
  const list = content[key];
  return Array.isArray(list) ? list : [];
}

function standOf(before: JsonObject | undefined, now: CallNow, nowMs: number): JsonObject | undefined {
  const of = (answer: RingAnswer) => now.answers.filter((one) => one.answer === answer).map(({ callee }) => callee);
  const rings = { ...some('missed', of('missed')), ...some('declined', of('declined')) };
  const about = { meeting_id: now.meetingId, by: now.caller, ...rings };
  if (now.sinceMs !== undefined)
    return {
      ...{ ...about, running: true, since_ms: now.sinceMs, people: [...now.inside].sort().slice(0, MOST_NAMED) },
      ...{ count: now.insideCount, came: Math.max(now.cameCount, now.insideCount) },
    };
  if (member(before, 'running') === true) {
    const sinceMs = member(before, 'since_ms');
    const came = member(before, 'came');
    return {
      ...{ ...about, running: false, ended_at_ms: nowMs, came: typeof came === 'number' ? came : 1 },
      ...(typeof sinceMs === 'number' ? { since_ms: sinceMs } : {}),
    };
  }
  // Rung, and answered or given up, before anybody was inside or after the end.
  if (Object.keys(rings).length === 0) return undefined;
  const { since_ms: sinceMs, ended_at_ms: endedAtMs, came } = before ?? {};
  return {
    ...{ ...about, running: false, came: came ?? 0, ended_at_ms: endedAtMs ?? nowMs },
    ...(sinceMs === undefined ? {} : { since_ms: sinceMs }),
  };
}

const some = (key: string, userIds: readonly UserId[]): JsonObject => (userIds.length === 0 ? {} : { [key]: [...userIds].sort() });

/** When the run that the room speaks of began, or ended: rings since then belong to it. */
export function ringsSince(before: JsonObject | undefined, leadMs: number): number {
  const atMs = member(before, 'since_ms');
  return typeof atMs === 'number' ? atMs - leadMs : 0;
}
