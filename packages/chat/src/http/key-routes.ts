/** Keys for end-to-end encryption, and messages from device to device. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { DirectedMessage } from '../encryption-ports.ts';
import { badJson, ChatError, invalidParam } from '../errors.ts';
import { isUserId } from '../ids.ts';
import { isObject, member, type JsonObject } from '../json.ts';
import type { Asker } from '../rooms.ts';
import { readToken } from '../sync-token.ts';
import { askerOf, bodyOf, objectOf, partOf, queryOf, type ChatParts } from './context.ts';
import { OWN_SESSION } from './session-routes.ts';

const MOST_DIRECTED = 2_000;
/** What proves who it is once more. Our own pages show the session of the account instead of a password. */
const OwnSession = z.looseObject({ type: z.literal(OWN_SESSION) });
const Password = z.looseObject({ type: z.literal('m.login.password'), password: z.string().max(1_024) });

export function keyRoutes(app: FastifyInstance, parts: ChatParts): void {
  const { deviceKeys, toDevice, reader, devices } = parts;

  app.post('/keys/upload', async (request) => deviceKeys.upload(await askerOf(request, parts), objectOf(request)));
  // Of clients that name their device in the path.
  app.post('/keys/upload/:deviceId', async (request) => deviceKeys.upload(await askerOf(request, parts), objectOf(request)));

  app.post('/keys/query', async (request) => deviceKeys.query(await askerOf(request, parts), objectOf(request)));

  app.post('/keys/claim', async (request) => {
    await askerOf(request, parts);
    return deviceKeys.claim(objectOf(request));
  });

  app.get('/keys/changes', async (request) => {
    const { userId } = await askerOf(request, parts);
    const { from, to } = queryOf(request);
    if (from === undefined) throw invalidParam('from is needed');
    return deviceKeys.changes(userId, readToken(from).pos, to === undefined ? reader.position() : readToken(to).pos);
  });

  app.post('/keys/device_signing/upload', async (request) => {
    const asker = await askerOf(request, parts);
    // The first ones may come without a question (specification 1.11); whoever takes their place could take the person's.
    if (await deviceKeys.hasCrossSigning(asker.userId)) await proveAgain(request, asker, parts);
    await deviceKeys.uploadCrossSigning(asker.userId, objectOf(request));
    return {};
  });

  app.post('/keys/signatures/upload', async (request) => {
    const { userId } = await askerOf(request, parts);
    return deviceKeys.uploadSignatures(userId, objectOf(request));
  });

  app.put('/sendToDevice/:type/:transactionId', async (request) => {
    const asker = await askerOf(request, parts);
    const [type, transactionId] = [partOf(request, 'type'), partOf(request, 'transactionId')];
    if (type.length > 255 || transactionId.length > 255) throw invalidParam('types and transaction ids have at most 255 characters');
    await toDevice.send(asker, { type, transactionId, to: directed(objectOf(request)) });
    return {};
  });

  const signOut = async (request: FastifyRequest, deviceIds: readonly string[]): Promise<JsonObject> => {
    const asker = await askerOf(request, parts);
    await proveAgain(request, asker, parts);
    await devices.signOut(asker.userId, deviceIds);
    return {};
  };
  app.delete('/devices/:deviceId', (request) => signOut(request, [partOf(request, 'deviceId')]));
  app.post('/delete_devices', (request) =>
    signOut(request, bodyOf(z.object({ devices: z.array(z.string().max(255)).max(100) }), request).devices),
  );
}

/** `{ messages: { <user>: { <device> or *: content } } }` */
function directed(body: JsonObject): DirectedMessage[] {
  const messages: DirectedMessage[] = [];
  const people = member(body, 'messages');
  if (!isObject(people)) throw badJson('messages are missing');
  for (const [userId, devices] of Object.entries(people)) {
    if (!isUserId(userId) || !isObject(devices)) throw badJson('messages are by name and device');
    for (const [deviceId, content] of Object.entries(devices)) {
      if (!isObject(content)) throw badJson('a message is an object');
      messages.push({ userId, deviceId: deviceId === '*' ? undefined : deviceId, content });
      if (messages.length > MOST_DIRECTED) throw invalidParam(`at most ${MOST_DIRECTED} messages at once`);
    }
  }
  return messages;
}

/**
 * Asks for the password, or for the session of our own pages, once more (client-server API, "User-Interactive Authentication API").
 * @throws {ChatError} interactive: what the client has to send; {SaalError} by a wrong password
 */
async function proveAgain(request: FastifyRequest, { userId }: Asker, { accounts, chatters, ownOrigin }: ChatParts): Promise<void> {
  const proof = member(objectOf(request), 'auth');
  if (OwnSession.safeParse(proof).success) {
    const viewer = ownOrigin(request) ? await accounts.signedIn(request.headers.cookie) : undefined;
    if (!viewer || (await chatters.of(viewer)).userId !== userId) throw new ChatError('forbidden', 'this is nobody of this session');
    return;
  }
  const auth = Password.safeParse(proof);
  if (!auth.success) {
    throw new ChatError('interactive', 'the password is needed once more', {
      flows: [{ stages: ['m.login.password'] }, { stages: [OWN_SESSION] }],
      params: {},
      session: 'password',
    });
  }
  const personId = (await chatters.byId(userId))?.personId;
  const person = personId === undefined ? undefined : await accounts.person(personId);
  if (!person) throw new ChatError('forbidden', 'this account has no password');
  const caller = { address: request.ip, userAgent: request.headers['user-agent'] };
  await accounts.prove({ email: person.email, password: auth.data.password }, caller, { signedIn: true });
}
