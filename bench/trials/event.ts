/**
 * An event over three media nodes on hosts of their own (network namespaces), with three servers behind them: people on stage with
 * sound, pictures and a shared screen, viewers who really receive all of it, and more who only speak the protocol. Then somebody of
 * the audience comes on stage, one node is killed, and another one stops.
 */
import { residentBytes, setUpAdministrator, startMeeting, until, type HttpClient } from '@saal/testkit';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { compileSwarm } from '../compile-swarm.ts';
import { percentile, type Result } from '../figures.ts';
import { processTree } from '../machine.ts';
import { createGuests } from '../people.ts';
import { Numbering } from '../servers/streams.ts';
import { Swarm } from '../swarm.ts';
import { openStage, promote, type Stage } from './event-stage.ts';
import { rowsOf, type EventFigures, type Step } from './event-rows.ts';
import { outageOf } from './outage.ts';
import { receptionOver } from './reception.ts';
import { startTrialCluster, type TrialCluster } from './trial-cluster.ts';
import { usageDuring } from './usage.ts';
import { Visitor } from './visitor.ts';

const sites = ['north', 'south', 'west'];
const entriesAtOnce = 12;
const groupOf = 5;
const windowMs = 20_000;
const knownWithinMs = 30_000;
/** Beyond this the machine is too small, and nobody more gets media. */
const bearableLossRatio = 0.01;

export interface EventOptions {
  /** Inside at the end of the growth, without those on stage. */
  people: number;
  /** Of them, those who receive packets. */
  viewers: number;
  /** Media workers of each node. */
  workers: number;
}

/** @param workerBin binary of the media worker */
export async function event(options: EventOptions, workerBin: string, say: (line: string) => void): Promise<Result> {
  const binary = await compileSwarm();
  const trial = await startTrialCluster({ sites, workers: options.workers, workerBin });
  const swarms = { stage: new Swarm(binary), audience: new Swarm(binary) };
  const run = new EventRun(options, trial, swarms, say);
  try {
    const figures = await run.all();
    return { rows: rowsOf(figures), raw: { ...options, cores: cpus().length, ...figures } };
  } catch (error) {
    // What the processes logged says more than what was missed because of it.
    for (const [name, lines] of Object.entries(trial.complaints())) for (const line of lines.slice(0, 5)) say(`${name}: ${line}`);
    throw error;
  } finally {
    run.end();
    await Promise.all([swarms.stage.close(), swarms.audience.close()]);
    await trial.stop();
  }
}

class EventRun {
  readonly #options: EventOptions;
  readonly #trial: TrialCluster;
  readonly #swarms: { stage: Swarm; audience: Swarm };
  readonly #say: (line: string) => void;
  readonly #numbering = new Numbering();
  readonly #audience: Visitor[] = [];
  readonly #notEntered: string[] = [];
  readonly #refused: string[] = [];
  #stage: Stage | undefined;
  #bears = true;

  constructor(options: EventOptions, trial: TrialCluster, swarms: { stage: Swarm; audience: Swarm }, say: (line: string) => void) {
    this.#options = options;
    this.#trial = trial;
    this.#swarms = swarms;
    this.#say = say;
  }

