/** One meeting of a soak: people come, speak, show themselves, share, fall silent and go, by chance, until the host ends it. */
import type { MediaSource } from '@saal/protocol';
import { createGuest, startMeeting, type HttpClient, type SignedIn } from '@saal/testkit';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sent } from '../servers/server.ts';
import { Numbering } from '../servers/streams.ts';
import type { Swarm } from '../swarm.ts';
import type { Chance } from './chance.ts';
import type { SwarmRelay } from './swarm-relay.ts';
import { Visitor } from './visitor.ts';

const seats = 5;
const lifeS = { least: 45, most: 120 };
const pauseMs = { least: 500, most: 2_500 };
const pictures: Record<'camera' | 'screen', Sent> = {
  camera: {
    kind: 'video',
    layers: [
      { widthPx: 320, heightPx: 180, framesPerSecond: 20, bitrateKbps: 100 },
      { widthPx: 640, heightPx: 360, framesPerSecond: 20, bitrateKbps: 500 },
    ],
  },
  screen: { kind: 'video', layers: [{ widthPx: 1_280, heightPx: 720, framesPerSecond: 5, bitrateKbps: 400 }] },
};

/** What was done so far, for the report. */
export interface Deeds {
  meetings: number;
  entries: number;
  leaves: number;
  shares: number;
  mutes: number;
}

interface Present {
  visitor: Visitor;
  swarm: Swarm;
  producers: Map<MediaSource, string>;
  muted: boolean;
}

export interface SoakMeetingOptions {
  anna: SignedIn;
  swarms: SwarmRelay;
  chance: Chance;
  deeds: Deeds;
  /** Another with each call. */
  number: () => number;
  /** It ends by then. */
  untilMs: number;
}

export class SoakMeeting {
  readonly #options: SoakMeetingOptions;
  readonly #numbering = new Numbering();
  readonly #present: Present[] = [];

  constructor(options: SoakMeetingOptions) {
    this.#options = options;
  }

  /** From its start to its end. */
  async run(): Promise<void> {
    const { anna, chance, deeds, untilMs } = this.#options;
    const endsAtMs = Math.min(untilMs, performance.now() + chance.between(lifeS.least, lifeS.most) * 1_000);
    const { id } = await startMeeting(anna, { settings: { lobbyBypass: 'everyone', joinMuted: false } });
    deeds.meetings += 1;
    const host = await this.#enter(anna.http, id);
    try {
      while (performance.now() < endsAtMs) {
        await sleep(chance.between(pauseMs.least, pauseMs.most));
        if (this.#present.length < seats && chance.happens(0.6)) await this.#enter(await createGuest(anna.http.baseUrl), id);
        else await this.#actOf(this.#present[Math.floor(chance.between(0, this.#present.length))], host);
      }
    } finally {
      // Else it would wait ten minutes for somebody to come back.
      await host.visitor.line.request('meeting.end', {});
      for (const one of this.#present.splice(0)) await this.#away(one);
    }
  }

  async #enter(http: HttpClient, meetingId: Parameters<typeof Visitor.enter>[0]['meetingId']): Promise<Present> {
    const { swarms, deeds, number, chance } = this.#options;
    const swarm = swarms.take();
    let visitor: Visitor;
    try {
      visitor = await Visitor.enter({ http, meetingId, number: number(), swarm });
    } catch (error) {
      await swarms.giveBack(swarm);
      throw error;
    }
    deeds.entries += 1;
    const one: Present = { visitor, swarm, producers: new Map(), muted: false };
    this.#present.push(one);
    await this.#send(one, 'microphone', { kind: 'audio' });
    if (chance.happens(0.7)) await this.#send(one, 'camera', pictures.camera);
    return one;
  }

  async #actOf(one: Present | undefined, host: Present): Promise<void> {
    if (!one) return;
    const { chance, deeds } = this.#options;
    if (one !== host && chance.happens(0.3)) {
      this.#present.splice(this.#present.indexOf(one), 1);
      deeds.leaves += 1;
      // Some close the tab, others say that they go.
      if (chance.happens(0.5)) await one.visitor.line.request('meeting.leave', {});
      return this.#away(one);
    }
    if (chance.happens(0.4)) return this.#share(one);
    const microphone = one.producers.get('microphone');
    if (microphone === undefined) return;
    one.muted = !one.muted;
    deeds.mutes += 1;
    await one.visitor.line.request(one.muted ? 'media.pause-producer' : 'media.resume-producer', { producerId: microphone });
  }

  /** Begins to share, or stops it. */
  async #share(one: Present): Promise<void> {
    const screen = one.producers.get('screen');
    if (screen === undefined) {
      this.#options.deeds.shares += 1;
      return this.#send(one, 'screen', pictures.screen);
    }
    one.producers.delete('screen');
    await one.visitor.media?.stop(screen);
  }

  async #send(one: Present, source: MediaSource, sent: Sent): Promise<void> {
    const producerId = await one.visitor.media?.produce({ source, numbered: this.#numbering.number(sent) });
    if (producerId !== undefined) one.producers.set(source, producerId);
  }

  async #away({ visitor, swarm }: Present): Promise<void> {
    visitor.leave();
    await this.#options.swarms.giveBack(swarm);
  }
}
