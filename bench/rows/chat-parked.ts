/**
 * Five thousand clients wait in `/sync` at one server: its memory, and who wakes when somebody writes. They are there unseen: who comes
 * is otherwise told to those who wait, which is right and not what is measured.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@saal/testkit';
import { ChatLine, nextBatch } from '../chat/line.ts';
import { openOwnHouse } from '../chat/own-house.ts';
import { roomOf, roomOfPerson, seedChat, tokenOf, type Seeded } from '../chat/seed.ts';
import type { Result } from '../figures.ts';
import { cpuSeconds, memoryOf } from '../machine.ts';

const seeded: Seeded = { people: 5_000, rooms: 500, roomsPerPerson: 4, events: 0 };
const waitMs = 60_000;
/** They come one after the other, so many at a time. */
const together = 50;
const settleMs = 5_000;
/** Before it is measured: code that is compiled at its first use, connections to the database. */
const warming = 200;

/** @param workerBin binary of the media worker */
export async function chatParked(workerBin: string, say: (line: string) => void): Promise<Result> {
  const house = await openOwnHouse(workerBin);
  const lines = Array.from({ length: seeded.people }, (_, person) => new ChatLine(house.saal.baseUrl, tokenOf(person)));
  try {
    const { saal, db } = house;
    await saal.shutDown();
    await seedChat(db, seeded);
    await saal.restart();
    const rss = () => (memoryOf(saal.pid)?.rssMiB ?? 0) * 1_024;
    const writer = new ChatLine(saal.baseUrl, tokenOf(seeded.people - 1));
    for (let n = 0; n < warming; n++) await writer.sync(undefined, 0, { unseen: true });
    const since = nextBatch(await writer.sync(undefined, 0, { unseen: true }));
    const beforeKb = rss();

    const woken = new Set<number>();
    let [cutOff, closing] = [0, false];
    const park = (line: ChatLine, person: number): void => {
      line.sync(since, waitMs, { unseen: true }).then(
        () => woken.add(person),
        () => {
          // As clients do: whoever was turned away comes again.
          if (closing) return;
          cutOff++;
          park(line, person);
        },
      );
    };
    for (let person = 0; person < lines.length; person += together) {
      for (const [at, line] of lines.slice(person, person + together).entries()) {
        park(line, person + at);
      }
      // The next come when these have been looked at.
      await writer.sync(since, 0, { unseen: true });
    }
    await sleep(settleMs);
    const [afterKb, wokenBefore, cpuBefore] = [rss(), woken.size, cpuSeconds(saal.pid)];
    const each = (afterKb - beforeKb) / lines.length;
    say(`${lines.length} parked, ${wokenBefore} answered early, ${cutOff} had to come again`);

    const room = roomOfPerson(seeded, 0, 0);
    const concerned = lines.flatMap((_, person) =>
      Array.from({ length: seeded.roomsPerPerson }, (_none, nth) => roomOfPerson(seeded, person, nth)).includes(room) ? person : [],
    );
    const startedAtMs = performance.now();
    await new ChatLine(saal.baseUrl, tokenOf(0)).send(roomOf(room), 'wake', 'Good morning');
    const wakeMs = await until(
      'those of the room to be answered',
      () => (concerned.every((person) => woken.has(person)) ? performance.now() - startedAtMs : undefined),
      { timeoutMs: 20_000, everyMs: 5 },
    );
    await sleep(1_000);
    const others = woken.size - concerned.length - wokenBefore;
    closing = true;
    writer.close();
    return {
      rows: [
        {
          what: `chat: ${lines.length} clients waiting in /sync, memory of the server for each`,
          measured: `${each.toFixed(1)} kB RSS (${Math.round(beforeKb / 1_024)} MiB before, ${Math.round(afterKb / 1_024)} MiB with them)`,
          bar: '< 60 kB',
          met: each < 60 && wokenBefore === 0,
        },
        {
          what: 'chat: who of them is answered when somebody writes in a room',
          measured: `the ${concerned.length} of the room within ${Math.round(wakeMs)} ms, ${others} others`,
          bar: 'nobody else',
          met: others === 0,
        },
      ],
      raw: { beforeKb, afterKb, each, wakeMs, concerned: concerned.length, others, wakeCpuSeconds: cpuSeconds(saal.pid) - cpuBefore },
    };
  } finally {
    for (const line of lines) line.close();
    await house.close();
  }
}
