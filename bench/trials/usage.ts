/** Who works how much meanwhile. */
import { cpus } from 'node:os';
import { coreBusySeconds, cpuSeconds, processTree } from '../machine.ts';

export interface Usage {
  /** By group, in cores. */
  cores: Record<string, number>;
  /** Of the whole machine, whoever worked: 1 is nothing left. */
  machineBusyRatio: number;
}

/** @param groups roots of process trees by name */
export async function usageDuring<T>(groups: Record<string, readonly number[]>, work: () => Promise<T>): Promise<Usage & { result: T }> {
  const startedAtMs = performance.now();
  const before = sample(groups);
  const result = await work();
  const after = sample(groups);
  const seconds = (performance.now() - startedAtMs) / 1_000;
  const cores = Object.fromEntries(
    Object.keys(groups).map((name) => [name, round(((after.byGroup[name] ?? 0) - (before.byGroup[name] ?? 0)) / seconds)]),
  );
  return { cores, machineBusyRatio: round((after.busy - before.busy) / seconds / cpus().length), result };
}

function sample(groups: Record<string, readonly number[]>) {
  const byGroup: Record<string, number> = {};
  for (const [name, roots] of Object.entries(groups))
    byGroup[name] = roots.flatMap(processTree).reduce((sum, pid) => sum + secondsOf(pid), 0);
  return { byGroup, busy: cpus().reduce((sum, _, core) => sum + coreBusySeconds(core), 0) };
}

/** 0 for a process that has ended. */
function secondsOf(pid: number): number {
  try {
    return cpuSeconds(pid);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return 0;
    throw error;
  }
}

const round = (value: number): number => Math.round(value * 1_000) / 1_000;
