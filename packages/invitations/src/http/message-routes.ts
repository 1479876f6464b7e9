/** What the owner of a campaign writes to its people, and letters that are sent again. */
import {
  CampaignDone,
  CampaignMessage,
  CampaignMessageList,
  CampaignMessageWords,
  InviteAgain,
  MessagePreview,
  type PersonId,
} from '@saal/protocol';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { CampaignMessages } from '../campaign-messages.ts';

const BODY_BYTES = 64 * 1024;
const CampaignPath = z.object({ id: z.string().max(64) });
const MessagePath = CampaignPath.extend({ messageId: z.string().max(64) });

export function messageRoutes(options: {
  /** @throws when nobody is */
  signedIn: (request: FastifyRequest) => Promise<{ id: PersonId }>;
  messages: CampaignMessages;
}): FastifyPluginAsync {
  const { signedIn, messages } = options;
  return async (instance) => {
    const app = instance.withTypeProvider<ZodTypeProvider>();
    const concerned = { 200: CampaignDone };
    const written = { bodyLimit: BODY_BYTES } as const;

    app.post(
      '/campaigns/:id/message/preview',
      { ...written, schema: { params: CampaignPath, body: CampaignMessageWords, response: { 200: MessagePreview } } },
      async (request) => messages.preview((await signedIn(request)).id, request.params.id, request.body),
    );

    app.post(
      '/campaigns/:id/message',
      { ...written, schema: { params: CampaignPath, body: CampaignMessage, response: concerned } },
      async (request) => ({ concerned: await messages.write((await signedIn(request)).id, request.params.id, request.body) }),
    );

    app.get('/campaigns/:id/messages', { schema: { params: CampaignPath, response: { 200: CampaignMessageList } } }, async (request) => ({
      messages: await messages.list((await signedIn(request)).id, request.params.id),
    }));

    app.post('/campaigns/:id/messages/:messageId/again', { schema: { params: MessagePath, response: concerned } }, async (request) => {
      const { id, messageId } = request.params;
      return { concerned: await messages.writeAgain((await signedIn(request)).id, id, messageId) };
    });

    app.post(
      '/campaigns/:id/again',
      { ...written, schema: { params: CampaignPath, body: InviteAgain, response: concerned } },
      async (request) => ({
        concerned: await messages.inviteAgain((await signedIn(request)).id, request.params.id, request.body.interviews),
      }),
    );
  };
}
