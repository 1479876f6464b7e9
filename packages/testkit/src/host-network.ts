import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** A machine of its own as far as the network goes: a namespace with one cable to the switch. */
export interface NetworkHost {
  readonly address: string;
  /** A program goes behind this to run there; it has the process id of what was started. */
  readonly command: readonly string[];
  pullCable(): void;
  plugCable(): void;
}

/** Hosts on one switch; this machine is one more of them. */
export interface HostNetwork {
  /** Of this machine, as the others reach it. */
  readonly address: string;
  readonly hosts: readonly NetworkHost[];
  /** Ends what runs on the hosts, and removes them. Idempotent, and called by itself when this process ends. */
  close(): void;
}

const prefix = 'saal-host';

function ip(...parameters: string[]): string {
  return execFileSync('ip', parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Needs Linux, root and `ip`. @throws {Error} of `ip`, with nothing left behind */
export function createHostNetwork(count: number): HostNetwork {
  removeLeftOvers();
  const own = process.pid;
  const subnet = `10.78.${own % 250}`;
  const address = `${subnet}.1`;
  const bridge = `sbr${own}`;
  const names = Array.from({ length: count }, (_, index) => `${prefix}-${own}-${index + 1}`);
  let closed = false;
  const close = (): void => {
    if (closed) return;
    closed = true;
    process.off('exit', close);
    removeHosts(names, bridge);
  };
  process.once('exit', close);
  try {
    ip('link', 'add', bridge, 'type', 'bridge');
    ip('addr', 'add', `${address}/24`, 'dev', bridge);
    ip('link', 'set', bridge, 'up');
    const hosts = names.map((name, index) => addHost({ name, bridge, port: `svh${own}-${index + 1}`, address: `${subnet}.${index + 2}` }));
    return { address, hosts, close };
  } catch (error) {
    close();
    throw error;
  }
}

function addHost(options: { name: string; bridge: string; port: string; address: string }): NetworkHost {
  const { name, bridge, port, address } = options;
  ip('netns', 'add', name);
  ip('link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
  ip('link', 'set', port, 'master', bridge, 'up');
  ip('-n', name, 'link', 'set', 'lo', 'up');
  ip('-n', name, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
  ip('-n', name, 'link', 'set', 'eth0', 'up');
  return {
    address,
    command: ['ip', 'netns', 'exec', name],
    pullCable: () => void ip('link', 'set', port, 'down'),
    plugCable: () => void ip('link', 'set', port, 'up'),
  };
}

function removeHosts(names: readonly string[], bridge: string): void {
  const present = listed();
  for (const name of names.filter((one) => present.includes(one))) {
    for (const pid of ip('netns', 'pids', name).split('\n').filter(Boolean)) endProcess(Number(pid));
    ip('netns', 'del', name);
  }
  if (existsSync(`/sys/class/net/${bridge}`)) ip('link', 'del', bridge);
}

/** Of processes that were killed before they could clear up. */
function removeLeftOvers(): void {
  const left = new Map<string, string[]>();
  for (const name of listed()) {
    const [, pid = ''] = new RegExp(`^${prefix}-(\\d+)-`).exec(name) ?? [];
    if (pid !== '' && !existsSync(`/proc/${pid}`)) left.set(pid, [...(left.get(pid) ?? []), name]);
  }
  for (const [pid, names] of left) removeHosts(names, `sbr${pid}`);
}

function listed(): string[] {
  return ip('netns', 'list')
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '');
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
