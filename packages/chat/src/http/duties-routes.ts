/** What holders of a right for the house do and look at, and everybody's own data: under `/api/v1/chat`, by the session of our own pages. */
import { Readable } from 'node:stream';
import { ChatStatisticsView, StatisticsQuery } from '@saal/protocol';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Chatters, PersonHere } from '../chatters.ts';
import { NothingOfThatName, type Duties } from '../duties.ts';
import type { DutiesStore } from '../duties-ports.ts';
import { isRoomId, isUserId, type UserId } from '../ids.ts';
import type { RoomReader } from '../ports.ts';
import type { HouseAccounts } from './context.ts';
import { NotAllowed, NotSignedIn } from './page-errors.ts';

/** Of the accounts' rights those that reach into chat. */
type DutyRight = 'audit.read' | 'statistics.read' | 'reports.read' | 'holds.make' | 'chat.export' | 'chat.erase';

const PAGE = 100;
const dayMs = 86_400_000;
/** Fewer messages a day might tell of somebody. */
const TOLD_FROM = 5;
const Page = z.object({ before: z.coerce.number().int().min(1).optional(), action: z.string().max(50).optional() });
const NewHold = z.object({ kind: z.enum(['person', 'room']), subject: z.string().max(255), reason: z.string().trim().min(1).max(1_000) });
const HoldPath = z.object({ id: z.coerce.number().int().min(1) });
const PersonPath = z.object({ userId: z.string().max(255) });

export interface DutiesParts {
  accounts: HouseAccounts;
  chatters: Chatters;
  reader: RoomReader;
  duties: Duties;
  store: DutiesStore;
}

export function dutiesPlugin({ accounts, chatters, reader, duties, store }: DutiesParts): FastifyPluginAsync {
  /** @throws {NotSignedIn} */
  const signedIn = async (request: FastifyRequest): Promise<PersonHere> => {
    const person = await accounts.signedIn(request.headers.cookie);
    if (!person) throw new NotSignedIn();
    return person;
  };

  /** @returns what the record calls them. @throws {NotSignedIn, NotAllowed} */
  const holderOf = async (right: DutyRight, request: FastifyRequest): Promise<string> => {
    const person = await signedIn(request);
    const name = (await chatters.ofPerson(person.id))?.userId ?? person.id;
    if (person.rights?.includes(right) === true) return name;
    await store.write({ action: 'not-allowed', actor: name, details: { path: request.routeOptions.url ?? '' } });
    throw new NotAllowed();
  };

  const personOf = async (request: FastifyRequest): Promise<UserId> => {
    const { userId } = PersonPath.parse(request.params);
    if (!isUserId(userId) || !(await chatters.byId(userId))) throw new NothingOfThatName('person');
    return userId;
  };

  const sendExport = (reply: FastifyReply, userId: UserId, by: string): FastifyReply => {
    const lines = async function* (): AsyncGenerator<string> {
      for await (const line of duties.export(userId, by)) yield `${JSON.stringify(line)}\n`;
    };
    return reply
      .header('content-disposition', 'attachment; filename="chat.jsonl"')
      .type('application/x-ndjson')
      .send(Readable.from(lines()));
  };

  return async (app) => {
    app.get('/v1/chat/audit', async (request) => {
      await holderOf('audit.read', request);
      const { before, action } = Page.parse(request.query);
      const records = await store.audit({ before, action, limit: PAGE });
      return { records, ...(records.length === PAGE ? { next: records.at(-1)?.id } : {}) };
    });

    app.get('/v1/chat/statistics', async (request, reply) => {
      await holderOf('statistics.read', request);
      const { from, until } = StatisticsQuery.parse(request.query);
      const untilMs = Date.parse(until) + dayMs;
      const use = await store.use(Date.parse(from), untilMs);
      reply.header('cache-control', 'no-store');
      return ChatStatisticsView.parse({
        ...use,
        days: use.days.map(({ day, messages }) => ({
          day: new Date(day * dayMs).toISOString().slice(0, 10),
          messages: messages < TOLD_FROM ? null : messages,
        })),
      });
    });

    app.get('/v1/chat/reports', async (request) => {
      await holderOf('reports.read', request);
      const reports = await store.reports({ before: Page.parse(request.query).before, limit: PAGE });
      return { reports, ...(reports.length === PAGE ? { next: reports.at(-1)?.id } : {}) };
    });

    app.get('/v1/chat/holds', async (request) => {
      await holderOf('holds.make', request);
      return { holds: await store.holds() };
    });

    app.post('/v1/chat/holds', async (request, reply) => {
      const placedBy = await holderOf('holds.make', request);
      const hold = NewHold.parse(request.body);
      const isThere =
        hold.kind === 'person'
          ? isUserId(hold.subject) && (await chatters.byId(hold.subject)) !== undefined
          : isRoomId(hold.subject) && (await reader.state(hold.subject, [['m.room.create', '']])).length > 0;
      if (!isThere) throw new NothingOfThatName(hold.kind);
      return reply.code(201).send({ id: await duties.placeHold({ ...hold, placedBy }) });
    });

    app.delete('/v1/chat/holds/:id', async (request, reply) => {
      const by = await holderOf('holds.make', request);
      await duties.releaseHold(HoldPath.parse(request.params).id, by);
      return reply.code(204).send();
    });

    app.get('/v1/chat/export', async (request, reply) => {
      const person = await signedIn(request);
      const { userId } = await chatters.of(person);
      return sendExport(reply, userId, userId);
    });

    app.get('/v1/chat/people/:userId/export', async (request, reply) => {
      const by = await holderOf('chat.export', request);
      return sendExport(reply, await personOf(request), by);
    });

    app.post('/v1/chat/people/:userId/erase', async (request, reply) => {
      const by = await holderOf('chat.erase', request);
      await duties.erase(await personOf(request), by);
      return reply.code(202).send({});
    });
  };
}
