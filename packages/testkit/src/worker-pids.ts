import { readdirSync, readFileSync } from 'node:fs';

/** Reads `/proc` (Linux only): what a process is and whose child it is. */
function processAt(pid: number): { parent: number; command: string; state: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in parentheses and may hold spaces; state and parent follow the last one.
    const [state = '', parent = '0'] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(parent), state, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] ?? '' };
  } catch {
    return undefined; // ended between listing and reading
  }
}

/** The media workers a server process has started and that live now, oldest first. */
export function workerPids(serverPid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const found = processAt(pid);
      return found?.parent === serverPid && found.state !== 'Z' && found.command.includes('worker');
    })
    .sort((a, b) => a - b);
}

/** Resident memory of a process in bytes; 0 when it has ended. */
export function residentBytes(pid: number): number {
  try {
    const found = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(found?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
