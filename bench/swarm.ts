/** The load generator (`swarm/*.c`), driven by lines. What they mean: swarm/README.md. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';

const count = z.number();
const Sums = z.object({
  type: z.literal('sums'),
  asked: z.boolean(),
  up: count,
  down: count,
  streams: count,
  receivedPackets: count,
  receivedBytes: count,
  lostPackets: count,
  longestGapMs: count,
  repaired: count,
  reordered: count,
  repeated: count,
  retransmissions: count,
  nacksSent: count,
  nacksTaken: count,
  resent: count,
  sentPackets: count,
  sentBytes: count,
  decrypted: count,
  undecryptable: count,
  keyFramesAsked: count,
  keyFramesSent: count,
  keyFramesWanted: count,
  delays: count,
  delayP50Us: count,
  delayP99Us: count,
  delayMaxUs: count,
});
/** Counted since the start; delays and gaps since the last `mark`. */
export type SwarmSums = z.infer<typeof Sums>;

const Stream = z.object({
  id: count,
  ssrc: count,
  received: count,
  lost: count,
  repaired: count,
  reordered: count,
  repeated: count,
  longestGapMs: count,
});
export type ReceivedStream = z.infer<typeof Stream>;

const Line = z.discriminatedUnion('type', [
  z.object({ type: z.literal('fingerprint'), sha256: z.string() }),
  z.object({ type: z.literal('up'), id: count, ms: count, profile: z.string() }),
  z.object({ type: z.literal('down'), id: count, why: z.string() }),
  z.object({ type: z.literal('refused'), line: z.string() }),
  z.object({ type: z.literal('streams'), streams: z.array(Stream) }),
  Sums,
]);

export interface RemoteTransport {
  address: string;
  port: number;
  usernameFragment: string;
  password: string;
}

/** Equal packets at a steady pace. */
export interface SteadyStream {
  kind: 'audio' | 'video';
  ssrc: number;
  payloadType: number;
  packetsPerSecond: number;
  payloadBytes: number;
  /** Header extension of the audio level (RFC 6464); 0 for none. */
  levelExtension: number;
}

/** One VP8 layer as an encoder makes it: frames of different size, key frames when asked, repeated when asked. */
export interface VideoLayer {
  ssrc: number;
  payloadType: number;
  /** 0: repeated packets go out as they were. */
  rtxSsrc: number;
  rtxPayloadType: number;
  widthPx: number;
  heightPx: number;
  framesPerSecond: number;
  bitrateKbps: number;
}

const connectMs = 20_000;

/** One process of many clients. */
export class Swarm {
  /** Of the certificate all clients share. */
  readonly fingerprint: Promise<string>;
  /** SRTP profiles negotiated so far. */
  readonly profiles = new Set<string>();
  /** Clients whose server went away, and how that was noticed. */
  readonly down = new Map<number, string>();
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #exited: Promise<void>;
  readonly #connecting = new Map<number, { up: (ms: number) => void; failed: (error: Error) => void }>();
  #sumsAsked: ((sums: SwarmSums) => void)[] = [];
  #streamsAsked: ((streams: ReceivedStream[]) => void)[] = [];
  #refused: string | undefined;
  #nextId = 0;

