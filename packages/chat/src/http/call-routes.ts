/**
 * Calls, for every page of ours by the session: starting one from a room, hearing it ring, answering. No client of chat is needed, so
 * that pages ring which never open one.
 */
import { createHash } from 'node:crypto';
import { SaalError } from '@saal/foundation';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Calls } from '../calls.ts';
import type { Chatters, PersonHere } from '../chatters.ts';
import { ChatError } from '../errors.ts';
import type { FloodGuard } from '../flood-guard.ts';
import { isRoomId, type UserId } from '../ids.ts';
import type { Rings } from '../rings.ts';
import type { HouseAccounts } from './context.ts';
import { NotFound, NotSignedIn } from './page-errors.ts';

/** Less than proxies wait for an answer. */
const MOST_WAIT_MS = 50_000;

class NotAllowed extends SaalError {
  readonly code = 'not_allowed';
}

class TooMuch extends SaalError {
  readonly code = 'rate_limited';
  constructor(retryAfterMs: number) {
    super('too much at once', { details: { retryAfterMs } });
  }
}

const RoomPath = z.object({ roomId: z.string().max(255).refine(isRoomId) });
const Start = z.strictObject({ ring: z.enum(['none', 'voice', 'video']) });
const Waiting = z.object({ known: z.string().max(64).optional(), wait: z.coerce.number().int().min(0).max(MOST_WAIT_MS).default(0) });
const RingPath = z.object({ ringId: z.string().max(64) });
const Answer = z.strictObject({ answer: z.enum(['accepted', 'declined']) });
const MeetingPath = z.object({ meetingId: z.string().max(64) });

export interface CallRouteParts {
  accounts: Pick<HouseAccounts, 'signedIn'>;
  chatters: Chatters;
  calls: Calls;
  rings: Rings;
  floods: FloodGuard;
  /** Then it rings without a sound. */
  isInMeeting: (userId: UserId) => boolean;
  nowMs: () => number;
}

export function callsPlugin({ accounts, chatters, calls, rings, floods, isInMeeting, nowMs }: CallRouteParts): FastifyPluginAsync {
  /** @throws {NotSignedIn} */
  const signedIn = async (request: FastifyRequest): Promise<PersonHere> => {
    const person = await accounts.signedIn(request.headers.cookie);
    if (!person) throw new NotSignedIn();
    return person;
  };

  return async (app) => {
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
    });

    app.post('/v1/chat/rooms/:roomId/call', async (request) => {
      const person = await signedIn(request);
      const { roomId } = RoomPath.parse(request.params);
      const { ring } = Start.parse(request.body);
      return translated(async () => {
        floods.count((await chatters.of(person)).userId, nowMs());
        return calls.start(person, roomId, ring);
      });
    });

    app.get('/v1/chat/rings', async (request, reply) => {
      const person = await signedIn(request);
      const { known, wait } = Waiting.parse(request.query);
      // Also who never was in chat is rung, from the phone book.
      const chatter = await chatters.of(person);
      const gone = goneSignal(request, reply);
      const told = await rings.news(chatter.userId, (now) => versionOf(now) !== known, wait, gone);
      return {
        version: versionOf(told),
        rings: told.map(({ ringId, meetingId, roomId, video, callerName, callerPicture, rangAtMs, endsAtMs }) => ({
          ...{ ringId, meetingId, roomId, video, callerName, sinceMs: rangAtMs, forMs: Math.max(0, endsAtMs - nowMs()) },
          ...(callerPicture === undefined ? {} : { callerPicture }),
          ...(isInMeeting(chatter.userId) ? { isQuiet: true } : {}),
        })),
      };
    });

    app.post('/v1/chat/rings/:ringId', async (request) => {
      const person = await signedIn(request);
      const { ringId } = RingPath.parse(request.params);
      const { answer } = Answer.parse(request.body);
      const { userId } = await chatters.of(person);
      return { meetingId: (await rings.answer(userId, ringId, answer)) ?? null };
    });

    app.get('/v1/chat/meetings/:meetingId/room', async (request) => {
      const person = await signedIn(request);
      const { meetingId } = MeetingPath.parse(request.params);
      const chat = await calls.chatOf(person, meetingId);
      if (!chat) throw new NotFound();
      return { isCall: chat.isCall, roomId: chat.roomId ?? null };
    });
  };
}

const versionOf = (rings: readonly { ringId: string }[]): string =>
  rings.length === 0
    ? NOTHING
    : createHash('sha256')
        .update(rings.map(({ ringId }) => ringId).join())
        .digest('base64url')
        .slice(0, 16);
const NOTHING = 'none';

/** Whoever waits may go away. */
function goneSignal(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  const end = (): void => gone.abort();
  request.raw.on('aborted', end);
  reply.raw.on('close', end);
  return gone.signal;
}

/** In the words of our own pages. */
async function translated<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof ChatError && (error.code === 'forbidden' || error.code === 'bad_state')) throw new NotAllowed(error.message);
    if (error instanceof ChatError && error.code === 'limit_exceeded') throw new TooMuch(Number(error.details['retry_after_ms']));
    throw error;
  }
}
