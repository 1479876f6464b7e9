/** What is read from the machine: processor time and memory of processes, and what it is. Linux only (`/proc`). */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { isInstalled } from '../tools/setup/system-packages.mjs';
import type { Machine } from './results.ts';

/** Processor time of a process and its threads so far, in seconds; exact, not counted by ticks. */
export function cpuSeconds(pid: number): number {
  let nanoseconds = 0;
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    nanoseconds += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
  }
  return nanoseconds / 1e9;
}

/** Keeps a process with all its threads, and those it makes later, on one processor. */
export function pin(pid: number, core: number): void {
  execFileSync('taskset', ['-a', '-p', '-c', String(core), String(pid)], { stdio: 'ignore' });
}

/** Processors for a comparison: one for the server, another for everything else, where there are two. */
export function comparisonCores(): { server: number; others: number } {
  return { server: cpus().length > 1 ? 1 : 0, others: 0 };
}

/** Seconds a processor has worked so far, for whomever; counted by ticks of 10 ms. */
export function coreBusySeconds(core: number): number {
  const line = readFileSync('/proc/stat', 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`cpu${core} `));
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = (line ?? '').split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softirq + steal) / 100;
}

const lookMs = 2_000;

/** Share of the whole machine that is used now, while the bench itself does nothing; 0..1. */
export async function othersRatio(): Promise<number> {
  const busy = () => cpus().reduce((seconds, _, core) => seconds + coreBusySeconds(core), 0);
  const [before, startedAtMs] = [busy(), performance.now()];
  await sleep(lookMs);
  return Math.max(0, busy() - before) / ((performance.now() - startedAtMs) / 1_000) / cpus().length;
}

/** A process and all its descendants. */
export function processTree(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = readOf(`/proc/${entry}/stat`);
    const parent = stat === undefined ? undefined : stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
    if (parent !== undefined) parents.set(Number(entry), Number(parent));
  }
  const tree = [pid];
  for (const member of tree) for (const [child, parent] of parents) if (parent === member) tree.push(child);
  return tree;
}

export interface Memory {
  name: string;
  /** As most tools show it; memory shared between processes counts in each. */
  rssMiB: number;
  /** Shared memory divided among those who share it: what really is in use. */
  pssMiB: number;
}

export function memoryOf(pid: number): Memory | undefined {
  const status = readOf(`/proc/${pid}/status`);
  const rollup = readOf(`/proc/${pid}/smaps_rollup`);
  const rss = /^VmRSS:\s+(\d+)/m.exec(status ?? '')?.[1];
  if (status === undefined || rss === undefined) return undefined; // Ended meanwhile.
  const pss = /^Pss:\s+(\d+)/m.exec(rollup ?? '')?.[1] ?? rss;
  return { name: /^Name:\s+(.+)$/m.exec(status)?.[1] ?? 'process', rssMiB: Number(rss) / 1024, pssMiB: Number(pss) / 1024 };
}

/** What the results belong to. */
export function machine(): Machine {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    kernel: release(),
    node: process.version,
    mediasoup: versionOf('mediasoup'),
    ...janusVersion(),
  };
}

function janusVersion(): Pick<Machine, 'janus'> {
  if (!isInstalled('janus') || !isInstalled('dpkg-query')) return {};
  return { janus: execFileSync('dpkg-query', ['-W', '-f', 'janus ${Version}', 'janus'], { encoding: 'utf8' }) };
}

export function versionOf(name: string): string {
  const file = readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(file)).version;
}

/** undefined when the process ended meanwhile. */
function readOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH' || error.code === 'EACCES'))
      return undefined;
    throw error;
  }
}
