/** Calendars on a throwaway database with real HTTP routes; people and their meetings are made up. */
import { PassThrough } from 'node:stream';
import { createLogger, httpStatusOf, newId, SaalError, systemClock, type Database } from '@saal/foundation';
import { throwawayDatabase } from '@saal/foundation/testing';
import { MeetingId, PersonId, type SeriesDate } from '@saal/protocol';
import Fastify, { type FastifyError } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { calendarsMigrations, createCalendars, type Calendars } from '../create-calendars.ts';
import { spansOf, type PlannedMeeting } from '../planned-meeting.ts';
import type { Colleague } from '../ports.ts';
import { CalendarSettings } from '../settings.ts';

export interface TestHouse {
  db: Database;
  calendars: Calendars;
  /** Everybody who is named exists. */
  idOf(name: string): PersonId;
  plan(name: string, more: Partial<PlannedMeeting>): MeetingId;
  /** Each day at the same time, in UTC. */
  planDaily(name: string, more: Partial<PlannedMeeting> & { startsAtMs: number }, count: number): MeetingId;
  change(id: MeetingId, more: Partial<PlannedMeeting>): void;
  cancel(id: MeetingId): void;
  /** Meetings that calendars moved. */
  readonly moved: readonly MeetingId[];
  /** As it is planned now; undefined: cancelled. */
  planOf(id: MeetingId): PlannedMeeting | undefined;
  /** All bookings of a room, by its address. */
  book(room: string, ...times: { meetingId: MeetingId; fromMs: number; toMs: number }[]): void;
  /** As when the time for the next look at rooms has come. */
  skipRooms(): void;
  /** As when a room is taken. */
  refuseMoves(refuses: boolean): void;
  /** As when the server dies after so many moves from now on. */
  cutMoves(after: number): void;
  disable(name: string): void;
  /** @param name '': nobody is signed in */
  ask(
    name: string,
    method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<{ status: number; body: unknown; text: string }>;
  log(): string;
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;

class RoomTaken extends SaalError {
  readonly code = 'resource_taken';
}

function dailySeries(startsAtMs: number, count: number): NonNullable<PlannedMeeting['series']> {
  const day = (at: number): string => new Date(startsAtMs + at * DAY_MS).toISOString().slice(0, 10);
  const time = new Date(startsAtMs).toISOString().slice(11, 16);
  const rule = { every: 'day', interval: 1, end: { count } } as const;
  return {
    timeZone: 'UTC',
    stretches: [{ id: 's', firstDay: day(0), time, durationMin: 30, rule }],
    dates: Array.from({ length: count }, (_, at) => ({
      ...{ day: day(at), startsAtMs: startsAtMs + at * DAY_MS, durationMin: 30, state: 'ruled', stretchId: 's' },
    })),
  };
}

function withDate(meeting: PlannedMeeting, day: string, change: Partial<SeriesDate>): PlannedMeeting {
  const { series } = meeting;
  if (!series) throw new Error('it takes place once');
  return { ...meeting, series: { ...series, dates: series.dates.map((date) => (date.day === day ? { ...date, ...change } : date)) } };
}

export async function openTestHouse(settings: object): Promise<TestHouse> {
  const database = await throwawayDatabase([calendarsMigrations]);
  const people = new Map<string, PersonId>();
  const disabled = new Set<PersonId>();
  const meetings = new Map<MeetingId, PlannedMeeting>();
  const moved: MeetingId[] = [];
  let refusesMoves = false;
  let movesLeft = Infinity;
  let skippedMs = 0;
  const bookings = new Map<string, { meetingId: MeetingId; fromMs: number; toMs: number }[]>();
  const idOf = (name: string): PersonId => {
    const id = people.get(name) ?? PersonId.parse(newId());
    people.set(name, id);
    return id;
  };
  const personBy = (is: (id: PersonId, name: string) => boolean): Colleague | undefined => {
    const [name, id] = [...people].find(([each, personId]) => is(personId, each)) ?? [];
    if (name === undefined || id === undefined || disabled.has(id)) return undefined;
    return { id, name, email: `${name}@example.org`, language: 'de', isOfTheHouse: !name.startsWith('extern') };
  };
  const chunks: string[] = [];
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const calendars = createCalendars({
    ...{
      db: database.db,
      clock: { ...systemClock, now: () => systemClock.now() + skippedMs },
      log: createLogger('trace', stream),
      productName: 'Saal',
    },
    ...{ baseUrl: () => 'https://saal.example.org', publicUrl: 'https://saal.example.org' },
    installationSecret: 'of this house, forty characters or more!',
    settings: CalendarSettings.parse(settings),
    viewerOf: async (cookie) => (cookie === undefined || cookie === '' ? undefined : idOf(cookie)),
    people: {
      person: async (id) => personBy((each) => each === id),
      byEmail: async (email) => personBy((_id, name) => email === `${name}@example.org`),
    },
    plans: {
      plan: () => Promise.reject(new Error('nobody plans here')),
      get: () => Promise.reject(new Error('nobody plans here')),
      change: () => Promise.reject(new Error('nobody plans here')),
      remove: () => Promise.reject(new Error('nobody plans here')),
    },
    bookings: { of: (email) => Promise.resolve(bookings.get(email) ?? []) },
    moving: {
      async move(personId, { meetingId, day }, to) {
        if (refusesMoves) throw new RoomTaken('taken');
        if ((movesLeft -= 1) < 0) throw new Error('the server died');
        moved.push(meetingId);
        const known = meetings.get(meetingId);
        if (known?.ownerId !== personId) return;
        meetings.set(meetingId, day === undefined ? { ...known, ...to } : withDate(known, day, { ...to, state: 'moved' }));
      },
      async cancel(_personId, { meetingId, day }) {
        const known = meetings.get(meetingId);
        if (known && day !== undefined) meetings.set(meetingId, withDate(known, day, { state: 'cancelled' }));
        else meetings.delete(meetingId);
      },
    },
    meetings: {
      of: async (personId, range) =>
        [...meetings.values()].filter((meeting) => meeting.ownerId === personId && spansOf(meeting, range).length > 0),
    },
  });
  const app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error: FastifyError, _request, reply) =>
    error instanceof SaalError
      ? reply.code(httpStatusOf(error.code)).send({ error: error.toWire() })
      : reply.code(error.statusCode ?? 500).send({ error: { code: 'internal', message: error.message } }),
  );
  await app.register(calendars.http, { prefix: '/api' });
  const plan = (name: string, more: Partial<PlannedMeeting>): MeetingId => {
    const id = MeetingId.parse(newId());
    const usual = { title: 'Lage', createdAtMs: 0, startsAtMs: Date.now(), durationMin: 30, timeZone: 'Europe/Berlin', mayChange: true };
    meetings.set(id, { ...usual, id, ownerId: idOf(name), ...more });
    return id;
  };
  return {
    ...{ db: database.db, calendars, idOf, moved, plan, planOf: (id: MeetingId) => meetings.get(id) },
    skipRooms: () => {
      skippedMs += 3 * 60_000;
    },
    book: (room, ...times) => void bookings.set(room, times),
    refuseMoves: (refuses) => {
      refusesMoves = refuses;
    },
    cutMoves: (after) => {
      movesLeft = after;
    },
    planDaily: (name, more, count) => plan(name, { ...more, series: dailySeries(more.startsAtMs, count) }),
    change(id, more) {
      const known = meetings.get(id);
      if (known) meetings.set(id, { ...known, ...more });
    },
    cancel: (id) => void meetings.delete(id),
    disable: (name) => void disabled.add(idOf(name)),
    async ask(name, method, path, body) {
      const answer = await app.inject({
        method,
        url: `/api${path}`,
        headers: { cookie: name },
        ...(body === undefined ? {} : { payload: body }),
      });
      return {
        status: answer.statusCode,
        text: answer.payload,
        body: answer.payload === '' ? undefined : (JSON.parse(answer.payload) as unknown),
      };
    },
    log: () => chunks.join(''),
    async close() {
      await app.close();
      await calendars.close();
      await database.close();
    },
  };
}
