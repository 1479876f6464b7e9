/** People who keep changing something in a meeting, and what a meeting's log has to say of it afterwards. */
import { openDatabase } from '@saal/foundation';
import type { MeetingId, ParticipantId } from '@saal/protocol';
import { pause, until, WireParticipant, WireRefused, type Cluster, type HttpClient, type SaalProcess } from '@saal/testkit';
import { sql } from 'kysely';
import { expect } from 'vitest';
import { z } from 'zod';

/** A number as an order of four seats: what is written under it says who wrote what. */
function orderOf(value: number, ids: readonly ParticipantId[]): ParticipantId[] {
  const left = [...ids];
  let rest = value;
  return Array.from({ length: 4 }, () => {
    const at = rest % left.length;
    rest = Math.floor(rest / left.length);
    return left.splice(at, 1)[0] ?? unreachable();
  });
}

function unreachable(): never {
  throw new Error('more seats than people');
}

/** Somebody who keeps writing new values, one after the other, and comes again when the connection is lost. */
export class Writer {
  readonly acknowledged: { value: number; atMs: number; stay: number }[] = [];
  readonly sent: number[] = [];
  /** How often this one came in. */
  stays = 0;
  stopped = false;
  private readonly http: HttpClient;
  private readonly name: string;
  private readonly meetingId: MeetingId;
  private readonly servers: SaalProcess[];
  private readonly entered: (wire: WireParticipant, stay: number) => Promise<void>;
  private wire: WireParticipant | undefined;
  private mediaEpoch: string | undefined;
  private deviceId: string | undefined;

  /** @param entered each time, with the number of the stay from 1 */
  constructor(
    http: HttpClient,
    name: string,
    meetingId: MeetingId,
    servers: SaalProcess[],
    entered: (wire: WireParticipant, stay: number) => Promise<void> = () => Promise.resolve(),
  ) {
    this.http = http;
    this.name = name;
    this.meetingId = meetingId;
    this.servers = servers;
    this.entered = entered;
  }

  get isInside(): boolean {
    return this.wire !== undefined && !this.wire.closed;
  }

  get participantId(): ParticipantId {
    if (!this.wire) throw new Error(`${this.name} is not inside`);
    return this.wire.participantId;
  }

  /** Through the servers in turns, as a balancer would. */
  async comeIn(): Promise<WireParticipant> {
    return until(`${this.name} to come in`, async () => {
      const server = this.servers.shift();
      if (!server) throw new Error('no server');
      this.servers.push(server);
      const wire = await WireParticipant.connect(this.http, {
        url: server.baseUrl,
        origin: server.baseUrl,
        ...(this.deviceId === undefined ? {} : { deviceId: this.deviceId }),
      });
      await wire.join(this.meetingId, { name: this.name, ...(this.mediaEpoch === undefined ? {} : { mediaEpoch: this.mediaEpoch }) });
      this.deviceId = wire.deviceId;
      this.mediaEpoch = wire.media?.epoch;
      this.wire = wire;
      this.stays += 1;
      await this.entered(wire, this.stays);
      return wire;
    });
  }

  /** @param next a value nobody else writes */
  async write(ids: readonly ParticipantId[], next: () => number): Promise<void> {
    while (!this.stopped) {
      const wire = this.wire && !this.wire.closed ? this.wire : await this.comeIn();
      const value = next();
      this.sent.push(value);
      try {
        await wire.request('meeting.set-seat-order', { participantIds: orderOf(value, ids) });
        this.acknowledged.push({ value, atMs: performance.now(), stay: this.stays });
      } catch (error) {
        // Refused for now, or the connection ended under way: it may be stored or not, and is never sent again.
        if (error instanceof WireRefused && error.code !== 'not_ready' && error.code !== 'rate_limited') throw error;
      }
      await pause(40); // the pace of the load
    }
  }
}

/**
 * What was acknowledged is stored once and in order, and nothing twice; ends the test else.
 * @param writers who wrote nothing else but seat orders, with all of `ids` known
 * @returns how many changes are stored
 */
export async function expectWholeHistory(cluster: Cluster, meetingId: MeetingId, writers: readonly Writer[]): Promise<number> {
  const ids = writers.map(({ participantId }) => participantId);
  const written = await storedOrders(cluster, meetingId);
  const valueOf = new Map(writers.flatMap(({ sent }) => sent.map((value) => [orderOf(value, ids).join(), value] as const)));
  const stored = written.map(({ order, by }) => ({ value: valueOf.get(order), by }));
  expect(stored.filter(({ value }) => value === undefined)).toEqual([]);
  expect(new Set(stored.map(({ value }) => value)).size).toBe(stored.length);
  for (const [index, writer] of writers.entries()) {
    const own = stored.filter(({ by }) => by === ids[index]).map(({ value }) => value ?? 0);
    expect(own).toEqual([...own].sort((a, b) => a - b));
    const kept = new Set(own);
    expect(writer.acknowledged.filter(({ value }) => !kept.has(value))).toEqual([]);
  }
  expect(stored.length).toBeGreaterThanOrEqual(writers.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0));
  return stored.length;
}

/** What is in the meeting's log, in its order. */
async function storedOrders(cluster: Cluster, meetingId: MeetingId): Promise<{ order: string; by: string }[]> {
  const Row = z.object({ participantIds: z.array(z.string()), by: z.string() });
  const db = openDatabase(cluster.database.url, 1);
  try {
    const { rows } = await sql<{ data: unknown }>`
      select data from meetings.event where meeting_id = ${meetingId} and type = 'seats-ordered' order by run, seq`.execute(db);
    return rows.map(({ data }) => Row.parse(data)).map(({ participantIds, by }) => ({ order: participantIds.join(), by }));
  } finally {
    await db.destroy();
  }
}
