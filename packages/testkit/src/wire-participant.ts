import { newId } from '@saal/foundation';
import type { MeetingId } from '@saal/protocol';
import {
  DeviceId,
  MediaRoomInfo,
  ResponseFrame,
  WIRE_VERSION,
  events,
  requests,
  type ErrorCode,
  type EventData,
  type EventType,
  type JoinResult,
  type Method,
  type ParticipantId,
  type ParticipantView,
  type RequestInput,
  type RequestResult,
  type Snapshot,
} from '@saal/protocol';
import WebSocket from 'ws';
import type { HttpClient } from './http-client.ts';
import { until } from './until.ts';
import { openSocket } from './wire-socket.ts';

/** A request the server refused, with its code. */
export class WireRefused extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, unknown> | undefined;

  constructor(method: string, code: ErrorCode, message: string, details: Record<string, unknown> | undefined) {
    super(`${method}: ${code} (${message})`);
    this.name = 'WireRefused';
    this.code = code;
    this.details = details;
  }
}

export type SeenEvent = { type: string; data: unknown; atMs: number };
type Pending = { method: Method; resolve: (data: unknown) => void; reject: (error: Error) => void };

/**
 * One WebSocket to a server, as a browser would open it but without one: for tests of rules, abuse and numbers.
 * Keeps every frame it got, so that silence can be asserted as well.
 */
export class WireParticipant {
  readonly seen: SeenEvent[] = [];
  /** Every text frame as it came. */
  readonly frames: string[] = [];
  closed: { code: number; reason: string } | undefined;
  snapshot: Snapshot | undefined;
  media: MediaRoomInfo | undefined;
  private readonly roster = new Map<ParticipantId, ParticipantView>();
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;

  readonly http: HttpClient;
  readonly socket: WebSocket;
  readonly deviceId: DeviceId;

  private constructor(http: HttpClient, socket: WebSocket, deviceId: DeviceId) {
    this.http = http;
    this.socket = socket;
    this.deviceId = deviceId;
    socket.on('message', (raw, binary) => {
      if (binary || !Buffer.isBuffer(raw)) throw new Error('the server sent a binary frame');
      this.take(raw.toString());
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      for (const { reject, method } of this.pending.values())
        reject(new Error(`${method}: the connection ended with ${code} ${reason.toString()}`));
      this.pending.clear();
    });
    // 'close' follows every error and is where it is told.
    socket.on('error', () => undefined);
  }

  /** Opens the WebSocket. @throws {UpgradeRefused} with the status when the server does not upgrade */
  static async connect(
    http: HttpClient,
    options: { deviceId?: string; origin?: string | null; url?: string } = {},
  ): Promise<WireParticipant> {
    const origin = options.origin === undefined ? http.baseUrl : options.origin;
    const headers = { cookie: http.cookieHeader, ...(origin === null ? {} : { origin }) };
    const [socket, opened] = openSocket(options.url ?? http.baseUrl, headers);
    const participant = new WireParticipant(http, socket, DeviceId.parse(options.deviceId ?? newId()));
    await opened;
    return participant;
  }

  private take(raw: string): void {
    this.frames.push(raw);
    const frame: unknown = JSON.parse(raw);
    const response = ResponseFrame.safeParse(frame);
    if (response.success) {
      const waiting = this.pending.get(response.data.id);
      this.pending.delete(response.data.id);
      if (!waiting) return;
      if (response.data.ok) waiting.resolve(response.data.data);
      else
        waiting.reject(new WireRefused(waiting.method, response.data.error.code, response.data.error.message, response.data.error.details));
      return;
    }
    if (typeof frame !== 'object' || frame === null || !('type' in frame) || typeof frame.type !== 'string' || !('data' in frame)) {
      throw new Error(`neither a response nor an event: ${raw.slice(0, 200)}`);
    }
    this.seen.push({ type: frame.type, data: frame.data, atMs: performance.now() });
    if (frame.type === 'meeting.changed') this.apply(events['meeting.changed'].parse(frame.data));
    if (frame.type === 'media.reset') this.media = MediaRoomInfo.parse(frame.data);
  }

