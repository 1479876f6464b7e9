/** The stage of an event: who leads it, who speaks, and how somebody of the audience comes up. */
import type { MeetingId } from '@saal/protocol';
import { until, type HttpClient } from '@saal/testkit';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sent } from '../servers/server.ts';
import type { Numbering } from '../servers/streams.ts';
import type { Swarm } from '../swarm.ts';
import { keyOf, receivedBy } from './reception.ts';
import { Visitor } from './visitor.ts';

const camera: Sent = {
  kind: 'video',
  layers: [
    { widthPx: 320, heightPx: 180, framesPerSecond: 20, bitrateKbps: 100 },
    { widthPx: 640, heightPx: 360, framesPerSecond: 20, bitrateKbps: 500 },
  ],
};
const screen: Sent = { kind: 'video', layers: [{ widthPx: 1_280, heightPx: 720, framesPerSecond: 5, bitrateKbps: 400 }] };
/** For the whole of a coming up: after this it counts as failed. */
const promotionLimitMs = 20_000;
const pollMs = 100;

export interface Stage {
  host: Visitor;
  speakers: readonly Visitor[];
}

/** The host opens the event; all of them have sound and picture, the host a screen as well. @param guests one for each further speaker */
export async function openStage(options: {
  host: HttpClient;
  guests: readonly HttpClient[];
  meetingId: MeetingId;
  swarm: Swarm;
  numbering: Numbering;
}): Promise<Stage> {
  const { meetingId, swarm, numbering } = options;
  const host = await Visitor.enter({ http: options.host, meetingId, number: 0, swarm });
  await host.line.request('meeting.start-event', {});
  const speakers = [host];
  for (const [index, http] of options.guests.entries()) {
    const speaker = await Visitor.enter({ http, meetingId, number: index + 1, swarm });
    await bringUp(host, speaker);
    speakers.push(speaker);
  }
  for (const { media } of speakers) {
    await media?.produce({ source: 'microphone', numbered: numbering.number({ kind: 'audio' }) });
    await media?.produce({ source: 'camera', numbered: numbering.number(camera) });
  }
  await host.media?.produce({ source: 'screen', numbered: numbering.number(screen) });
  return { host, speakers };
}

async function bringUp(host: Visitor, visitor: Visitor): Promise<void> {
  await visitor.line.request('meeting.set-hand', { raised: true });
  await host.line.request('meeting.bring-to-stage', { participantId: visitor.participantId });
  await until('to be on stage', () => visitor.isOnStage, { everyMs: 10 });
}

export interface Promotion {
  /** From the host's click until the picture of who was brought up came to each of the others. */
  seenMs: number[];
  /** Others to whom it did not come. */
  unseen: number;
  /** From the host's click until who was brought up knew of it. */
  toldMs: number;
}

/** Somebody of the audience comes up and is on camera at once. */
export async function promote(
  host: Visitor,
  visitor: Visitor,
  others: readonly Visitor[],
  swarm: Swarm,
  numbering: Numbering,
): Promise<Promotion> {
  const startedAtMs = performance.now();
  await bringUp(host, visitor);
  const toldMs = performance.now() - startedAtMs;
  await visitor.media?.produce({ source: 'microphone', numbered: numbering.number({ kind: 'audio' }) });
  const producerId = await visitor.media?.produce({ source: 'camera', numbered: numbering.number(camera) });
  const waiting = new Set(others);
  const seenMs: number[] = [];
  while (waiting.size > 0 && performance.now() - startedAtMs < promotionLimitMs) {
    await sleep(pollMs);
    const streams = await receivedBy(swarm);
    for (const other of waiting) {
      const { media } = other;
      const sees = [...(media?.incoming.values() ?? [])].some(
        (incoming) => incoming.producerId === producerId && (streams.get(keyOf(media?.receiving ?? -1, incoming.ssrc))?.received ?? 0) > 0,
      );
      if (!sees) continue;
      waiting.delete(other);
      seenMs.push(performance.now() - startedAtMs);
    }
  }
  return { seenMs, unseen: waiting.size, toldMs };
}
