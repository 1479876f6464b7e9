/** `kill -9` of a media worker with three in the meeting: sound and picture come back by themselves, nobody re-enters. */
import { percentile, untilMediaFlows } from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallWindow, startCast, threeInAMeeting, type Cast } from './cast.ts';
import { recordFigures } from './figures.ts';

let cast: Cast;
const kills = Number(process.env['SAAL_KILLS'] ?? 3);

beforeAll(async () => {
  cast = await startCast();
});
afterAll(() => cast?.end());

test(
  `after each of ${kills} deaths of the worker all three see and hear each other again without re-entering`,
  { timeout: 60_000 + kills * 30_000 },
  async () => {
    const { people, screens, close } = await threeInAMeeting(cast, { context: { viewport: smallWindow } });
    await Promise.all(people.map((person) => untilMediaFlows(person.page, { videos: 2, audios: 2 }, { what: person.name })));
    const idsBefore = await screens[0].participantIds();
    const gapsMs: number[] = [];
    for (let kill = 0; kill < kills; kill++) {
      const startMs = performance.now();
      await cast.saal.killWorker();
      // What still trickles out of a jitter buffer is not "back": counters are read after the worker is gone.
      await Promise.all(
        people.map(async (person) => {
          await untilMediaFlows(person.page, { videos: 2, audios: 2 }, { what: `${person.name} after death ${kill + 1}` });
          gapsMs.push(performance.now() - startMs);
        }),
      );
      for (const screen of screens) expect(await screen.isHere()).toBe(true);
    }
    expect(await screens[0].participantIds()).toEqual(idsBefore);
    expect(cast.saal.workerPids()).toHaveLength(1);
    recordFigures('worker-death', { kills, gapP50Ms: percentile(gapsMs, 0.5), gapP95Ms: percentile(gapsMs, 0.95), gapsMs });
    // The bar (p50 < 3 s, p95 < 8 s of 10) stands in the figures; here what a loaded machine keeps.
    expect(percentile(gapsMs, 0.5)).toBeLessThan(8_000);
    await close();
  },
);