  /** @param core processor it stays on; undefined for any */
  constructor(binary: string, core?: number) {
    const [program, argv] = core === undefined ? [binary, []] : ['taskset', ['-c', String(core), binary]];
    this.#process = spawn(program, argv, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#exited = new Promise((resolve) => this.#process.once('exit', () => resolve()));
    this.#process.stdin.on('error', () => undefined); // It ended first: the next answer that is missing says so.
    const lines = createInterface({ input: this.#process.stdout });
    this.fingerprint = new Promise((resolve) => lines.on('line', (line) => this.#take(line, resolve)));
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** @returns the client's number, and when ICE and DTLS are done, with the milliseconds that took */
  connect(remote: RemoteTransport, transportCcExtension = 0): { id: number; up: Promise<number> } {
    const id = this.#nextId++;
    return { id, up: this.#connect(id, remote, transportCcExtension) };
  }

  /** For servers that have to know the client before they say where they are. */
  async reserve(remote: (client: number) => Promise<RemoteTransport>): Promise<{ client: number; up: Promise<number> }> {
    const client = this.#nextId++;
    const up = this.#connect(client, await remote(client), 0);
    up.catch(() => undefined); // Whoever awaits it sees the failure; the caller may fail earlier by other means.
    return { client, up };
  }

  #connect(id: number, remote: RemoteTransport, transportCcExtension: number): Promise<number> {
    const up = new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`client ${id} did not connect within ${connectMs} ms`)), connectMs);
      const settle = () => {
        clearTimeout(timer);
        this.#connecting.delete(id);
      };
      this.#connecting.set(id, {
        up: (ms) => {
          settle();
          resolve(ms);
        },
        failed: (error) => {
          settle();
          reject(error);
        },
      });
    });
    this.#say(`peer ${id} ${remote.address} ${remote.port} ${remote.usernameFragment} ${remote.password} ${transportCcExtension}`);
    return up;
  }

  send(id: number, { kind, ssrc, payloadType, packetsPerSecond, payloadBytes, levelExtension }: SteadyStream): void {
    this.#say(`stream ${id} ${kind} ${ssrc} ${payloadType} ${packetsPerSecond} ${payloadBytes} ${levelExtension}`);
  }

  /** Several calls for one client make a simulcast. */
  sendLayer(id: number, layer: VideoLayer): void {
    const { ssrc, payloadType, rtxSsrc, rtxPayloadType, widthPx, heightPx, framesPerSecond, bitrateKbps } = layer;
    this.#say(`layer ${id} ${ssrc} ${payloadType} ${rtxSsrc} ${rtxPayloadType} ${widthPx} ${heightPx} ${framesPerSecond} ${bitrateKbps}`);
  }

  /** Suspends a sent layer that nobody takes, or takes it up again. */
  setActive(id: number, ssrc: number, active: boolean): void {
    this.#say(`active ${id} ${ssrc} ${active ? 1 : 0}`);
  }

  /** @param belowDb what its audio level says from now on: 0 is the loudest there can be, 127 silence */
  setLevel(id: number, ssrc: number, belowDb: number): void {
    this.#say(`level ${id} ${ssrc} ${belowDb}`);
  }

  /** Tells of a stream before it comes, so that what is missing of it is asked for. Others are only counted. */
  receive(id: number, ssrc: number, rtxSsrc = 0): void {
    this.#say(`receive ${id} ${ssrc} ${rtxSsrc} 1`);
  }

  askKeyFrame(id: number, ssrc: number): void {
    this.#say(`key-frame ${id} ${ssrc}`);
  }

  /** Stops or starts all streams; connections stay. */
  flow(on: boolean): void {
    this.#say(`flow ${on ? 1 : 0}`);
  }

  /** Delays and gaps are counted anew from here. */
  mark(): void {
    this.#say('mark');
  }

  /** The client leaves without a word. */
  leave(id: number): void {
    this.#say(`gone ${id}`);
  }

  /** @throws when the process is away, or refused a line of the plan */
  async sums(): Promise<SwarmSums> {
    const sums = await this.#answer<SwarmSums>('sums', (resolve) => this.#sumsAsked.push(resolve));
    if (this.#refused !== undefined) throw new Error(`the swarm did not understand: ${this.#refused}`);
    return sums;
  }

  async streams(): Promise<ReceivedStream[]> {
    return this.#answer<ReceivedStream[]>('streams', (resolve) => this.#streamsAsked.push(resolve));
  }

  async close(): Promise<void> {
    this.#process.stdin.end('quit\n');
    await this.#exited;
  }

  async #answer<T>(line: string, ask: (resolve: (value: T) => void) => void): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const silent = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('the swarm is silent')), 10_000);
    });
    try {
      const answered = new Promise<T>(ask);
      this.#say(line);
      return await Promise.race([answered, silent]);
    } finally {
      clearTimeout(timer);
    }
  }

  #take(text: string, fingerprint: (value: string) => void): void {
    const line = Line.parse(JSON.parse(text));
    switch (line.type) {
      case 'fingerprint':
        return fingerprint(line.sha256);
      case 'up':
        this.profiles.add(line.profile);
        return this.#connecting.get(line.id)?.up(line.ms);
      case 'down':
        this.down.set(line.id, line.why);
        return this.#connecting.get(line.id)?.failed(new Error(`client ${line.id} did not connect: ${line.why}`));
      case 'refused':
        this.#refused ??= line.line;
        return;
      case 'streams':
        return this.#streamsAsked.shift()?.(line.streams);
      case 'sums':
        if (line.asked) this.#sumsAsked.shift()?.(line);
    }
  }

  #say(line: string): void {
    this.#process.stdin.write(`${line}\n`);
  }
}
