/** One's own status, by the session of our own pages: what colleagues are told, and what is not told them. */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Chatters } from '../chatters.ts';
import type { UserId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { ReaderDataStore } from '../ports.ts';
import { MAX_STATUS, ownStates, PRESENCE_WISH, type PresentPeople } from '../presence.ts';
import type { HouseAccounts } from './context.ts';
import { NotSignedIn } from './page-errors.ts';

const states = ['available', ...ownStates, 'invisible'] as const;
const Status = z.strictObject({
  state: z.enum(states),
  text: z.string().trim().max(MAX_STATUS).default(''),
  /** Until then state and text hold. */
  untilMs: z.int().min(0).max(8.64e15).optional(),
  hideMeetings: z.boolean().default(false),
});
const Wish = z.object({
  hidden: z.boolean().catch(false),
  state: z.enum(ownStates).optional().catch(undefined),
  status_msg: z.string().catch(''),
  until_ms: z.number().optional().catch(undefined),
  hide_meetings: z.boolean().catch(false),
});

export interface StatusParts {
  accounts: Pick<HouseAccounts, 'signedIn'>;
  chatters: Chatters;
  readerData: Pick<ReaderDataStore, 'accountData' | 'putAccountData'>;
  /** Undefined: here nobody is told who is there. */
  presence: PresentPeople | undefined;
  nowMs: () => number;
}

export function statusPlugin({ accounts, chatters, readerData, presence, nowMs }: StatusParts): FastifyPluginAsync {
  /** @throws {NotSignedIn} */
  const askerOf = async (request: FastifyRequest): Promise<UserId> => {
    const person = await accounts.signedIn(request.headers.cookie);
    if (!person) throw new NotSignedIn();
    return (await chatters.of(person)).userId;
  };
  const statusOf = async (userId: UserId): Promise<object> => {
    const wish = Wish.parse((await readerData.accountData(userId, undefined, PRESENCE_WISH)) ?? {});
    const isOver = wish.until_ms !== undefined && wish.until_ms <= nowMs();
    const own = isOver ? undefined : wish.state;
    return {
      ...{ isTold: presence !== undefined, state: wish.hidden ? 'invisible' : (own ?? 'available'), text: isOver ? '' : wish.status_msg },
      ...(wish.until_ms === undefined || isOver ? {} : { untilMs: wish.until_ms }),
      hideMeetings: wish.hide_meetings,
    };
  };

  return async (app) => {
    app.get('/v1/chat/status', async (request) => statusOf(await askerOf(request)));

    app.put('/v1/chat/status', async (request) => {
      const userId = await askerOf(request);
      const { state, text, untilMs, hideMeetings } = Status.parse(request.body);
      const wish: JsonObject = {
        ...(state === 'invisible' ? { hidden: true } : {}),
        ...(state === 'busy' || state === 'dnd' ? { state } : {}),
        ...(text === '' ? {} : { status_msg: text }),
        ...(untilMs === undefined ? {} : { until_ms: untilMs }),
        ...(hideMeetings ? { hide_meetings: true } : {}),
      };
      await readerData.putAccountData(userId, undefined, PRESENCE_WISH, wish);
      await presence?.wishChanged(userId);
      return statusOf(userId);
    });
  };
}
