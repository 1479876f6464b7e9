/**
 * Whom new events concern, and how far. What an event is to somebody without rules of their own is found out once; asked one by one
 * are only those to whom it may be something else, so a large room is no slower than a small one. Pure.
 */
import type { UserId } from './ids.ts';
import { isObject, member, type JsonObject } from './json.ts';
import { membershipIn } from './membership.ts';
import type { Pdu } from './pdu.ts';
import type { PowerLevels } from './power-levels.ts';
import { Outcome, PushEvaluator, type PushSituation } from './push-evaluator.ts';
import { defaultRules } from './push-rules.ts';

/** Of no thread, as receipts call it. */
export const MAIN_THREAD = 'main';

/** Somebody to whom events may be something else than to everybody. */
export interface Candidate {
  userId: UserId;
  displayName: string;
  /** Not: they are being invited. */
  isInside: boolean;
  /** Of those who sent these events, whom they do not want to hear. */
  ignores: readonly UserId[];
  evaluator: PushEvaluator;
}

export interface Audience {
  memberCount: number;
  candidates: readonly Candidate[];
}

export interface Judged {
  /** What it is to all members but its sender. */
  usual: Outcome;
  /** Those to whom it is something else. */
  otherwise: { userId: UserId; outcome: Outcome }[];
}

const usually = new PushEvaluator(defaultRules(undefined));
/** More are not looked up. */
const MOST_NAMED = 1_000;

/** Who may be concerned otherwise, besides those with rules of their own. */
export function concerned(events: readonly Pdu[]): { senders: UserId[]; named: UserId[]; invited: UserId[]; searched: string } {
  const named = new Set<UserId>();
  const invited = new Set<UserId>();
  const searched: string[] = [];
  for (const { type, state_key, content } of events) {
    if (type === 'm.room.member' && membershipIn(content) === 'invite' && state_key !== undefined) invited.add(state_key as UserId);
    const mentions = member(content, 'm.mentions');
    const userIds = isObject(mentions) ? member(mentions, 'user_ids') : undefined;
    for (const userId of Array.isArray(userIds) ? userIds.slice(0, MOST_NAMED) : [])
      if (typeof userId === 'string' && !userId.includes('\0')) named.add(userId as UserId);
    const body = member(content, 'body');
    // Of a time before events said whom they mean.
    if (mentions === undefined && typeof body === 'string' && state_key === undefined) searched.push(body.replaceAll('\0', ''));
  }
  const senders = [...new Set(events.map(({ sender }) => sender))];
  return { senders, named: [...named], invited: [...invited], searched: searched.join('\n') };
}

export function judge(event: Pdu, { memberCount, candidates }: Audience, levels: PowerLevels): Judged {
  const situation: PushSituation = {
    ...{ event, memberCount, displayName: undefined },
    senderMay: (key) => levels.user(event.sender) >= levels.notification(key),
  };
  const usual = usually.outcome(situation);
  const otherwise = candidates.flatMap(({ userId, displayName, isInside, ignores, evaluator }) => {
    if (userId === event.sender || (!isInside && event.state_key !== userId)) return [];
    const outcome = ignores.includes(event.sender) ? Outcome.silent : evaluator.outcome({ ...situation, displayName });
    return outcome === usual ? [] : [{ userId, outcome }];
  });
  return { usual, otherwise };
}

/** In which thread an event stands. */
export function threadOf(content: JsonObject): string {
  const relates = member(content, 'm.relates_to');
  if (!isObject(relates) || member(relates, 'rel_type') !== 'm.thread') return MAIN_THREAD;
  const root = member(relates, 'event_id');
  return typeof root === 'string' && root.length <= 255 && !root.includes('\0') ? root : MAIN_THREAD;
}
