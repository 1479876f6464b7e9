/**
 * A room of a hundred in which people write: Saal, and Debian's Prosody with its archive in the same PostgreSQL, which forces each
 * commit to disk. Each server and the database on one core, all people on another; in turns.
 */
import { openDatabase } from '@saal/foundation';
import { sql } from 'kysely';
import { openProsodyRoom } from '../chat/prosody-room.ts';
import { openSaalRoom } from '../chat/saal-room.ts';
import { fullTurn, steadyTurn, type FullRoom, type RoomTurn } from '../chat/full-room.ts';
import { openOwnHouse } from '../chat/own-house.ts';
import { median, type Result } from '../figures.ts';
import { comparisonCores, cpuSeconds, pin, processTree } from '../machine.ts';
import { startProsody } from '../servers/prosody.ts';

const people = 100;
const perSecond = 300;
const rounds = 5;
const turnMs = 4_000;

/** @param workerBin binary of the media worker */
export async function chatSend(workerBin: string, say: (line: string) => void): Promise<Result> {
  const { server: core, others } = comparisonCores();
  pin(process.pid, others);
  const house = await openOwnHouse(workerBin, core);
  try {
    await sql`create database prosody`.execute(house.db);
    const host = new URL(house.databaseUrl('prosody')).searchParams.get('host') ?? '';
    const prosody = await startProsody({ name: 'prosody', host, user: 'saal' }, core);
    const archive = openDatabase(house.databaseUrl('prosody'), 1);
    const rooms: FullRoom[] = [];
    try {
      const databaseCpu = () => processTree(house.postgresPid).reduce((sum, pid) => sum + cpuSeconds(pid), 0);
      const saalRoom = await openSaalRoom(house, people, core, pin);
      const prosodyRoom = await openProsodyRoom(prosody, people, databaseCpu);
      rooms.push(saalRoom, prosodyRoom);
      const steady: RoomTurn[] = [];
      const full: { saal: RoomTurn; prosody: RoomTurn }[] = [];
      for (let round = 0; round <= rounds; round++) {
        const steadyNow = await steadyTurn(saalRoom, perSecond, turnMs);
        const turns: RoomTurn[] = [];
        // Who begins moves on.
        const order = round % 2 === 0 ? [saalRoom, prosodyRoom] : [prosodyRoom, saalRoom];
        for (const room of order) turns.push(await fullTurn(room, turnMs));
        const [ofSaal, ofProsody] = round % 2 === 0 ? turns : turns.toReversed();
        if (!ofSaal || !ofProsody) throw new Error('a turn is missing');
        say(`${round === 0 ? 'warming up' : `round ${round}`}: ${told('Saal', ofSaal)}; ${told('Prosody', ofProsody)}`);
        if (round === 0) continue;
        steady.push(steadyNow);
        full.push({ saal: ofSaal, prosody: ofProsody });
      }
      const { rows } = await sql<{ kept: number }>`select count(*)::int as kept from prosodyarchive`.execute(archive);
      const kept = rows[0]?.kept ?? 0;
      if (kept < full.reduce((sum, { prosody: { said } }) => sum + said, 0)) throw new Error(`Prosody has kept ${kept} messages only`);

      const ratio = median(full.map(({ saal, prosody: peer }) => saal.messagesPerSecond / peer.messagesPerSecond));
      const of = (turns: readonly RoomTurn[], value: (turn: RoomTurn) => number) => median(turns.map(value));
      const [rate, p99] = [of(steady, ({ messagesPerSecond }) => messagesPerSecond), of(steady, ({ delayP99Ms }) => delayP99Ms)];
      const [ours, theirs] = [full.map(({ saal }) => saal), full.map(({ prosody: peer }) => peer)];
      return {
        rows: [
          {
            what: `chat: ${perSecond} messages/s in a room of ${people}, stored (fsync) and delivered to all, server and PostgreSQL on one core`,
            measured: `${Math.round(rate)}/s, p50 ${Math.round(of(steady, ({ delayP50Ms }) => delayP50Ms))} ms, p99 ${Math.round(p99)} ms`,
            bar: `>= ${perSecond}/s, p99 < 100 ms`,
            met: rate >= perSecond * 0.98 && p99 < 100,
          },
          {
            what: `chat: as many as go through in a room of ${people}, against Prosody with its archive in the same PostgreSQL`,
            measured: `${ratio.toFixed(2)}x (${Math.round(of(ours, ({ messagesPerSecond }) => messagesPerSecond))} against ${Math.round(of(theirs, ({ messagesPerSecond }) => messagesPerSecond))} messages/s)`,
            bar: '>= 0.70x',
            met: ratio >= 0.7,
          },
        ],
        raw: { steady, full, kept },
      };
    } finally {
      for (const { members } of rooms) for (const member of members) member.close();
      await archive.destroy();
      await prosody.close();
    }
  } finally {
    await house.close();
  }
}

const told = (name: string, { messagesPerSecond, delayP99Ms, cpuMsPerMessage }: RoomTurn): string =>
  `${name} ${Math.round(messagesPerSecond)}/s, p99 ${Math.round(delayP99Ms)} ms, ${cpuMsPerMessage.toFixed(2)} ms of processor time a message`;
