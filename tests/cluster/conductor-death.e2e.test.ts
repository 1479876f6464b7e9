/** `kill -9` of the server that conducts a meeting of thirty, who all keep changing something: nothing acknowledged is lost or doubled. */
import { openDatabase } from '@saal/foundation';
import type { MeetingId, ParticipantId } from '@saal/protocol';
import {
  createGuest,
  pause,
  percentile,
  setUpAdministrator,
  startCluster,
  startMeeting,
  until,
  WireParticipant,
  WireRefused,
  type Cluster,
  type HttpClient,
  type SaalProcess,
} from '@saal/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { recordFigures } from '../e2e/figures.ts';

const people = 30;
const CONTROL_BACK_MS = 5_000;
let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ servers: 2 });
});
afterAll(() => cluster?.stop());

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
class Writer {
  readonly acknowledged: { value: number; atMs: number; stay: number }[] = [];
  readonly sent: number[] = [];
  /** How often this one came in. */
  stays = 0;
  stopped = false;
  private readonly http: HttpClient;
  private readonly name: string;
  private readonly meetingId: MeetingId;
  private readonly servers: SaalProcess[];
  private wire: WireParticipant | undefined;
  private mediaEpoch: string | undefined;
  private deviceId: string | undefined;

  constructor(http: HttpClient, name: string, meetingId: MeetingId, servers: SaalProcess[]) {
    this.http = http;
    this.name = name;
    this.meetingId = meetingId;
    this.servers = servers;
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

test(
  'thirty go on within five seconds; each acknowledged change is stored once and in order, none twice',
  { timeout: 180_000 },
  async () => {
    const [first, second] = cluster.servers as [SaalProcess, SaalProcess];
    const anna = await setUpAdministrator(first);
    const meeting = await startMeeting(anna, { settings: { lobbyBypass: 'everyone' } });
    const browsers = await Promise.all(Array.from({ length: people - 1 }, () => createGuest(first.baseUrl)));
    // Anna opens it on the first server, which conducts it then; half of the others come through the second.
    const writers = [anna.http, ...browsers].map(
      (http, index) => new Writer(http, `Gast ${index}`, meeting.id, index % 2 === 0 ? [first, second] : [second, first]),
    );
    const annas = await (writers[0] ?? unreachable()).comeIn();
    await Promise.all(writers.slice(1).map((writer) => writer.comeIn()));
    const ids = writers.map(({ participantId }) => participantId);
    for (const participantId of ids.slice(1))
      await annas.request('meeting.set-right', { participantId, right: 'pin-for-all', granted: true });

    let last = 0;
    const writing = Promise.all(writers.map((writer) => writer.write(ids, () => ++last)));
    await until('everybody to have written', () => writers.every(({ acknowledged }) => acknowledged.length >= 10), { timeoutMs: 60_000 });

    const killing = first.kill9(); // the signal is sent when it returns
    const killedMs = performance.now();
    // Nobody's connection outlives the conductor: who has control back has it on a new one, wherever the former one was.
    const since = (writer: Writer) => writer.acknowledged.filter(({ stay }) => stay > 1);
    await until('everybody to write again', () => writers.every((writer) => since(writer).length >= 10), { timeoutMs: 60_000 });
    await killing;
    for (const writer of writers) writer.stopped = true;
    await writing;

    const backMs = writers.map((writer) => (since(writer)[0]?.atMs ?? Infinity) - killedMs);
    recordFigures('conductor-death', { people, controlBackP50Ms: percentile(backMs, 0.5), controlBackMaxMs: Math.max(...backMs) });
    expect(Math.max(...backMs)).toBeLessThan(CONTROL_BACK_MS);

    const written = await storedOrders(meeting.id);
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
    const total = writers.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
    expect(stored.length).toBeGreaterThanOrEqual(total);
    recordFigures('conductor-death-history', { acknowledged: total, stored: stored.length });
  },
);

/** What is in the meeting's log, in its order. */
async function storedOrders(meetingId: MeetingId): Promise<{ order: string; by: string }[]> {
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
