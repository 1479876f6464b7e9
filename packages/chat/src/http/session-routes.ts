/** Versions, signing in and out, and what a client may know of itself. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ROOM_VERSION } from '../auth-rules.ts';
import type { Entry } from '../devices.ts';
import { ChatError } from '../errors.ts';
import type { UserId } from '../ids.ts';
import { WEB_PUSH } from '../push-ports.ts';
import { askerOf, bodyOf, partOf, type ChatParts, type Proven } from './context.ts';
import { isMeetingSignIn, MEETING_SESSION, meetingSignIn } from './meeting-sign-in.ts';

/** Of our own pages, whose browser is signed in: proven by the cookie, given only to a page of ours. */
export const OWN_SESSION = 'eu.saal.login.session';

const DeviceId = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[\x21-\x7e]+$/);
/** Of the device that is made. */
const wish = {
  device_id: DeviceId.optional(),
  initial_device_display_name: z.string().max(1_000).optional(),
  refresh_token: z.boolean().optional(),
};
const SignIn = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('m.login.password'),
    identifier: z
      .discriminatedUnion('type', [
        z.object({ type: z.literal('m.id.user'), user: z.string().max(255) }),
        z.object({ type: z.literal('m.id.thirdparty'), medium: z.literal('email'), address: z.string().max(320) }),
      ])
      .optional(),
    /** Where clients older than `identifier` put the name. */
    user: z.string().max(255).optional(),
    password: z.string().max(1_024),
    ...wish,
  }),
  z.object({ type: z.literal(OWN_SESSION), ...wish }),
  z.object({ type: z.literal('m.login.token'), token: z.string().max(200), ...wish }),
]);
type SignIn = z.infer<typeof SignIn>;

const versions = ['r0.6.1', ...Array.from({ length: 12 }, (_, minor) => `v1.${minor + 1}`)];

/** Not behind a version of the API. */
export function versionRoutes(app: FastifyInstance, { baseUrl }: ChatParts): void {
  app.get('/_matrix/client/versions', () => ({ versions, unstable_features: { 'org.matrix.msc3814': true } }));
  app.get('/.well-known/matrix/client', (request) => ({ 'm.homeserver': { base_url: baseUrl(request) } }));
}

