/** Reactions on the screen: one each with its name in a small meeting, one per kind with its number in a large one. Pure. */
import { isReaction, type Reaction } from '../bar/reactions-known.ts';

export type ShownReaction = { key: string; reaction: Reaction; name: string | undefined; count: number };

const most = 4;

export function withReaction(shown: readonly ShownReaction[], key: string, reaction: Reaction, name: string): ShownReaction[] {
  return [...shown, { key, reaction, name, count: 1 }].slice(-most);
}

/** Adds to those still shown; each kind keeps its place. */
export function withCounts(shown: readonly ShownReaction[], counts: Readonly<Record<string, number>>): ShownReaction[] {
  const next = shown.filter((one) => one.name === undefined);
  for (const [reaction, count] of Object.entries(counts)) {
    if (!isReaction(reaction) || count <= 0) continue;
    const at = next.findIndex((one) => one.reaction === reaction);
    const last = next[at];
    if (last) next[at] = { ...last, count: last.count + count };
    else next.push({ key: reaction, reaction, name: undefined, count });
  }
  return next;
}
