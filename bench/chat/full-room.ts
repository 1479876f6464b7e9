/** A room full of people who write and read, whatever protocol they speak. */
import { until } from '@saal/testkit';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../figures.ts';

/** Somebody in the room. */
export interface RoomMember {
  /** Says `m<number>`; resolves when the server took it, where the protocol tells that. */
  say(number: number): Promise<void>;
  close(): void;
}

export interface FullRoom {
  name: string;
  members: RoomMember[];
  /** Whoever listens is told each message of each member; set before a turn. */
  heard: (member: number, number: number) => void;
  /** Of the server with its database, so far. */
  cpuSeconds(): number;
}

export interface RoomTurn {
  said: number;
  /** Each message by each member. */
  heard: number;
  messagesPerSecond: number;
  /** From the saying to the hearing. */
  delayP50Ms: number;
  delayP99Ms: number;
  /** Processor time of server and database for one message to all. */
  cpuMsPerMessage: number;
}

let numbers = 0;

/** So many messages a second, by all in turns. */
export function steadyTurn(room: FullRoom, perSecond: number, lengthMs: number): Promise<RoomTurn> {
  return turn(room, async (say) => {
    const startedAtMs = performance.now();
    for (let n = 0; n < (perSecond * lengthMs) / 1_000; n++) {
      const aheadMs = (n * 1_000) / perSecond - (performance.now() - startedAtMs);
      if (aheadMs > 1) await sleep(aheadMs);
      say(n % room.members.length);
    }
  });
}

/** As many as go through: everybody says the next thing when everybody has heard their last. */
export function fullTurn(room: FullRoom, lengthMs: number): Promise<RoomTurn> {
  return turn(room, async (say, allHeard) => {
    const endsAtMs = performance.now() + lengthMs;
    allHeard((member) => {
      if (performance.now() < endsAtMs) say(member);
    });
    for (const member of room.members.keys()) say(member);
    await sleep(lengthMs);
  });
}

type Say = (member: number) => void;

async function turn(
  room: FullRoom,
  speak: (say: Say, onAllHeard: (then: (member: number) => void) => void) => Promise<void>,
): Promise<RoomTurn> {
  const people = room.members.length;
  const on = new Map<number, { atMs: number; left: number; by: number; heardBy: Uint8Array }>();
  const delaysMs: number[] = [];
  let [said, whole] = [0, 0];
  let [endedAtMs, then]: [number, ((member: number) => void) | undefined] = [0, undefined];
  const refused: unknown[] = [];
  room.heard = (member, number) => {
    const message = on.get(number);
    // Whoever reads back over a gap hears some again.
    if (!message || message.heardBy[member] === 1) return;
    message.heardBy[member] = 1;
    endedAtMs = performance.now();
    delaysMs.push(endedAtMs - message.atMs);
    if (--message.left > 0) return;
    on.delete(number);
    whole++;
    then?.(message.by);
  };
  const say: Say = (by) => {
    const number = ++numbers;
    said++;
    on.set(number, { atMs: performance.now(), left: people, by, heardBy: new Uint8Array(people) });
    room.members[by]?.say(number).catch((error: unknown) => refused.push(error));
  };
  const [startedAtMs, cpuBefore] = [performance.now(), room.cpuSeconds()];
  await speak(say, (next) => (then = next));
  // A server that falls behind shows it in the delays.
  await until('everybody to have heard everything', () => on.size === 0 || refused.length > 0, { timeoutMs: 60_000 });
  if (refused.length > 0) throw new Error(`${room.name}: ${String(refused[0])}`);
  return {
    ...{ said, heard: delaysMs.length, messagesPerSecond: whole / ((endedAtMs - startedAtMs) / 1_000) },
    ...{ delayP50Ms: percentile(delaysMs, 0.5), delayP99Ms: percentile(delaysMs, 0.99) },
    cpuMsPerMessage: ((room.cpuSeconds() - cpuBefore) * 1_000) / whole,
  };
}