  async all(): Promise<EventFigures> {
    const { servers } = this.#trial.cluster;
    const [first] = servers;
    if (!first) throw new Error('no server');
    const anna = await setUpAdministrator(first);
    const meeting = await startMeeting(anna, { settings: { size: 'event', lobbyBypass: 'everyone', joinMuted: false } });
    const speakers = await this.#guests(2, groupOf * 2 - 1);
    const stage = await openStage({
      ...{ host: anna.http, guests: speakers, meetingId: meeting.id },
      ...{ swarm: this.#swarms.stage, numbering: this.#numbering },
    });
    this.#stage = stage;
    const { people } = this.#options;
    const steps: Step[] = [];
    for (const size of [100, 400, 1_000, 1_660].filter((one) => one < people).concat(people)) {
      await this.#grow(size, meeting.id);
      steps.push(await this.#measure());
    }
    const promotion = await this.#promote(stage);
    const killed = await this.#outage(0, 'kill -9', (node) => process.kill(node, 'SIGKILL'));
    await this.#trial.restartNode(0);
    this.#say('the killed node runs again');
    const between = await this.#measure();
    const stopped = await this.#outage(1, 'SIGSTOP', (node) => {
      for (const pid of processTree(node)) process.kill(pid, 'SIGSTOP');
    });
    for (const pid of processTree(this.#trial.nodes[1]?.pid ?? 0)) process.kill(pid, 'SIGCONT');
    const afterwards = await this.#measure();
    const everybody = [...stage.speakers, ...this.#audience];
    return {
      steps,
      promotion,
      ...{ killed, between, stopped, afterwards },
      notEntered: this.#notEntered,
      refused: this.#refused,
      losses: everybody.flatMap(({ number, losses }) => losses.map((loss) => `${number}: ${loss}`)),
      out: everybody.filter(({ line }) => !line.open).length,
      complaints: this.#trial.complaints(),
    };
  }

  end(): void {
    for (const visitor of [...(this.#stage?.speakers ?? []), ...this.#audience]) visitor.leave();
  }

  get #viewers(): Visitor[] {
    return this.#audience.filter(({ media }) => media);
  }

  /** Some at each server in turn; in groups, so that viewers, who are every third or fourth, are not all at one. */
  async #guests(count: number, first: number): Promise<HttpClient[]> {
    const { servers } = this.#trial.cluster;
    const serverOf = (guest: number): number => Math.floor((first + guest) / groupOf) % servers.length;
    const byServer = await Promise.all(
      servers.map((server, index) => {
        const own = Array.from({ length: count }, (_, guest) => guest).filter((guest) => serverOf(guest) === index);
        return createGuests(server.baseUrl, own.length);
      }),
    );
    return Array.from({ length: count }, (_, guest) => byServer[serverOf(guest)]?.shift()).filter((one) => one !== undefined);
  }

  async #grow(size: number, meetingId: Parameters<typeof Visitor.enter>[0]['meetingId']): Promise<void> {
    const { people, viewers } = this.#options;
    const from = this.#audience.length;
    const startedAtMs = performance.now();
    const guests = await this.#guests(size - from, from);
    const waiting = guests.map((http, index) => ({ http, number: from + index }));
    const every = Math.max(1, people / viewers);
    const enter = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const { http, number } = next;
        const views = this.#bears && Math.floor((number + 1) / every) > Math.floor(number / every);
        try {
          this.#audience.push(
            await Visitor.enter({ http, meetingId, number: 1_000 + number, ...(views ? { swarm: this.#swarms.audience } : {}) }),
          );
        } catch (error) {
          this.#notEntered.push(`${number}: ${String(error)}`);
        }
      }
    };
    await Promise.all(Array.from({ length: entriesAtOnce }, enter));
    this.#say(
      `${this.#audience.length} people inside, ${this.#viewers.length} of them with media, after ${Math.round((performance.now() - startedAtMs) / 1_000)} s`,
    );
    if (this.#notEntered.length > 0) this.#say(`${this.#notEntered.length} did not come in, first: ${this.#notEntered[0] ?? ''}`);
  }

  async #measure(): Promise<Step> {
    const inside = this.#audience.length + (this.#stage?.speakers.length ?? 0);
    const viewers = this.#viewers;
    const allKnow = await until('all to know how many are inside', () => viewers.every((viewer) => viewer.inside === inside), {
      timeoutMs: knownWithinMs,
    }).then(
      () => true,
      () => false, // Told in the table, with what came of it.
    );
    const everybody = this.#audience;
    const traffic = () => everybody.map(({ line: { frames, bytes } }) => ({ frames, bytes }));
    const before = traffic();
    const roots = {
      nodes: this.#trial.nodes.map(({ pid }) => pid),
      servers: this.#trial.cluster.servers.map(({ pid }) => pid),
      generator: [this.#swarms.stage.pid, this.#swarms.audience.pid],
      driver: [],
    };
    const expected = { sounds: 3, pictures: 4 };
    const {
      result: [reception],
      cores,
      machineBusyRatio,
    } = await usageDuring(roots, () => Promise.all([receptionOver(windowMs, this.#swarms.audience, viewers, expected), this.#applaud()]));
    const after = traffic();
    const perSecond = (read: (one: { frames: number; bytes: number }) => number) =>
      after.map((one, index) => (read(one) - read(before[index] ?? one)) / (windowMs / 1_000));
    const step: Step = {
      ...{ inside, reception, cores, machineBusyRatio },
      allKnow,
      framesPerSecond: percentile(
        perSecond(({ frames }) => frames),
        0.5,
      ),
      bytesPerSecond: percentile(
        perSecond(({ bytes }) => bytes),
        0.5,
      ),
      /** Of the one who is there longest: everything since the entry. */
      bytesSinceEntry: Math.max(...everybody.map(({ line }) => line.bytes)),
      largestFrameBytes: Math.max(...everybody.map(({ line }) => line.largestFrameBytes)),
      serversMiB: this.#trial.cluster.servers.map(({ pid }) => residentBytes(pid) / 2 ** 20),
      joinP95Ms: percentile(
        everybody.map(({ joinMs }) => joinMs),
        0.95,
      ),
      readyP95Ms: percentile(
        viewers.map(({ readyMs }) => readyMs ?? 0),
        0.95,
      ),
    };
    this.#bears &&= reception.lostRatio <= bearableLossRatio;
    this.#say(
      `${inside} inside: ${reception.complete} of ${reception.viewers} viewers have all, ${(reception.lostRatio * 100).toFixed(3)} % lost, ` +
        `${reception.packetsPerSecond} packets/s, longest gap of sound ${Math.round(reception.longestGapMs.audio)} ms, ${reception.heldBack} pictures held back, machine ${Math.round(machineBusyRatio * 100)} % busy`,
    );
    for (const missing of reception.missing) this.#say(`not all came to ${missing}`);
    return step;
  }

  /** One in ten reacts once while it is measured: as many more as there are people. */
  async #applaud(): Promise<void> {
    const clapping = this.#audience.filter((_, index) => index % 10 === 0);
    for (const { line } of clapping) {
      // Who is just coming again claps the next time.
      if (line.open) line.request('meeting.react', { reaction: 'clap' }).catch((error: unknown) => this.#refused.push(String(error)));
      await sleep(windowMs / clapping.length / 2);
    }
  }

  async #promote(stage: Stage) {
    const [visitor, ...others] = this.#viewers;
    if (!visitor) throw new Error('nobody watches');
    const promotion = await promote(stage.host, visitor, others, this.#swarms.audience, this.#numbering);
    this.#say(`brought up and seen by ${promotion.seenMs.length} others`);
    visitor.media?.stopSending();
    await stage.host.line.request('meeting.take-off-stage', { participantId: visitor.participantId });
    return promotion;
  }

  async #outage(node: number, name: string, act: (pid: number) => void) {
    const address = this.#trial.addressOf(node);
    const victims = this.#viewers.filter(({ media }) => media?.address === address);
    const { pid = 0 } = this.#trial.nodes[node] ?? {};
    const outage = await outageOf(victims, this.#swarms.audience, () => act(pid));
    this.#say(`${name} of a node with ${victims.length} viewers: ${outage.backMs.length} hear again, ${outage.silent} do not`);
    return outage;
  }
}