export function sessionRoutes(app: FastifyInstance, parts: ChatParts): void {
  const { accounts, chatters, devices, rooms, serverName } = parts;

  const told = (userId: UserId, entry: Entry) => ({
    user_id: userId,
    access_token: entry.accessToken,
    device_id: entry.deviceId,
    home_server: serverName,
    ...(entry.refreshToken === undefined ? {} : { refresh_token: entry.refreshToken, expires_in_ms: entry.expiresInMs }),
  });

  /** @throws {ChatError, SaalError} */
  const proven = async (claim: SignIn, request: FastifyRequest): Promise<Proven> => {
    if (claim.type === OWN_SESSION) {
      const person = parts.ownOrigin(request) ? await accounts.signedIn(request.headers.cookie) : undefined;
      if (!person) throw new ChatError('forbidden', 'nobody is signed in here');
      return person;
    }
    if (claim.type === 'm.login.token') {
      const person = await accounts.person(await parts.loginTokens.take(claim.token));
      if (!person) throw new ChatError('forbidden', 'this account is not there any more');
      return person;
    }
    const caller = { address: request.ip, userAgent: request.headers['user-agent'] };
    return accounts.prove({ email: await emailOf(claim), password: claim.password }, caller);
  };

  /** An unknown name is tried like a known one: neither answer nor time tells the difference. */
  const emailOf = async ({ identifier, user }: SignIn & { type: 'm.login.password' }): Promise<string> => {
    if (identifier?.type === 'm.id.thirdparty') return identifier.address;
    const typed = identifier?.user ?? user;
    if (typed === undefined) throw new ChatError('missing_param', 'who signs in is missing');
    if (!typed.startsWith('@') && typed.includes('@')) return typed;
    const userId = chatters.userIdOf(typed);
    const chatter = userId && (await chatters.byId(userId));
    const person = chatter?.personId === undefined ? undefined : await accounts.person(chatter.personId);
    return person?.email ?? `${typed}@unknown.invalid`;
  };

  app.get('/login', () => ({
    flows: ['m.login.password', 'm.login.sso', 'm.login.token', OWN_SESSION, MEETING_SESSION].map((type) => ({ type })),
  }));

  app.post('/login', async (request) => {
    if (isMeetingSignIn(request)) return meetingSignIn(request, parts);
    const claim = bodyOf(SignIn, request);
    const person = await proven(claim, request);
    const { userId, displayName } = await chatters.of(person);
    if (displayName !== person.displayName) {
      await chatters.rename(userId, person.displayName);
      await rooms.profileChanged(userId);
    }
    const entry = await devices.enter(userId, {
      deviceId: claim.device_id,
      name: claim.initial_device_display_name,
      renewable: claim.refresh_token === true,
      appPasswordId: person.appPasswordId,
      sessionId: person.sessionId,
    });
    return told(userId, entry);
  });

  app.post('/refresh', async (request) => {
    const { refresh_token } = bodyOf(z.object({ refresh_token: z.string().max(200) }), request);
    const { accessToken, refreshToken, expiresInMs } = await devices.renew(refresh_token);
    return { access_token: accessToken, refresh_token: refreshToken, expires_in_ms: expiresInMs };
  });

  app.post('/logout', async (request) => {
    const { userId, deviceId } = await askerOf(request, parts);
    await devices.signOut(userId, [deviceId]);
    return {};
  });

  app.post('/logout/all', async (request) => {
    const { userId } = await askerOf(request, parts);
    await devices.signOut(userId);
    return {};
  });

  app.get('/account/whoami', async (request) => {
    const { userId, deviceId } = await askerOf(request, parts);
    return { user_id: userId, device_id: deviceId, is_guest: false };
  });

  app.get('/capabilities', async (request) => {
    await askerOf(request, parts);
    return {
      capabilities: {
        'm.room_versions': { default: ROOM_VERSION, available: { [ROOM_VERSION]: 'stable' } },
        'm.change_password': { enabled: false },
        'm.set_displayname': { enabled: false },
        'm.set_avatar_url': { enabled: false },
        'm.3pid_changes': { enabled: false },
        // By this key browsers subscribe to what is sent to our own pages while they are closed.
        ...(parts.webPushKey === undefined ? {} : { [WEB_PUSH]: { enabled: true, application_server_key: parts.webPushKey } }),
        'm.profile_fields': { enabled: false },
        'm.get_login_token': { enabled: false },
        'm.forget_forced_upon_leave': { enabled: false },
      },
    };
  });

  app.get('/devices', async (request) => {
    const { userId } = await askerOf(request, parts);
    const list = await devices.list(userId);
    return {
      devices: list.map(({ deviceId, displayName, lastSeenAtMs }) => ({
        device_id: deviceId,
        display_name: displayName,
        last_seen_ts: lastSeenAtMs,
      })),
    };
  });

  app.get('/devices/:deviceId', async (request) => {
    const { userId } = await askerOf(request, parts);
    const device = (await devices.list(userId)).find(({ deviceId }) => deviceId === partOf(request, 'deviceId'));
    if (!device) throw new ChatError('not_found', 'there is no such device');
    return { device_id: device.deviceId, display_name: device.displayName, last_seen_ts: device.lastSeenAtMs };
  });

  app.put('/devices/:deviceId', async (request) => {
    const { userId } = await askerOf(request, parts);
    const { display_name } = bodyOf(z.object({ display_name: z.string().max(1_000).optional() }), request);
    await devices.rename(userId, partOf(request, 'deviceId'), display_name);
    return {};
  });
}
