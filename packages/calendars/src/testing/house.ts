/** Calendars on a throwaway database with real HTTP routes; people and their meetings are made up. */
import { PassThrough } from 'node:stream';
import { createLogger, httpStatusOf, newId, SaalError, systemClock, type Database } from '@saal/foundation';
import { throwawayDatabase } from '@saal/foundation/testing';
import { MeetingId, PersonId } from '@saal/protocol';
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

class RoomTaken extends SaalError {
  readonly code = 'resource_taken';
}

export async function openTestHouse(settings: object): Promise<TestHouse> {
  const database = await throwawayDatabase([calendarsMigrations]);
  const people = new Map<string, PersonId>();
  const disabled = new Set<PersonId>();
  const meetings = new Map<MeetingId, PlannedMeeting>();
  const moved: MeetingId[] = [];
  let refusesMoves = false;
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
      async move(personId, { meetingId }, to) {
        if (refusesMoves) throw new RoomTaken('taken');
        moved.push(meetingId);
        const known = meetings.get(meetingId);
        if (known?.ownerId === personId) meetings.set(meetingId, { ...known, ...to });
      },
      cancel: async (_personId, { meetingId }) => void meetings.delete(meetingId),
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
  return {
    ...{ db: database.db, calendars, idOf, moved, planOf: (id: MeetingId) => meetings.get(id) },
    skipRooms: () => {
      skippedMs += 3 * 60_000;
    },
    book: (room, ...times) => void bookings.set(room, times),
    refuseMoves: (refuses) => {
      refusesMoves = refuses;
    },
    plan(name, more) {
      const id = MeetingId.parse(newId());
      const planned = {
        id,
        ownerId: idOf(name),
        title: 'Lage',
        createdAtMs: 0,
        startsAtMs: Date.now(),
        durationMin: 30,
        timeZone: 'Europe/Berlin',
        mayChange: true,
      };
      meetings.set(id, { ...planned, ...more });
      return id;
    },
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
