/** What a reading of groups would change in teams. Pure. */
import type { DirectoryFault } from './directory-plan.ts';

/** One group as the directory tells of it. */
export type DirectoryGroup = {
  /** objectGUID or entryUUID. */
  stableId: string;
  name: string;
  /** Stable ids of the people in it, also through groups in groups; each once. */
  members: readonly string[];
};

/** All groups that are teams. */
export type GroupReading = {
  groups: readonly DirectoryGroup[];
  faults: readonly DirectoryFault[];
  /** Stable ids of all groups there are, also of those with a fault: those are not gone. */
  seen: ReadonlySet<string>;
};

export type KnownGroup = { id: string; stableId: string; name: string; isGone: boolean; members: ReadonlySet<string> };

export type GroupChange = { id: string; name: string; join: readonly string[]; leave: readonly string[] };

export type GroupPlan = {
  add: readonly DirectoryGroup[];
  /** Also groups that were gone and are back. */
  change: readonly GroupChange[];
  /** Their teams are closed; nothing of them is deleted. */
  end: readonly KnownGroup[];
  faults: readonly DirectoryFault[];
};

/** What is told of a plan. People count once for each team. */
export type TeamCounts = { added: number; ended: number; joined: number; left: number };

/** So few leave without a question, whatever share of all they are. */
const ALWAYS_LEAVE = 20;

/**
 * No group at all, and a group without anybody, are a wrong filter or a missing right far sooner than the truth: then all stays, and
 * it is told as a fault.
 * @param where the groups are looked for, for a fault
 */
export function planGroups({ groups, faults, seen }: GroupReading, known: readonly KnownGroup[], where: string): GroupPlan {
  const living = known.filter(({ isGone }) => !isGone);
  if (seen.size === 0 && living.length > 0)
    return { add: [], change: [], end: [], faults: [...faults, { entry: where, reason: 'groups-missing' }] };
  const byId = new Map(known.map((group) => [group.stableId, group]));
  const add: DirectoryGroup[] = [];
  const change: GroupChange[] = [];
  const empty: DirectoryFault[] = [];
  for (const group of groups) {
    const before = byId.get(group.stableId);
    if (!before) {
      add.push(group);
      continue;
    }
    const now = new Set(group.members);
    const isSilent = now.size === 0 && before.members.size > 0;
    if (isSilent) empty.push({ entry: group.name, reason: 'group-empty' });
    const join = [...now].filter((id) => !before.members.has(id));
    const leave = isSilent ? [] : [...before.members].filter((id) => !now.has(id));
    if (before.isGone || before.name !== group.name || join.length > 0 || leave.length > 0)
      change.push({ id: before.id, name: group.name, join, leave });
  }
  const end = living.filter(({ stableId }) => !seen.has(stableId));
  return { add, change, end, faults: [...faults, ...empty] };
}

export function countsOf({ add, change, end }: GroupPlan): TeamCounts {
  const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
  return {
    added: add.length,
    ended: end.length,
    joined: sum(add.map(({ members }) => members.length)) + sum(change.map(({ join }) => join.length)),
    left: sum(change.map(({ leave }) => leave.length)),
  };
}

/** Whether somebody has to look first: at the first teams of all, and when too many would be out of theirs at once. @param mostRatio 0..1 */
export function groupsNeedConsent(plan: GroupPlan, known: readonly KnownGroup[], mostRatio: number): boolean {
  if (known.length === 0) return plan.add.length > 0;
  const all = known.reduce((count, { isGone, members }) => count + (isGone ? 0 : members.size), 0);
  const out = countsOf(plan).left + plan.end.reduce((count, { members }) => count + members.size, 0);
  return out > ALWAYS_LEAVE && out > all * mostRatio;
}
