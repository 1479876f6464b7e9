/**
 * Slices of the two loads that decide how many servers are bought: some of the city's meetings with its mix of cameras and shared
 * screens, and some of the audience of an event. What one slice takes is measured, and added up to the whole (`npm run size`).
 */
import { compileSwarm } from '../compile-swarm.ts';
import { median, type Result, type Row } from '../figures.ts';
import { comparisonCores } from '../machine.ts';
import { startSaalMedia } from '../servers/saal-media.ts';
import type { LayerShape, Sent, ServerUnderTest, StreamKey } from '../servers/server.ts';
import type { Swarm } from '../swarm.ts';
import { contend, leave, takeTurn, type Turn } from '../turns.ts';
import { flowUntilWhole, layerBytesPerSecond, voiceBytesPerSecond } from './ideal.ts';
import { letIn } from './one-to-many.ts';

const turnsTaken = 3;
const length = { settleMs: 700, measureMs: 3_000 };
/** The estimates of all viewers' bandwidth have to grow first; on a busy machine they do not. */
const growthLimitS = 20;
const bars = { ofIdeal: 0.9, lostRatio: 0.001 };

/** As the client's cameras send; a shared screen is one layer. */
const smallest: LayerShape = { widthPx: 320, heightPx: 180, framesPerSecond: 25, bitrateKbps: 100 };
const middle: LayerShape = { widthPx: 640, heightPx: 360, framesPerSecond: 25, bitrateKbps: 300 };
const largest: LayerShape = { widthPx: 1_280, heightPx: 720, framesPerSecond: 25, bitrateKbps: 1_200 };
const camera = [smallest, middle, largest];
const screen: LayerShape = { widthPx: 1_920, heightPx: 1_080, framesPerSecond: 10, bitrateKbps: 1_000 };
const sizes = { seat: { widthPx: 240, heightPx: 135 }, tile: { widthPx: 640, heightPx: 360 }, stage: { widthPx: 1_280, heightPx: 720 } };

/** 80 % have their camera on, 65 % of the meetings show a screen, 1.2 speak at a time; who is silent sends nothing. */
const city = { meetings: 20, people: 7, tiles: 6, withScreen: 13, withSixCameras: 12, withTwoSpeaking: 4 };
const event = { speaking: 3, audience: 100 };
/** What the city says of itself, and how far a node is to be loaded. */
const whole = { meetings: 1_200, people: 7.2, audience: 1_660, loadRatio: 0.65, coresOfNode: 16, networkGbps: 10, bridgesPlanned: 16 };

/** What one person or the slice takes. */
interface Slice {
  people: number;
  packetsPerSecond: number;
  mbitPerSecond: number;
  cores: number;
  packetsPerCore: number;
  lostRatio: number;
  /** Received of what the slice is to receive: with less it is no slice of the whole. */
  ofIdeal: number;
  turns: Turn[];
}

/** @param workerBin binary of the media worker */
export async function slices(workerBin: string, say: (line: string) => void): Promise<Result> {
  const meetings = await measure(workerBin, city.meetings * city.people, idealOfMeetings(), fillMeetings, say);
  const audience = await measure(workerBin, event.audience, idealOfEvent(), fillEvent, say);
  return {
    rows: [
      rowOf(
        `${whole.meetings} meetings of ${whole.people}, from ${city.meetings} of ${city.people}`,
        meetings,
        whole.meetings * whole.people,
      ),
      rowOf(`an event of ${whole.audience}, from an audience of ${event.audience}`, audience, whole.audience),
    ],
    raw: { city, event, whole, camera, screen, meetings, audience },
  };
}

async function measure(
  workerBin: string,
  people: number,
  idealBytesPerSecond: number,
  fill: (server: ServerUnderTest, senders: Swarm, viewers: Swarm) => Promise<void>,
  say: (line: string) => void,
): Promise<Slice> {
  const { server: core, others } = comparisonCores();
  const saal = await contend(await startSaalMedia({ workerBin, core }), { name: 'Saal', binary: await compileSwarm(), core: others }, fill);
  const turns: Turn[] = [];
  try {
    await flowUntilWhole(saal, idealBytesPerSecond, growthLimitS);
    while (turns.length < turnsTaken) turns.push(await takeTurn(saal, length));
  } finally {
    await leave(saal);
  }
  const of = (value: (turn: Turn) => number) => median(turns.map(value));
  const slice = {
    people,
    packetsPerSecond: of((turn) => turn.packetsPerSecond),
    mbitPerSecond: of((turn) => turn.mbitPerSecond),
    cores: of((turn) => turn.forwardingCores + turn.applicationCores),
    packetsPerCore: of((turn) => turn.packetsPerCore),
    lostRatio: of((turn) => turn.lostRatio),
    ofIdeal: (of((turn) => turn.mbitPerSecond) * 1e6) / 8 / idealBytesPerSecond,
    turns,
  };
  say(
    `${people} people: ${Math.round(slice.packetsPerSecond)} packets/s, ${slice.mbitPerSecond.toFixed(0)} Mbit/s, ${slice.cores.toFixed(2)} cores`,
  );
  return slice;
}

