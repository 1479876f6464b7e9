/** Somebody at the real server without a browser: the protocol, and packets by the swarm for those who have media. */
import {
  DeviceId,
  WIRE_VERSION,
  events,
  type EventType,
  type MediaRoomInfo,
  type MeetingId,
  type ParticipantId,
  type ParticipantView,
  type WatchedTile,
} from '@saal/protocol';
import { WireLine, type HttpClient } from '@saal/testkit';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Swarm } from '../swarm.ts';
import { VisitorMedia } from './visitor-media.ts';

/** As the client gathers what is shown. */
const watchEveryMs = 100;
const againAfterMs = 500;
const shown = { camera: { widthPx: 320, heightPx: 180, priority: 1 }, screen: { widthPx: 1_280, heightPx: 720, priority: 10 } };

export interface VisitorOptions {
  http: HttpClient;
  meetingId: MeetingId;
  /** Different for everybody. */
  number: number;
  /** What sends and receives packets; without it the visitor only speaks the protocol. */
  swarm?: Swarm;
}

export class Visitor {
  readonly number: number;
  readonly media: VisitorMedia | undefined;
  /** Why it had to come again: its connection was lost. */
  readonly losses: string[] = [];
  /** From opening the WebSocket to the answer of `meeting.join`. */
  joinMs = 0;
  /** Until both transports stand. Undefined without media. */
  readyMs: number | undefined;
  /** How many are inside, as it was told last; 0 for who reads nothing. */
  inside = 0;
  readonly #people = new Map<ParticipantId, ParticipantView>();
  readonly #options: VisitorOptions;
  #line: WireLine | undefined;
  #left = false;
  #participantId: ParticipantId | undefined;
  #watched = '[]';
  #watchTimer: NodeJS.Timeout | undefined;

  private constructor(options: VisitorOptions) {
    this.#options = options;
    this.number = options.number;
    this.media = options.swarm && new VisitorMedia({ line: () => this.line, swarm: options.swarm, ready: () => this.#ready() });
  }

  /** Resolves when both transports stand, or with the answer of `meeting.join` for who has no media. */
  static async enter(options: VisitorOptions): Promise<Visitor> {
    const visitor = new Visitor(options);
    const startedAtMs = performance.now();
    try {
      const { media } = await visitor.#connect();
      visitor.joinMs = performance.now() - startedAtMs;
      await visitor.media?.open(media);
      if (visitor.media) visitor.readyMs = performance.now() - startedAtMs;
      return visitor;
    } catch (error) {
      visitor.leave();
      throw error;
    }
  }

  get line(): WireLine {
    if (!this.#line) throw new Error('not connected');
    return this.#line;
  }

  get participantId(): ParticipantId {
    if (this.#participantId === undefined) throw new Error('not inside');
    return this.#participantId;
  }

  get isOnStage(): boolean {
    return this.#participantId !== undefined && this.#people.get(this.#participantId)?.stage === 'on';
  }

  /** Pictures that are sent now and are not its own, as it was told. */
  get pictures(): { producerId: string; source: 'camera' | 'screen' }[] {
    return [...this.#people.values()]
      .filter(({ id }) => id !== this.#participantId)
      .flatMap(({ streams }) => streams)
      .flatMap(({ producerId, source, paused }) =>
        !paused && (source === 'camera' || source === 'screen') ? [{ producerId, source }] : [],
      );
  }

  /** Ends the connection without a word. */
  leave(): void {
    this.#left = true;
    clearTimeout(this.#watchTimer);
    this.media?.close();
    this.#line?.drop();
  }

  /** Enters, or comes back. */
  async #connect(): Promise<{ media: MediaRoomInfo }> {
    const { http, meetingId } = this.#options;
    const line = await WireLine.open(http, (type, read) => this.#take(type, read));
    this.#line = line;
    if (this.#left) line.drop();
    const answer = await line.request('meeting.join', {
      wireVersion: WIRE_VERSION,
      meetingId,
      deviceId: DeviceId.parse(`device-number-${this.number}`),
      name: `Guest ${this.number}`,
      mediaEpoch: this.media?.epoch,
    });
    if (answer.state !== 'joined') throw new Error('the lobby was to be open');
    const { snapshot, media } = answer;
    this.#participantId = snapshot.me.participantId;
    this.inside = snapshot.counts.inside;
    this.#people.clear();
    for (const one of snapshot.participants) this.#people.set(one.id, one);
    void line.ended.then((reason) => {
      if (reason !== undefined && !this.#left) void this.#comeBack(reason);
    });
    return { media };
  }

  /** As the client does after every loss. */
  async #comeBack(reason: string): Promise<void> {
    this.losses.push(reason);
    while (!this.#left) {
      try {
        const { media } = await this.#connect();
        if (media.kept) this.#ready();
        else await this.media?.open(media);
        return;
      } catch {
        // Tried until it comes in or leaves: how many are in is measured.
        this.#line?.drop();
        await sleep(againAfterMs);
      }
    }
  }

  #take(type: EventType, read: () => unknown): void {
    // Who only speaks the protocol reads nothing: the server's work is the same, this process has less.
    if (!this.media) return;
    if (type !== 'meeting.changed') return this.media.take(type, read);
    const { participants, counts } = events[type].parse(read());
    this.inside = counts?.inside ?? this.inside;
    for (const one of participants?.upserted ?? []) this.#people.set(one.id, one);
    for (const id of participants?.removed ?? []) this.#people.delete(id);
    if (participants) this.#watchTimer ??= setTimeout(() => this.#watch(), watchEveryMs);
  }

  /** A new room shows nothing yet, and whether the last list was heard before a loss is not known. */
  #ready(): void {
    this.#watched = '[]';
    this.#watch();
  }

  #watch(): void {
    clearTimeout(this.#watchTimer);
    this.#watchTimer = undefined;
    if (this.media?.receiving === undefined) return;
    const tiles: WatchedTile[] = this.pictures.map(({ producerId, source }) => ({ producerId, ...shown[source] }));
    const text = JSON.stringify(tiles);
    if (text === this.#watched) return;
    this.#watched = text;
    this.line.request('media.watch', { tiles }).catch((error: unknown) => this.media?.troubles.push(String(error)));
  }
}
