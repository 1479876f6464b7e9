/** Inviting by name with real HTTP and Postgres; meetings and accounts as this feature sees them. */
import { createLogger, httpStatusOf, newId, SaalError } from '@saal/foundation';
import { throwawayDatabase } from '@saal/foundation/testing';
import { InviteeList, MeetingId, PersonId } from '@saal/protocol';
import Fastify, { type FastifyError } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { createInvitees, invitedGuests } from '../create-invitees.ts';
import { invitationsMigrations, type InvitedTo, type InvitingMeetings } from '../index.ts';
import type { Letter, Outbox } from '../mail-ports.ts';

class NoMeeting extends SaalError {
  readonly code = 'meeting_not_found';
}

class FakeMeetings implements InvitingMeetings {
  readonly plans = new Map<string, InvitedTo>();
  readonly places = new Map<string, 'in' | 'waiting'>();
  readonly out: string[] = [];
  own(personId: PersonId, id: string): Promise<{ id: MeetingId; ownerId: PersonId }> {
    const ownerId = this.plans.get(id)?.ownerId;
    return ownerId === personId ? Promise.resolve({ id: MeetingId.parse(id), ownerId }) : Promise.reject(new NoMeeting('none'));
  }
  plan(id: MeetingId): Promise<InvitedTo | undefined> {
    return Promise.resolve(this.plans.get(id));
  }
  /** Of the house, for the owners of the meetings here; throws what is set. */
  refusal: Error | undefined;

  async letsGuestsTo(ownerId: PersonId): Promise<boolean> {
    return (await this.requireGuests(ownerId).catch((error: unknown) => error)) === undefined;
  }

  requireGuests(ownerId: PersonId): Promise<void> {
    const isOwner = [...this.plans.values()].some((plan) => plan.ownerId === ownerId);
    return this.refusal && isOwner ? Promise.reject(this.refusal) : Promise.resolve();
  }

  placeOf(_meeting: MeetingId, inviteeId: string): Promise<'in' | 'waiting' | 'out'> {
    return Promise.resolve(this.places.get(inviteeId) ?? 'out');
  }
  readonly movedBearers: string[] = [];
  moved(_meeting: MeetingId, inviteeId: string): Promise<void> {
    this.movedBearers.push(inviteeId);
    return Promise.resolve();
  }
  putOut(_meeting: MeetingId, inviteeId: string): Promise<void> {
    this.out.push(inviteeId);
    return Promise.resolve();
  }
}

/** Letters as they would go out; `breaks` makes the next ones fail. */
class RecordingOutbox implements Outbox {
  isAvailable = true;
  readonly letters = new Map<string, Letter>();
  readonly withdrawn: string[] = [];
  breaks = 0;
  answer: Parameters<Outbox['onAnswer']>[0] = () => Promise.resolve();
  put(letter: Letter): Promise<void> {
    if (this.breaks-- > 0) return Promise.reject(new Error('the database went away'));
    if (!this.letters.has(letter.id)) this.letters.set(letter.id, letter);
    return Promise.resolve();
  }
  withdraw(which: { subjectId: string } | { id: string }): Promise<void> {
    if ('id' in which) this.withdrawn.push(which.id);
    return Promise.resolve();
  }
  statesOf(): ReturnType<Outbox['statesOf']> {
    return Promise.resolve(new Map());
  }
  lettersOf(): ReturnType<Outbox['lettersOf']> {
    return Promise.resolve(new Map());
  }
  preview(): { html: string; text: string } {
    return { html: '', text: '' };
  }
  forget(): Promise<void> {
    return Promise.resolve();
  }
  onAnswer(take: Parameters<Outbox['onAnswer']>[0]): void {
    this.answer = take;
  }
  /** Of letters that are not reminders. */
  get subjects(): string[] {
    return [...this.letters.values()].filter(({ notBeforeMs }) => notBeforeMs === undefined).map(({ subject }) => subject);
  }
}

const names = ['Alice', 'Bob', 'Mallory'];

export type InviteeHouse = Awaited<ReturnType<typeof openInviteeHouse>>;

