import {
  DeviceId,
  ResponseFrame,
  WIRE_VERSION,
  events,
  requests,
  type ErrorCode,
  type EventData,
  type EventType,
  type JoinResult,
  type Method,
  type ParticipantView,
  type RequestInput,
  type RequestResult,
  type Snapshot,
  type WaitingView,
} from '@saal/protocol';
import WebSocket from 'ws';

export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, unknown> | undefined;
  constructor(method: string, code: ErrorCode, details: Record<string, unknown> | undefined) {
    super(`${method}: ${code}`);
    this.code = code;
    this.details = details;
  }
}

/** Waits until the probe gives something truthy. @throws {Error} after the deadline */
export async function until<T>(what: string, probe: () => T, timeoutMs = 20_000): Promise<NonNullable<T>> {
  const startMs = performance.now();
  for (;;) {
    const value = probe();
    if (value) return value;
    if (performance.now() - startMs > timeoutMs) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** One WebSocket; keeps all it was told, and the view that results from it. */
export class TestClient {
  readonly socket: WebSocket;
  readonly deviceId: DeviceId;
  readonly told: { type: string; data: unknown }[] = [];
  readonly frames: string[] = [];
  closed: number | undefined;
  snapshot: Snapshot | undefined;
  private nextId: number;
  private readonly pending = new Map<number, { method: string; resolve: (data: unknown) => void; reject: (error: Error) => void }>();

  private constructor(socket: WebSocket, deviceId: DeviceId) {
    this.socket = socket;
    this.deviceId = deviceId;
    this.nextId = Math.floor(Math.random() * 1e9) + 1;
    socket.on('message', (raw: Buffer) => this.take(raw.toString('utf8')));
    socket.on('error', () => undefined);
    socket.on('close', (code) => {
      this.closed = code;
      for (const { method, reject } of this.pending.values()) reject(new Error(`${method}: closed with ${code}`));
      this.pending.clear();
    });
  }

  static open(url: string, options: { cookie: string; origin: string; deviceId: string }): Promise<TestClient> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/ws`, { headers: { cookie: options.cookie, origin: options.origin } });
    const client = new TestClient(socket, DeviceId.parse(options.deviceId));
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(client));
      socket.once('unexpected-response', (_request, response) => reject(new Error(`refused with ${response.statusCode}`)));
      socket.once('error', reject);
    });
  }

  private take(text: string): void {
    this.frames.push(text);
    const frame: unknown = JSON.parse(text);
    const response = ResponseFrame.safeParse(frame);
    if (response.success) {
      const waiting = this.pending.get(response.data.id);
      this.pending.delete(response.data.id);
      if (response.data.ok) waiting?.resolve(response.data.data);
      else waiting?.reject(new Refusal(waiting.method, response.data.error.code, response.data.error.details));
      return;
    }
    const event = frame as { type: string; data: unknown };
    this.told.push(event);
    if (event.type === 'meeting.changed') this.apply(events['meeting.changed'].parse(event.data));
    if (event.type === 'meeting.speaking' && this.snapshot) Object.assign(this.snapshot, event.data);
  }

  private apply(changed: EventData<'meeting.changed'>): void {
    if (!this.snapshot) return;
    this.snapshot = {
      ...this.snapshot,
      ...(changed.meeting && { meeting: changed.meeting }),
      ...(changed.me && { me: changed.me }),
      participants: merge(this.snapshot.participants, changed.participants),
      waiting: merge(this.snapshot.waiting, changed.waiting),
      questions: merge(this.snapshot.questions, changed.questions),
      ...(changed.counts && { counts: changed.counts }),
      ...(changed.listed && { listed: changed.listed }),
    };
  }

  raw(method: string, data: unknown, id = this.nextId++): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.pending.set(id, { method, resolve, reject });
      this.socket.send(JSON.stringify({ k: 'req', id, method, data }));
    });
  }

  async ask<M extends Method>(method: M, data: RequestInput<M>): Promise<RequestResult<M>> {
    return requests[method].result.parse(await this.raw(method, data)) as RequestResult<M>;
  }

  /** The code it is refused with; undefined when granted. */
  async refusal(method: string, data: unknown): Promise<ErrorCode | undefined> {
    try {
      await this.raw(method, data);
      return undefined;
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
  }

  async join(
    meetingId: string,
    options: { name?: string; passcode?: string; mediaEpoch?: string; deviceId?: DeviceId } = {},
  ): Promise<JoinResult> {
    const result = await this.ask('meeting.join', { wireVersion: WIRE_VERSION, meetingId, deviceId: this.deviceId, ...options });
    if (result.state === 'joined') this.snapshot = result.snapshot;
    return result;
  }

  joinRefusal(meetingId: string, options: { name?: string; passcode?: string; mediaEpoch?: string } = {}): Promise<ErrorCode | undefined> {
    return this.refusal('meeting.join', { wireVersion: WIRE_VERSION, meetingId, deviceId: this.deviceId, ...options });
  }

  get view(): Snapshot {
    if (!this.snapshot) throw new Error('not in a meeting');
    return this.snapshot;
  }

  get id(): string {
    return this.view.me.participantId;
  }

  get names(): string[] {
    return this.view.participants.map(({ name }) => name);
  }

  person(name: string): ParticipantView | undefined {
    return this.view.participants.find((one) => one.name === name);
  }

  waiting(name: string): WaitingView | undefined {
    return this.view.waiting.find((one) => one.name === name);
  }

  /** The id of somebody this client will see inside. */
  async idOf(name: string): Promise<ParticipantView['id']> {
    return (await until(`${name} to be seen`, () => this.person(name))).id;
  }

  toldOf<E extends EventType>(type: E): EventData<E>[] {
    return this.told.filter((event) => event.type === type).map((event) => events[type].parse(event.data) as EventData<E>);
  }

  next<E extends EventType>(type: E, from = 0): Promise<EventData<E>> {
    return until(`an event ${type}`, () => this.toldOf(type)[from]);
  }

  /** Like a lost network. */
  cut(): void {
    this.socket.terminate();
  }
}

function merge<T extends { id: string }>(before: T[], changed: { upserted: T[]; removed: string[] } | undefined): T[] {
  if (!changed) return before;
  const entries = new Map(before.map((entry) => [entry.id, entry]));
  for (const entry of changed.upserted) entries.set(entry.id, entry);
  for (const id of changed.removed) entries.delete(id);
  return [...entries.values()];
}
