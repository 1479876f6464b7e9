import type { Accounts } from '@saal/accounts';
import type { Clock } from '@saal/foundation';
import { ClaimRegistration, Register, RegistrationView } from '@saal/protocol';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { NameNeeded, NotSignedIn, RateLimited, RegistrationClosed, RegistrationLinkInvalid } from '../errors.ts';
import { personKey } from '../identity.ts';
import type { MeetingRecord } from '../meeting-config.ts';
import type { Planning } from '../planning.ts';
import type { AttemptStore, RegistrationStore } from '../ports.ts';
import { visitorOf } from '../visitor.ts';

const SMALL_BODY_BYTES = 4 * 1024;
const MeetingPath = z.object({ id: z.string().max(64) });
/** Of one address: a whole office registers from one. */
const registrations = { burst: 300, refillMs: 1_000 };
/** Wrong links, of one address and at one meeting; a right one gives its token back. 128 random bits are behind each. */
const wrongLinks = { burst: 50, refillMs: 15_000 };
const wrongLinksOfMeeting = { burst: 200, refillMs: 1_000 };

export type RegistrationRoutesOptions = {
  accounts: Pick<Accounts, 'viewerOf'>;
  planning: Planning;
  registrations: RegistrationStore;
  attempts: AttemptStore;
  clock: Clock;
  newSecret: () => string;
  /** One way: neither secrets nor addresses are stored (LOG-2). */
  hash: (text: string) => string;
  baseUrl: (request: FastifyRequest) => string;
};

/** Registering for a meeting that asks for it, by the person or by the guest's browser; numbers for everybody, names for nobody. */
export function registrationRoutes(options: RegistrationRoutesOptions): FastifyPluginAsync {
  const { accounts, planning, registrations: store, attempts, clock, newSecret, hash, baseUrl } = options;

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
        const retryAfterMs = await attempts.take(`register:${hash(request.ip)}`, registrations, clock.now());
        if (retryAfterMs > 0) throw new RateLimited(retryAfterMs);
        if (meeting.settings.registration !== 'open') throw new RegistrationClosed();
        const name = viewer.kind === 'person' ? viewer.person.displayName : request.body.name;
        if (name === undefined) throw new NameNeeded();
        const limit = meeting.settings.registrationLimit;
        // With an account the place is found wherever one signs in.
        const secret = viewer.kind === 'guest' ? newSecret() : undefined;
        const linkHash = secret === undefined ? null : hash(secret);
        await store.register(meeting.id, { identity: visitorOf(viewer).key, name, limit, nowMs: clock.now(), linkHash });
        const registered = await view(meeting, request);
        return secret === undefined ? registered : { ...registered, link: `${baseUrl(request)}/m/${meeting.id}#place=${secret}` };
      },
    );

    app.post(
      '/public/meetings/:id/registration/claim',
      { bodyLimit: SMALL_BODY_BYTES, schema: { params: MeetingPath, body: ClaimRegistration, response: { 200: RegistrationView } } },
      async (request) => {
        const meeting = await planning.known(request.params.id);
        const viewer = await accounts.viewerOf(request.headers.cookie);
        if (!viewer) throw new NotSignedIn();
        const tries = [
          { subject: `place:${hash(request.ip)}`, bucket: wrongLinks },
          { subject: `place-of:${meeting.id}`, bucket: wrongLinksOfMeeting },
        ];
        for (const { subject, bucket } of tries) {
          const retryAfterMs = await attempts.take(subject, bucket, clock.now());
          if (retryAfterMs > 0) throw new RateLimited(retryAfterMs);
        }
        const { registrationLimit } = meeting.settings;
        if (!(await store.claim(meeting.id, hash(request.body.secret), visitorOf(viewer).key, registrationLimit)))
          throw new RegistrationLinkInvalid();
        for (const { subject, bucket } of tries) await attempts.giveBack(subject, bucket);
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
