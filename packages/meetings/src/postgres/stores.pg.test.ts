import { createLogger, newId, systemClock } from '@saal/foundation';
import { throwawayDatabase, type ThrowawayDatabase } from '@saal/foundation/testing';
import { MeetingId, MeetingNumber, ParticipantId, PersonId, defaultSettings } from '@saal/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { meetingsMigrations } from '../create-meetings.ts';
import { LeaseLost } from '../errors.ts';
import type { MeetingRecord } from '../meeting-config.ts';
import type { StoredEvent } from '../meeting-event.ts';
import type { MeetingStore } from '../ports.ts';
import { createAttemptStore } from './attempt-store.ts';
import { createEventStore } from './event-store.ts';
import type { Lease } from '../ports.ts';
import { PostgresLeases } from './lease-store.ts';
import { createMeetingStore } from './meeting-store.ts';

let house: ThrowawayDatabase;
let meetings: MeetingStore;
const open: PostgresLeases[] = [];
beforeAll(async () => {
  house = await throwawayDatabase([meetingsMigrations]);
  meetings = createMeetingStore(house.db, systemClock);
});
afterAll(async () => {
  for (const leases of open) await leases.close();
  await house.close();
});

let count = 100_000_000;
function newMeeting(): Promise<MeetingRecord> {
  return meetings.create(
    {
      id: MeetingId.parse(newId()),
      kind: 'instant',
      title: 'Jour fixe',
      startsAtMs: null,
      durationMin: null,
      timeZone: null,
      ownerId: PersonId.parse('alice-person'),
      passcode: '123456',
      settings: defaultSettings,
      createdAtMs: 1,
    },
    () => MeetingNumber.parse(String(++count)),
  );
}

async function server(): Promise<PostgresLeases> {
  const leases = await PostgresLeases.open({ db: house.db, server: newId(), clock: systemClock, log: createLogger('silent') });
  open.push(leases);
  return leases;
}

const participantId = ParticipantId.parse('participant-1');
const hand = (raisedAtMs: number): StoredEvent => ({ type: 'hand-changed', participantId, raisedAtMs, by: participantId });
const opened = ({ id, number, title, ownerId, settings }: MeetingRecord, run: number): StoredEvent => ({
  type: 'run-opened',
  run,
  config: { id, number, title, ownerId, settings, inviterName: 'Alice' },
  atMs: 1,
});

test('a taken number is drawn anew', async () => {
  const first = await newMeeting();
  count -= 1;
  expect((await newMeeting()).number).not.toBe(first.number);
});

test('what was appended is there, in order, and the phase follows', async () => {
  const meeting = await newMeeting();
  const lease = leaseOf(await (await server()).acquire(meeting.id));
  const events = createEventStore(house.db);
  await events.append(lease, { run: 0, afterSeq: 0 }, [opened(meeting, 1), { type: 'began', atMs: 2 }, hand(3)]);
  await events.append(lease, { run: 1, afterSeq: 3 }, [hand(4), hand(5)]);
  expect((await events.load(meeting.id, 1)).map(({ type }) => type)).toEqual([
    'run-opened',
    'began',
    'hand-changed',
    'hand-changed',
    'hand-changed',
  ]);
  expect(await meetings.byId(meeting.id)).toMatchObject({ phase: 'running', run: 1 });
  expect(await meetings.open()).toContain(meeting.id);

  await events.append(lease, { run: 1, afterSeq: 5 }, [{ type: 'ended', cause: 'ended', by: null, atMs: 9 }]);
  expect(await meetings.byId(meeting.id)).toMatchObject({ phase: 'ended', run: 1, lastEndedAtMs: 9 });
  expect(await events.load(meeting.id, 1)).toEqual([]);
});

test('while its holder lives a lease is not taken; the moment the holder is gone it is, and the former one writes nothing any more', async () => {
  const meeting = await newMeeting();
  const events = createEventStore(house.db);
  const first = await server();
  const second = await server();
  const old = leaseOf(await first.acquire(meeting.id));
  await events.append(old, { run: 0, afterSeq: 0 }, [opened(meeting, 1)]);
  expect(await second.acquire(meeting.id)).toEqual({ heldBy: old.conductor });
  expect(await second.holder(meeting.id)).toBe(old.conductor);
  expect([...(await first.renew())]).toContain(meeting.id);

  await first.close(); // like its process died: the lease row still runs, the advisory lock is free
  const taken = leaseOf(await second.acquire(meeting.id));
  expect(taken.fencing).toBeGreaterThan(old.fencing);
  await expect(events.append(old, { run: 1, afterSeq: 1 }, [hand(1)])).rejects.toThrow(LeaseLost);
  await events.append(taken, { run: 1, afterSeq: 1 }, [hand(2)]);
  expect(await events.load(meeting.id, 1)).toHaveLength(2);
  expect([...(await first.renew())]).not.toContain(meeting.id);
});

test('two writers of the same place in the sequence: one is told that it lost', async () => {
  const meeting = await newMeeting();
  const events = createEventStore(house.db);
  const lease = leaseOf(await (await server()).acquire(meeting.id));
  const outcomes = await Promise.allSettled([
    events.append(lease, { run: 1, afterSeq: 0 }, [hand(1)]),
    events.append(lease, { run: 1, afterSeq: 0 }, [hand(2)]),
  ]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await events.load(meeting.id, 1)).toHaveLength(1);
});

test('a released lease is free at once', async () => {
  const meeting = await newMeeting();
  const first = await server();
  await first.release(leaseOf(await first.acquire(meeting.id)));
  expect(await first.holder(meeting.id)).toBeUndefined();
  expect(await (await server()).acquire(meeting.id)).toMatchObject({ meetingId: meeting.id });
});

test('a bucket gives its burst, then one token each time it refills, and takes none too many at the same time', async () => {
  const attempts = createAttemptStore(house.db);
  const bucket = { burst: 3, refillMs: 1_000 };
  const taken = await Promise.all(Array.from({ length: 8 }, () => attempts.take('eve', bucket, 1_000)));
  expect(taken.filter((waitMs) => waitMs === 0)).toHaveLength(3);
  expect(await attempts.take('eve', bucket, 1_500)).toBe(500);
  expect(await attempts.take('eve', bucket, 2_000)).toBe(0);
  expect(await attempts.take('eve', bucket, 2_000)).toBeGreaterThan(0);
  await attempts.giveBack('eve', bucket);
  expect(await attempts.take('eve', bucket, 2_000)).toBe(0);
});

function leaseOf(taken: Lease | { heldBy: string }): Lease {
  if ('heldBy' in taken) throw new Error(`held by ${taken.heldBy}`);
  return taken;
}
