/** Where clients want to be told what concerns their people while they are not there. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { WEB_PUSH, type Pusher } from '../push-ports.ts';
import type { JsonObject } from '../json.ts';
import { askerOf, bodyOf, type ChatParts } from './context.ts';

const MOST_PUSHERS = 30;
const MAX_DATA_BYTES = 8_192;

const Names = z.object({ app_id: z.string().min(1).max(64), pushkey: z.string().min(1).max(512) });
const Wish = z.discriminatedUnion('kind', [
  Names.extend({ kind: z.null() }),
  Names.extend({
    kind: z.enum(['http', WEB_PUSH]),
    app_display_name: z.string().max(200),
    device_display_name: z.string().max(200),
    profile_tag: z.string().max(64).optional(),
    lang: z.string().max(64),
    data: z.record(z.string(), z.json()).refine((data) => JSON.stringify(data).length <= MAX_DATA_BYTES, { message: 'is too large' }),
    append: z.boolean().default(false),
  }),
]);

export function pusherRoutes(app: FastifyInstance, parts: ChatParts): void {
  const { pushers } = parts;

  app.get('/pushers', async (request) => {
    const { userId } = await askerOf(request, parts);
    return { pushers: (await pushers.of(userId)).map(pusherJson) };
  });

  app.post('/pushers/set', async (request) => {
    const { userId, deviceId } = await askerOf(request, parts);
    const wish = bodyOf(Wish, request);
    const { app_id: appId, pushkey } = wish;
    if (wish.kind === null) await pushers.remove(userId, appId, pushkey);
    else {
      const { app_id: _appId, pushkey: _pushkey, kind, append, ...profile } = wish;
      await pushers.set({ userId, deviceId, appId, pushkey, kind, profile }, { alone: !append, most: MOST_PUSHERS });
    }
    return {};
  });
}

const pusherJson = ({ appId, pushkey, kind, profile }: Pusher): JsonObject => ({ ...profile, app_id: appId, pushkey, kind });
