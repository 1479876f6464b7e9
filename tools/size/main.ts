/** `npm run size`: how many servers a load needs. Without options: the two loads a large city states for itself. See bench/README.md. */
import { parseArgs } from 'node:util';
import { capacityFor, loadOfEvent, loadOfMeetings, type Load, type NodeShape, type Rates } from './capacity.ts';
import { measuredRates, type MeasuredRates } from './measured.ts';

/** Servers of all kinds in the plan this is compared with, and how many of them forward media. */
const competingPlan = { servers: 70, videoBridges: 16 };

const { values } = parseArgs({
  options: {
    meetings: { type: 'string', default: '1200' },
    people: { type: 'string', default: '7.2' },
    video: { type: 'string', default: '0.8' },
    share: { type: 'string', default: '0.65' },
    tiles: { type: 'string', default: '6' },
    event: { type: 'string', default: '1660' },
    speaking: { type: 'string', default: '3' },
    cores: { type: 'string', default: '16' },
    network: { type: 'string', default: '10' },
    load: { type: 'string', default: '0.65' },
    'packets-per-core': { type: 'string' },
  },
});

/** Of the options, what the city says of its own load. */
const stated = new Set(['meetings', 'people', 'video', 'share', 'event', 'speaking']);
const given = new Set(process.argv.slice(2).map((argument) => argument.replace(/^--([a-z-]+).*/, '$1')));
const perCore = packetsPerCore(values['packets-per-core']);

/** What is sent on average, as the client asks its encoders for it. */
const rates: Rates = {
  voice: { packetsPerSecond: 50, bitrateBps: 50_000 },
  tile: { packetsPerSecond: 27, bitrateBps: 250_000 },
  stage: { packetsPerSecond: 165, bitrateBps: 1_500_000 },
  camera: { packetsPerSecond: 260, bitrateBps: 2_250_000 },
  share: { packetsPerSecond: 110, bitrateBps: 1_000_000 },
};
const speakingInMeetings = 1.2;
const shape = {
  loadRatio: number('load', values.load),
  cores: number('cores', values.cores),
  networkBps: number('network', values.network) * 1e9,
};
const nodeFor = (kind: keyof MeasuredRates): NodeShape => ({ ...shape, packetsPerSecondPerCore: perCore[kind].packetsPerSecond });

const meetings = {
  meetings: number('meetings', values.meetings),
  people: number('people', values.people),
  videoRatio: number('video', values.video),
  shareRatio: number('share', values.share),
  tiles: number('tiles', values.tiles),
  speaking: speakingInMeetings,
};
const event = { people: number('event', values.event), speaking: number('speaking', values.speaking), share: true };

const meetingsLoad = loadOfMeetings(meetings, rates);
const eventLoad = loadOfEvent(event, rates);
say('| load | people | forwarded packets/s | Gbit/s out | cores | nodes |');
say('| --- | --- | --- | --- | --- | --- |');
row(`(a) ${meetings.meetings} meetings of ${meetings.people}`, meetingsLoad, nodeFor('meetings'));
row(`(b) event of ${event.people}, ${event.speaking} speaking, video and shared screen`, eventLoad, nodeFor('event'));
const both = capacityFor(meetingsLoad, nodeFor('meetings')).nodes + capacityFor(eventLoad, nodeFor('event')).nodes;
say('');
say(`Both at once: ${both} media nodes of ${shape.cores} cores, and one more so that one may fail: ${both + 1}.`);
say(
  `The competing plan: ${competingPlan.servers} servers, ${competingPlan.videoBridges} of them for media. Compare media nodes with those ${competingPlan.videoBridges}:`,
);
say('the rest of the plan (front ends, chat, dial-in, recording, relays, tests) is not counted here.');
say('');
say('Where the figures come from:');
for (const kind of ['meetings', 'event'] as const)
  say(`- packets a second and core, ${kind}: ${Math.round(perCore[kind].packetsPerSecond)} (${perCore[kind].source})`);
for (const option of ['meetings', 'people', 'video', 'share', 'event', 'speaking', 'tiles', 'load', 'cores', 'network'] as const)
  say(`- --${option} ${values[option]}: ${given.has(option) ? 'given' : stated.has(option) ? 'stated by the city' : 'assumed'}`);
say(`- speaking at once in a meeting: ${speakingInMeetings} (assumed)`);
for (const [name, { packetsPerSecond, bitrateBps }] of Object.entries(rates))
  say(`- ${name}: ${packetsPerSecond} packets/s, ${bitrateBps / 1_000} kbit/s (assumed: what the client's encoders are asked for)`);
say('- scaling from one core to many, and from many nodes to one meeting: assumed linear; streams between nodes are not counted');

function packetsPerCore(option: string | undefined): MeasuredRates {
  if (option === undefined) return measuredRates();
  const given = { packetsPerSecond: number('packets-per-core', option), source: 'given' };
  return { meetings: given, event: given };
}

function row(what: string, load: Load, node: NodeShape): void {
  const { cores, nodes, limitedBy } = capacityFor(load, node);
  const gbit = (load.forwarded.bitrateBps / 1e9).toFixed(1);
  say(
    `| ${what} | ${Math.round(load.people)} | ${Math.round(load.forwarded.packetsPerSecond)} | ${gbit} | ${cores.toFixed(1)} | ${nodes} (by ${limitedBy}) |`,
  );
}

function number(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0)) {
    process.stderr.write(`size: --${option} has to be a number above 0, and is ${text}\n`);
    process.exit(2);
  }
  return value;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
