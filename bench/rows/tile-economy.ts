/** Forty-nine people who each see eight small tiles and one on the stage: nothing may be forwarded that nobody sees. */
import { compileSwarm } from '../compile-swarm.ts';
import type { Result } from '../figures.ts';
import type { LayerShape, Publisher } from '../servers/server.ts';
import { startSaalMedia } from '../servers/saal-media.ts';
import { flowUntilWhole, layerBytesPerSecond, voiceBytesPerSecond } from './ideal.ts';
import { contend, leave, takeTurn } from '../turns.ts';

const people = 49;
const speakers = 3;
const tiles = 8;
const layers: readonly [LayerShape, ...LayerShape[]] = [
  { widthPx: 320, heightPx: 180, framesPerSecond: 25, bitrateKbps: 150 },
  { widthPx: 640, heightPx: 360, framesPerSecond: 25, bitrateKbps: 500 },
  { widthPx: 1_280, heightPx: 720, framesPerSecond: 25, bitrateKbps: 1_500 },
];
const bars = { ofIdeal: 1.1, ofAll: 0.3 };
/** The estimate of each viewer's bandwidth has to grow past what is shown; on a busy machine it does not. */
const growthLimitS = 30;
const length = { settleMs: 2_000, measureMs: 5_000 };

/** @param workerBin binary of the media worker */
export async function tileEconomy(workerBin: string, say: (line: string) => void): Promise<Result> {
  const server = await startSaalMedia({ workerBin });
  const everybody: Publisher[] = [];
  const saal = await contend(server, { name: 'Saal', binary: await compileSwarm() }, async (_, senders, viewers) => {
    const room = await server.openRoom();
    for (let n = 0; n < people; n++)
      everybody.push(
        await room.publish(senders, n < speakers ? [{ kind: 'video', layers }, { kind: 'audio' }] : [{ kind: 'video', layers }]),
      );
    const videos = everybody.map(({ keys }) => keys[0] ?? '');
    for (const [n, own] of videos.entries()) {
      // The first is on the stage for all, and sees the second there; tiles are those that follow oneself.
      const stage = n === 0 ? videos[1] : videos[0];
      const others = [...videos.slice(n + 1), ...videos.slice(0, n)].filter((key) => key !== stage && key !== own);
      const small = others.slice(0, tiles).map((key) => ({ key, widthPx: 320, heightPx: 180 }));
      await room.listen(viewers, { estimates: true, tiles: [{ key: stage ?? '', widthPx: 1_280, heightPx: 720 }, ...small] });
    }
  });
  try {
    const largest = layers.at(-1) ?? layers[0];
    const sound = voiceBytesPerSecond * (speakers * people - speakers);
    const ideal = people * (tiles * layerBytesPerSecond(layers[0]) + layerBytesPerSecond(largest)) + sound;
    const all = people * (people - 1) * layerBytesPerSecond(largest) + sound;
    const wholeAfterS = await flowUntilWhole(saal, ideal, growthLimitS);
    const turn = await takeTurn(saal, length);
    const measured = (turn.mbitPerSecond * 1e6) / 8;
    const mbit = (bytes: number) => `${((bytes * 8) / 1e6).toFixed(0)} Mbit/s`;
    say(`forwarded ${mbit(measured)}, ideal ${mbit(ideal)}, everything to all ${mbit(all)}`);
    return {
      rows: [
        {
          what: `${people} people, ${tiles} tiles and a stage each: bytes forwarded against the computed ideal`,
          measured: `${(measured / ideal).toFixed(2)}x (${mbit(measured)} of ${mbit(ideal)}; ${wholeAfterS === undefined ? `after ${growthLimitS} s not all of it came` : `nearly all of it came after ${wholeAfterS.toFixed(0)} s`})`,
          bar: `0.90 to ${bars.ofIdeal.toFixed(2)}x`,
          met: measured / ideal <= bars.ofIdeal && measured / ideal >= 0.9,
        },
        {
          what: `the same against everything to everybody, as a server without tiles forwards it (computed)`,
          measured: `${(measured / all).toFixed(3)}x (of ${mbit(all)})`,
          bar: `<= ${bars.ofAll.toFixed(2)}x`,
          met: measured / all <= bars.ofAll,
        },
      ],
      raw: { people, speakers, tiles, layers, length, wholeAfterS, turn, ideal, all, measured },
    };
  } finally {
    await leave(saal);
  }
}