  private apply(changed: EventData<'meeting.changed'>): void {
    for (const view of changed.participants?.upserted ?? []) this.roster.set(view.id, view);
    for (const id of changed.participants?.removed ?? []) this.roster.delete(id);
    if (!this.snapshot) return;
    if (changed.meeting) this.snapshot.meeting = changed.meeting;
    if (changed.me) this.snapshot.me = changed.me;
    if (changed.waiting) {
      const waiting = new Map(this.snapshot.waiting.map((one) => [one.id, one]));
      for (const one of changed.waiting.upserted) waiting.set(one.id, one);
      for (const id of changed.waiting.removed) waiting.delete(id);
      this.snapshot.waiting = [...waiting.values()];
    }
  }

  /** Asks and gives the checked answer. @throws {WireRefused} with the server's code */
  async request<M extends Method>(method: M, data: RequestInput<M>): Promise<RequestResult<M>> {
    const answer = await this.raw(method, data);
    // The table maps each method to its own schema; TypeScript does not follow the index through `parse`.
    return requests[method].result.parse(answer) as RequestResult<M>;
  }

  /** Asks with data of any shape, for tests of bad input; gives the unchecked answer. */
  raw(method: Method, data: unknown): Promise<unknown> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      if (this.socket.readyState !== WebSocket.OPEN) {
        reject(new Error(`${method}: the connection is not open`));
        return;
      }
      this.pending.set(id, { method, resolve, reject });
      this.socket.send(JSON.stringify({ k: 'req', id, method, data }));
    });
  }

  /** The code a request is refused with; undefined when it was granted. */
  async refusal(method: Method, data: unknown): Promise<ErrorCode | undefined> {
    try {
      await this.raw(method, data);
      return undefined;
    } catch (error) {
      if (error instanceof WireRefused) return error.code;
      throw error;
    }
  }

  /** Enters or comes back; keeps the snapshot. */
  async join(meetingId: MeetingId, options: { name?: string; passcode?: string; mediaEpoch?: string } = {}): Promise<JoinResult> {
    const result = await this.request('meeting.join', { wireVersion: WIRE_VERSION, meetingId, deviceId: this.deviceId, ...options });
    if (result.state === 'joined') {
      this.snapshot = result.snapshot;
      this.media = result.media;
      this.roster.clear();
      for (const view of result.snapshot.participants) this.roster.set(view.id, view);
    }
    return result;
  }

  /** Joins when the lobby opens. */
  async joinWhenAdmitted(meetingId: MeetingId, name: string): Promise<void> {
    await until(`${name} to be admitted`, () => this.seen.some((event) => event.type === 'lobby.admitted'));
    await this.join(meetingId, { name });
  }

  /** Everybody this participant sees, in seat order. */
  get participants(): ParticipantView[] {
    return [...this.roster.values()].sort((a, b) => a.joinOrder - b.joinOrder);
  }

  get participantId(): ParticipantId {
    if (!this.snapshot) throw new Error('not in a meeting');
    return this.snapshot.me.participantId;
  }

  participant(name: string): ParticipantView | undefined {
    return this.participants.find((one) => one.name === name);
  }

  /** All events of a kind so far, checked by their schema. */
  eventsOf<E extends EventType>(type: E): EventData<E>[] {
    return this.seen.filter((event) => event.type === type).map((event) => events[type].parse(event.data) as EventData<E>);
  }

  /** The first event of a kind after `from` events of it have been seen. */
  next<E extends EventType>(type: E, from = 0, timeoutMs = 15_000): Promise<EventData<E>> {
    return until(`an event ${type}`, () => this.eventsOf(type)[from], { timeoutMs });
  }

  /** Ends the connection like a lost network: no leave, no close frame. */
  drop(): void {
    this.socket.terminate();
  }

  async close(): Promise<void> {
    this.socket.close(1000);
    await until('the WebSocket to end', () => this.closed, { timeoutMs: 5_000 }).catch(() => this.socket.terminate());
  }
}
