/** A room of Saal with people who read by `/sync`, as Matrix clients do. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnHouse } from './own-house.ts';
import { ChatLine, nextBatch } from './line.ts';
import type { FullRoom } from './full-room.ts';
import { roomOf, seedChat, tokenOf } from './seed.ts';

const WAIT_MS = 30_000;
const COME_AGAIN_MS = 100;

/** @param house where nobody is in chat yet */
export async function openSaalRoom(
  house: OwnHouse,
  people: number,
  core: number,
  pin: (pid: number, core: number) => void,
): Promise<FullRoom> {
  const { saal, db } = house;
  await saal.shutDown();
  await seedChat(db, { people, rooms: 1, roomsPerPerson: 1, events: 0 });
  await saal.restart();
  pin(saal.pid, core);
  const room: FullRoom = { name: 'Saal', members: [], heard: () => undefined, cpuSeconds: () => house.cpuSeconds() };
  for (let person = 0; person < people; person++) {
    const [reading, writing] = [new ChatLine(saal.baseUrl, tokenOf(person)), new ChatLine(saal.baseUrl, tokenOf(person))];
    let closed = false;
    const first = nextBatch(await reading.sync(undefined, 0));
    const hear = (text: string): void => {
      for (const [, number] of text.matchAll(/"body":"m(\d+)"/g)) room.heard(person, Number(number));
    };
    const follow = async (since: string): Promise<string> => {
      const answer = await reading.sync(since, WAIT_MS);
      hear(answer);
      // So far behind that the answer left some out.
      const gap = /"limited":true,"prev_batch":"([^"]+)"/.exec(answer)?.[1];
      if (gap !== undefined) hear(await reading.ask('GET', `/rooms/${encodeURIComponent(roomOf(0))}/messages?dir=b&limit=500&from=${gap}`));
      return nextBatch(answer);
    };
    const read = async (): Promise<void> => {
      for (let since = first; !closed;) {
        try {
          since = await follow(since);
        } catch {
          // A server that has too much to do says so; clients come again, and the delay counts.
          await sleep(COME_AGAIN_MS);
        }
      }
    };
    void read();
    room.members.push({
      async say(number) {
        await writing.send(roomOf(0), String(number), `m${number}`);
      },
      close() {
        closed = true;
        reading.close();
        writing.close();
      },
    });
  }
  return room;
}