function meetingOf(n: number): { cameras: number; speaking: number; hasScreen: boolean } {
  return {
    cameras: n < city.withSixCameras ? 6 : 5,
    speaking: n < city.withTwoSpeaking ? 2 : 1,
    hasScreen: n >= city.meetings - city.withScreen,
  };
}

async function fillMeetings(server: ServerUnderTest, senders: Swarm, viewers: Swarm): Promise<void> {
  for (let n = 0; n < city.meetings; n++) {
    const room = await server.openRoom();
    const { cameras, speaking, hasScreen } = meetingOf(n);
    const seen: { owner: number; key: StreamKey }[] = [];
    const own: StreamKey[][] = [];
    for (let person = 0; person < city.people; person++) {
      const sent: Sent[] = [];
      if (person < cameras) sent.push({ kind: 'video', layers: camera });
      if (person < speaking) sent.push({ kind: 'audio' });
      const keys = sent.length === 0 ? [] : (await room.publish(senders, sent)).keys;
      own.push(keys);
      if (person < cameras && keys[0] !== undefined) seen.push({ owner: person, key: keys[0] });
    }
    const [shared] = hasScreen ? (await room.publish(senders, [{ kind: 'video', layers: [screen] }])).keys : [];
    const size = hasScreen ? sizes.seat : sizes.tile;
    await Promise.all(
      own.map((keys, person) => {
        const others = seen.filter(({ owner }) => owner !== person).slice(0, city.tiles);
        const tiles = others.map(({ key }) => ({ key, ...size }));
        // Who shares does not receive it.
        if (shared !== undefined && person > 0) tiles.push({ key: shared, ...sizes.stage });
        return room.listen(viewers, { estimates: true, except: keys, tiles });
      }),
    );
  }
}

/** Three speak; one of them and the shared screen are seen large by all. */
async function fillEvent(server: ServerUnderTest, senders: Swarm, viewers: Swarm): Promise<void> {
  const room = await server.openRoom();
  const keys: StreamKey[] = [];
  for (let n = 0; n < event.speaking; n++) {
    const sent: Sent[] = [{ kind: 'audio' }, { kind: 'video', layers: camera }];
    keys.push((await room.publish(senders, sent)).keys[1] ?? '');
  }
  const [shared = ''] = (await room.publish(senders, [{ kind: 'video', layers: [screen] }])).keys;
  const tiles = [keys[0] ?? '', shared].map((key) => ({ key, ...sizes.stage }));
  await letIn(room, viewers, event.audience, true, tiles);
}

/** What the meetings of the slice receive, from who is in which: see `fillMeetings`. */
function idealOfMeetings(): number {
  let bytes = 0;
  for (let n = 0; n < city.meetings; n++) {
    const { cameras, speaking, hasScreen } = meetingOf(n);
    // Everybody sees the cameras of all others; who has none sees all of them.
    const seen = Math.min(city.tiles, cameras - 1) * cameras + Math.min(city.tiles, cameras) * (city.people - cameras);
    bytes += seen * layerBytesPerSecond(hasScreen ? smallest : middle);
    bytes += speaking * (city.people - 1) * voiceBytesPerSecond;
    if (hasScreen) bytes += (city.people - 1) * layerBytesPerSecond(screen);
  }
  return bytes;
}

function idealOfEvent(): number {
  const pictures = layerBytesPerSecond(largest) + layerBytesPerSecond(screen);
  return event.audience * (event.speaking * voiceBytesPerSecond + pictures);
}

/** What the whole takes, by people: nodes are filled as far as cores and network bear it. */
function rowOf(what: string, slice: Slice, people: number): Row {
  const times = people / slice.people;
  const [cores, gbit] = [slice.cores * times, (slice.mbitPerSecond * times) / 1e3];
  const nodes = Math.ceil(Math.max(cores / whole.coresOfNode, gbit / whole.networkGbps) / whole.loadRatio);
  return {
    what: `${what} (measured slice, added up)`,
    measured: `slice: ${slice.cores.toFixed(2)} cores, ${Math.round(slice.packetsPerSecond)} packets/s (${Math.round(slice.packetsPerCore)} per core), ${slice.mbitPerSecond.toFixed(0)} Mbit/s, ${(slice.lostRatio * 100).toFixed(2)} % lost, ${Math.round(slice.ofIdeal * 100)} % of what is to come; whole: ${cores.toFixed(1)} cores busy, ${gbit.toFixed(1)} Gbit/s, ${nodes} nodes of ${whole.coresOfNode} cores and ${whole.networkGbps} Gbit/s at ${whole.loadRatio * 100} %`,
    bar: `fewer than the ${whole.bridgesPlanned} media servers of the competing plan; the slice whole: >= ${bars.ofIdeal * 100} % comes, <= ${bars.lostRatio * 100} % lost`,
    met: nodes < whole.bridgesPlanned && slice.ofIdeal >= bars.ofIdeal && slice.lostRatio <= bars.lostRatio,
  };
}
