/** `/sync` on a large database: 500,000 events, 5,000 people in 30 rooms each, one of them in 200; asked over HTTP, one at a time. */
import { openOwnHouse } from '../chat/own-house.ts';
import { ChatLine, nextBatch } from '../chat/line.ts';
import { roomOf, roomOfPerson, seedChat, tokenOf, type Seeded } from '../chat/seed.ts';
import { percentile, type Result } from '../figures.ts';

const seeded: Seeded = { people: 4_970, rooms: 1_000, roomsPerPerson: 30, events: 500_000, roomsOfLast: 200 };
const incrementals = 300;
const initials = 30;
/** Of each room, as our client asks when it begins. */
const firstMessages = 20;
/** People who take turns; the first round of each warms up. */
const readers = 30;

/** @param workerBin binary of the media worker */
export async function chatSync(workerBin: string, say: (line: string) => void): Promise<Result> {
  const house = await openOwnHouse(workerBin);
  try {
    const { saal, db } = house;
    await saal.shutDown();
    const startedAtMs = performance.now();
    await seedChat(db, seeded);
    say(`seeded in ${Math.round((performance.now() - startedAtMs) / 1_000)} s`);
    await saal.restart();
    const timed = async <T>(into: number[], act: () => Promise<T>): Promise<T> => {
      const beganAtMs = performance.now();
      const result = await act();
      into.push(performance.now() - beganAtMs);
      return result;
    };

    const [many, writers] = [
      new ChatLine(saal.baseUrl, tokenOf(seeded.people)),
      Array.from({ length: readers }, (_, at) => new ChatLine(saal.baseUrl, tokenOf(seeded.people - 1 - at))),
    ];
    const lines = Array.from({ length: readers }, (_, person) => new ChatLine(saal.baseUrl, tokenOf(person)));
    const initial30Ms: number[] = [];
    const tokens: string[] = [];
    for (const line of lines) tokens.push(nextBatch(await timed(initial30Ms, () => line.sync(undefined, 0))));
    const [newsMs, nothingMs]: [number[], number[]] = [[], []];
    for (let n = 0; n < incrementals; n++) {
      const reader = n % readers;
      const line = lines[reader];
      if (!line) throw new Error('a reader is missing');
      // Somebody of this room writes; three rooms of the reader have news.
      for (const nth of [0, 1, 2]) {
        const person = seeded.people - 1 - ((n + nth) % readers);
        await writers[(n + nth) % readers]?.send(roomOf(roomOfPerson(seeded, person, nth)), `n${n}-${nth}`, 'News');
      }
      const own = roomOfPerson(seeded, reader, n % seeded.roomsPerPerson);
      await line.send(roomOf(own), `o${n}`, 'Own');
      tokens[reader] = nextBatch(await timed(newsMs, () => line.sync(tokens[reader], 0)));
      tokens[reader] = nextBatch(await timed(nothingMs, () => line.sync(tokens[reader], 0)));
    }
    const initial200Ms: number[] = [];
    for (let n = 0; n < initials; n++) await timed(initial200Ms, () => many.sync(undefined, 0, { newest: firstMessages }));
    for (const line of [...lines, ...writers, many]) line.close();

    const [warmNewsMs, warmNothingMs] = [newsMs.slice(readers), nothingMs.slice(readers)];
    const both = (values: readonly number[]) =>
      `p50 ${percentile(values, 0.5).toFixed(1)} ms, p95 ${percentile(values, 0.95).toFixed(1)} ms`;
    const size = '500,000 events, 30 rooms a person';
    return {
      rows: [
        {
          what: `chat: incremental sync with news, ${size}, with HTTP`,
          measured: both(warmNewsMs),
          bar: 'p50 < 5 ms',
          met: percentile(warmNewsMs, 0.5) < 5,
        },
        {
          what: `chat: incremental sync without news, ${size}, with HTTP`,
          measured: both(warmNothingMs),
          bar: 'p50 < 5 ms',
          met: percentile(warmNothingMs, 0.5) < 5,
        },
        {
          what: `chat: initial sync with 200 rooms, the last ${firstMessages} messages of each, with HTTP`,
          measured: both(initial200Ms),
          bar: 'p95 < 500 ms',
          met: percentile(initial200Ms, 0.95) < 500,
        },
      ],
      raw: { seeded, newsMs, nothingMs, initial30Ms, initial200Ms },
    };
  } finally {
    await house.close();
  }
}
