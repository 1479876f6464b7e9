import type { Accounts } from '@saal/accounts';
import type { Clock } from '@saal/foundation';
import { Register, RegistrationView } from '@saal/protocol';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { NameNeeded, NotSignedIn, RateLimited, RegistrationClosed } from '../errors.ts';
import { personKey } from '../identity.ts';
import type { MeetingRecord } from '../meeting-config.ts';
import type { Planning } from '../planning.ts';
import type { AttemptStore, RegistrationStore } from '../ports.ts';
import { visitorOf } from '../visitor.ts';

const SMALL_BODY_BYTES = 4 * 1024;
const MeetingPath = z.object({ id: z.string().max(64) });
/** Of one address: a whole office registers from one. */
const registrations = { burst: 300, refillMs: 1_000 };

export type RegistrationRoutesOptions = {
  accounts: Pick<Accounts, 'viewerOf'>;
  planning: Planning;
  registrations: RegistrationStore;
  attempts: AttemptStore;
  clock: Clock;
};

/** Registering for a meeting that asks for it, by the person or by the guest's browser; numbers for everybody, names for nobody. */
export function registrationRoutes(options: RegistrationRoutesOptions): FastifyPluginAsync {
  const { accounts, planning, registrations: store, attempts, clock } = options;

  const view = async (meeting: MeetingRecord, request: FastifyRequest): Promise<RegistrationView> => {
    const viewer = await accounts.viewerOf(request.headers.cookie);
    const key = viewer && visitorOf(viewer).key;
    const { registration: state, registrationLimit: limit } = meeting.settings;
    const [{ taken, waiting }, mine] = await Promise.all([
      store.counts(meeting.id),
      key === undefined ? undefined : store.of(meeting.id, key),
    ]);
    return {
      state,
      places: limit,
      free: Math.max(0, limit - taken),
      waiting,
      mine: mine === undefined ? null : { state: mine.state, name: mine.name, place: mine.state === 'waiting' ? mine.place : null },
      owner: key !== undefined && key === personKey(meeting.ownerId),
    };
  };

  return async (instance) => {
    const app = instance.withTypeProvider<ZodTypeProvider>();
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
    });

    app.get(
      '/public/meetings/:id/registration',
      { schema: { params: MeetingPath, response: { 200: RegistrationView } } },
      async (request) => view(await planning.known(request.params.id), request),
    );

    app.post(
      '/public/meetings/:id/registration',
      { bodyLimit: SMALL_BODY_BYTES, schema: { params: MeetingPath, body: Register, response: { 200: RegistrationView } } },
      async (request) => {
        const meeting = await planning.known(request.params.id);
        const viewer = await accounts.viewerOf(request.headers.cookie);
        if (!viewer) throw new NotSignedIn();
        const retryAfterMs = await attempts.take(`register:${request.ip}`, registrations, clock.now());
        if (retryAfterMs > 0) throw new RateLimited(retryAfterMs);
        if (meeting.settings.registration !== 'open') throw new RegistrationClosed();
        const name = viewer.kind === 'person' ? viewer.person.displayName : request.body.name;
        if (name === undefined) throw new NameNeeded();
        const limit = meeting.settings.registrationLimit;
        await store.register(meeting.id, { identity: visitorOf(viewer).key, name, limit, nowMs: clock.now() });
        return view(meeting, request);
      },
    );

    app.delete(
      '/public/meetings/:id/registration',
      { schema: { params: MeetingPath, response: { 200: RegistrationView } } },
      async (request) => {
        const meeting = await planning.known(request.params.id);
        const viewer = await accounts.viewerOf(request.headers.cookie);
        if (!viewer) throw new NotSignedIn();
        await store.withdraw(meeting.id, visitorOf(viewer).key, meeting.settings.registrationLimit);
        return view(meeting, request);
      },
    );
  };
}