/** Cookie `Alice`, or `guest=<browser>`. @param o.showsEmail of the phone book @param o.external name of somebody of another house */
export async function openInviteeHouse(o: { showsEmail?: boolean; external?: string } = {}) {
  const { db, close } = await throwawayDatabase([invitationsMigrations]);
  const clock = { now: () => nowMs, after: () => () => undefined };
  let nowMs = Date.UTC(2027, 2, 1, 8);
  const people = names.map((name) => ({ id: PersonId.parse(newId()), name, email: `${name.toLowerCase()}@example.org` }));
  const personOf = (name: string) => people.find((each) => each.name === name);
  const meetings = new FakeMeetings();
  const outbox = new RecordingOutbox();
  const disabled = new Set<PersonId>();
  const start = () =>
    createInvitees({
      ...{ db, clock, log: createLogger('silent'), meetings, installationSecret: 'only this installation knows it', outbox },
      publicUrl: 'https://saal.example.org',
      times: { choices: () => Promise.resolve([]), choose: () => Promise.resolve() },
      baseUrl: () => 'https://saal.example.org',
      asking: (cookie = '') => {
        const person = personOf(cookie);
        if (person)
          return Promise.resolve({
            key: `person:${person.id}`,
            person: { id: person.id, language: 'de', external: cookie === o.external },
          });
        return Promise.resolve(cookie.startsWith('guest=') ? { key: `guest:${cookie.slice(6)}` } : undefined);
      },
      people: {
        showsEmail: o.showsEmail ?? true,
        isOpen: (id) => Promise.resolve(!disabled.has(id) && people.some((each) => each.id === id)),
        byId: (id) => Promise.resolve(people.find((each) => each.id === id)),
        byEmail: (email) => Promise.resolve(people.find((each) => each.email === email && !disabled.has(each.id))),
        search: (text) => Promise.resolve(people.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()))),
      },
    });
  const feature = start();
  const app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error: FastifyError, _request, reply) =>
    error instanceof SaalError
      ? reply.code(httpStatusOf(error.code)).send({ error: error.toWire() })
      : reply.code(error.statusCode ?? 500).send({ error: { code: 'internal', message: error.message } }),
  );
  await app.register(feature.http, { prefix: '/api' });

  const ask = async (cookie: string, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) => {
    const answer = await app.inject({ method, url: `/api${path}`, headers: { cookie }, ...(payload === undefined ? {} : { payload }) });
    return { status: answer.statusCode, text: answer.payload, body: answer.payload === '' ? undefined : answer.json<unknown>() };
  };
  return {
    db,
    disabled,
    meetings,
    outbox,
    /** Another server on the same database. */
    start,
    /** The plan changes, or goes away; those invited were told then. */
    async replan(id: MeetingId, change: Partial<InvitedTo> | undefined) {
      const plan = meetings.plans.get(id);
      if (!plan || change === undefined) meetings.plans.delete(id);
      else meetings.plans.set(id, { ...plan, ...change });
      feature.planChanged(id);
      await feature.settled();
    },
    settled: () => feature.settled(),
    invited: invitedGuests({ db, clock }),
    personIdOf: (name: string) => personOf(name)?.id ?? PersonId.parse('nobody'),
    ask,
    /** Lets time go by. */
    skip: (ms: number) => {
      nowMs += ms;
    },
    /** A meeting of Alice's in an hour. */
    meeting(plan: Partial<InvitedTo> = {}): MeetingId {
      const id = MeetingId.parse(newId());
      const ownerId = personOf('Alice')?.id ?? PersonId.parse('nobody');
      const dates = [{ startsAtMs: nowMs + 3_600_000, durationMin: 60 }];
      meetings.plans.set(id, { ownerId, title: 'Haushalt', timeZone: 'Europe/Berlin', running: false, dates, ...plan });
      return id;
    },
    async invite(meetingId: MeetingId, ...invitees: object[]): Promise<InviteeList['invitees']> {
      const { status, body, text } = await ask('Alice', 'POST', `/meetings/${meetingId}/invitees`, { invitees });
      if (status !== 200) throw new Error(text);
      return InviteeList.parse(body).invitees;
    },
    close: async () => {
      await feature.close();
      await app.close();
      await close();
    },
  };
}

/** The secret in a personal link. */
export function secretIn(link: string | undefined): string {
  return link?.split('#')[1] ?? '';
}
