import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A network of its own for a browser, joined to this machine by one cable that a test can pull or give another address. */
export interface NetworkNamespace {
  /** Where the browser finds this machine. */
  readonly hostAddress: string;
  /** A program that runs Chromium inside. */
  readonly executablePath: string;
  /** The browser's machine gets another address, as when it changes from cable to WLAN. */
  changeAddress(): void;
  pullCable(): void;
  plugCable(): void;
  close(): void;
}

function ip(...parameters: string[]): void {
  execFileSync('ip', parameters, { stdio: 'pipe' });
}

/** Whether network namespaces can be made here: Linux, root, and `ip`. */
export function networkNamespacesPossible(): boolean {
  if (process.getuid?.() !== 0) return false;
  const name = `saal-probe-${process.pid}`;
  try {
    ip('netns', 'add', name);
    ip('netns', 'del', name);
    return true;
  } catch {
    return false; // no `ip`, or a container without the right: the caller skips
  }
}

/** @param chromium the browser to run inside */
export function createNetworkNamespace(chromium: string): NetworkNamespace {
  const name = `saal-${process.pid}`;
  const subnet = 60 + (process.pid % 150);
  const near = `10.77.${subnet}.1`;
  const outside = `sa${process.pid}`;
  const inside = `sb${process.pid}`;
  let last = 2;
  ip('netns', 'add', name);
  const folder = mkdtempSync(join(tmpdir(), 'saal-netns-'));
  try {
    ip('link', 'add', outside, 'type', 'veth', 'peer', 'name', inside);
    ip('link', 'set', inside, 'netns', name);
    // IPv6 gives the cable addresses by itself some seconds later: a change of network no test asked for.
    ip('netns', 'exec', name, 'sh', '-c', 'for file in /proc/sys/net/ipv6/conf/*/disable_ipv6; do echo 1 > $file; done');
    ip('addr', 'add', `${near}/24`, 'dev', outside);
    ip('link', 'set', outside, 'up');
    ip('-n', name, 'link', 'set', 'lo', 'up');
    ip('-n', name, 'addr', 'add', `10.77.${subnet}.${last}/24`, 'dev', inside);
    ip('-n', name, 'link', 'set', inside, 'up');
  } catch (error) {
    ip('netns', 'del', name);
    throw error;
  }
  const executablePath = join(folder, 'chromium');
  writeFileSync(executablePath, `#!/bin/sh\nexec ip netns exec ${name} ${chromium} "$@"\n`);
  chmodSync(executablePath, 0o755);
  return {
    hostAddress: near,
    executablePath,
    changeAddress() {
      const former = `10.77.${subnet}.${last}/24`;
      last++;
      // Linux drops secondary addresses with the first one: so first away, then the new one.
      ip('-n', name, 'addr', 'del', former, 'dev', inside);
      ip('-n', name, 'addr', 'add', `10.77.${subnet}.${last}/24`, 'dev', inside);
    },
    pullCable: () => ip('-n', name, 'link', 'set', inside, 'down'),
    plugCable: () => ip('-n', name, 'link', 'set', inside, 'up'),
    close() {
      ip('netns', 'del', name);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
