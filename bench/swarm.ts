/** The load generator (`swarm/*.c`): compiled when its source changed, driven by lines. */
import { execFileSync, spawn, type ChildProcessByStdio } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const source = new URL('swarm/', import.meta.url).pathname;

/**
 * Compiles the generator with the system's C compiler.
 * @returns the binary, cached by its source
 * @throws naming the packages when something is missing
 */
export function compileSwarm(): string {
  const files = readdirSync(source).filter((name) => /\.[ch]$/.test(name));
  const hash = createHash('sha256');
  for (const name of files.sort()) hash.update(readFileSync(join(source, name)));
  const folder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'saal', 'bench');
  const binary = join(folder, `swarm-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  const code = files.filter((name) => name.endsWith('.c')).map((name) => join(source, name));
  try {
    execFileSync('gcc', ['-O2', '-Wall', '-Wextra', '-o', binary, ...code, '-lssl', '-lcrypto', '-lsrtp2'], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  } catch (cause) {
    throw new Error('the swarm does not compile; on Debian: apt-get install gcc libc6-dev libssl-dev libsrtp2-dev', { cause });
  }
  return binary;
}

const count = z.number();
const SwarmSums = z.object({
  up: count,
  receivedPackets: count,
  receivedBytes: count,
  lostPackets: count,
  sentPackets: count,
  decrypted: count,
  undecryptable: count,
  keyFramesAsked: count,
});
export type SwarmSums = z.infer<typeof SwarmSums>;

export interface RemoteTransport {
  address: string;
  port: number;
  usernameFragment: string;
  password: string;
}

export interface SentStream {
  kind: 'audio' | 'video';
  ssrc: number;
  payloadType: number;
  packetsPerSecond: number;
  payloadBytes: number;
  /** Header extension of the audio level; 0 for none. */
  levelExtension: number;
}

/** One process of many clients. */
export class Swarm {
  readonly fingerprint: Promise<string>;
  /** SRTP profiles negotiated so far. */
  readonly profiles = new Set<string>();
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting = new Map<number, (ms: number) => void>();
  #sums: SwarmSums | undefined;
  #nextId = 0;

  constructor(binary: string) {
    this.#process = spawn(binary, [], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: this.#process.stdout });
    this.fingerprint = new Promise((resolve) => {
      lines.on('line', (line) => {
        const [word, ...rest] = line.split(' ');
        if (word === 'fingerprint') resolve(rest.join(' '));
        else if (word === 'up') this.#up(Number(rest[0]), Number(rest[1]), rest[2] ?? 'none');
        else if (word === 'sums') this.#sums = SwarmSums.parse(JSON.parse(rest.join(' ')));
      });
    });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** @returns the client's number, and when ICE and DTLS are done */
  connect(remote: RemoteTransport, transportCcExtension = 0): { id: number; up: Promise<number> } {
    const id = this.#nextId++;
    const up = new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`client ${id} did not connect within 20 s`)), 20_000);
      this.#waiting.set(id, (ms) => {
        clearTimeout(timer);
        resolve(ms);
      });
    });
    this.#say(`peer ${id} ${remote.address} ${remote.port} ${remote.usernameFragment} ${remote.password} ${transportCcExtension}`);
    return { id, up };
  }

  send(id: number, stream: SentStream): void {
    const { kind, ssrc, payloadType, packetsPerSecond, payloadBytes, levelExtension } = stream;
    this.#say(`stream ${id} ${kind} ${ssrc} ${payloadType} ${packetsPerSecond} ${payloadBytes} ${levelExtension}`);
  }

  /** Stops or starts all streams; connections stay. */
  flow(on: boolean): void {
    this.#say(`flow ${on ? 1 : 0}`);
  }

  /** Sums fresh from now: the generator tells them every half second. */
  async sums(): Promise<SwarmSums> {
    const before = this.#sums;
    for (let waited = 0; waited < 500; waited++) {
      if (this.#sums && this.#sums !== before) return this.#sums;
      await sleep(10);
    }
    throw new Error('the swarm is silent');
  }

  close(): void {
    this.#process.stdin.end('quit\n');
  }

  #up(id: number, ms: number, profile: string): void {
    this.profiles.add(profile);
    this.#waiting.get(id)?.(ms);
    this.#waiting.delete(id);
  }

  #say(line: string): void {
    this.#process.stdin.write(`${line}\n`);
  }
}
