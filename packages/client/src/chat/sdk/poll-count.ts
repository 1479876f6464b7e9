/** Votes of a poll counted as MSC3381 wants it: the newest of each person, until the poll has ended. Pure. */
import type { Poll } from '../model.ts';

export interface Vote {
  sender: string;
  atMs: number;
  /** Undefined: it says nothing that can be read. */
  answerIds: readonly string[] | undefined;
}

export interface Counting {
  votes: readonly Vote[];
  endedAtMs: number | undefined;
  ownId: string;
  /** All votes until now are here. */
  isComplete: boolean;
}

/** @param poll before any vote */
export function counted(poll: Poll, { votes, endedAtMs, ownId, isComplete }: Counting): Poll {
  const newest = new Map<string, Vote>();
  for (const vote of votes) {
    if (endedAtMs !== undefined && vote.atMs > endedAtMs) continue;
    const before = newest.get(vote.sender);
    if (!before || before.atMs <= vote.atMs) newest.set(vote.sender, vote);
  }
  const known = new Set(poll.answers.map(({ id }) => id));
  const counts = new Map<string, number>();
  let voterCount = 0;
  let own: readonly string[] = [];
  for (const { sender, answerIds } of newest.values()) {
    const chosen = [...new Set(answerIds?.slice(0, poll.maxChoices))];
    // Who names an answer that there is not has spoiled the vote; who names none has taken it back.
    if (chosen.length === 0 || !chosen.every((id) => known.has(id))) continue;
    voterCount++;
    for (const id of chosen) counts.set(id, (counts.get(id) ?? 0) + 1);
    if (sender === ownId) own = chosen;
  }
  const hasEnded = endedAtMs !== undefined;
  const isTold = isComplete && (poll.isOpen || hasEnded);
  return {
    ...poll,
    hasEnded,
    ...(isComplete ? { voterCount } : {}),
    answers: poll.answers.map((answer) => ({
      ...answer,
      isOwn: own.includes(answer.id),
      ...(isTold ? { count: counts.get(answer.id) ?? 0 } : {}),
    })),
  };
}
