/** Sealed backups of message keys (client-server API, "Server-side key backups"). */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { BackupKey, BackupVersion } from '../encryption-ports.ts';
import { ChatError, notFoundError } from '../errors.ts';
import type { UserId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import { askerOf, bodyOf, partOf, queryOf, type ChatParts } from './context.ts';

const Content = z.record(z.string().max(255), z.unknown()).transform((content) => content as JsonObject);
const Backup = z.object({ algorithm: z.string().min(1).max(255), auth_data: Content });
const Key = z.object({
  first_message_index: z.int().min(0),
  forwarded_count: z.int().min(0),
  is_verified: z.boolean(),
  session_data: Content,
});
const Sessions = z.object({ sessions: z.record(z.string().max(255), Key) });
const Rooms = z.object({ rooms: z.record(z.string().max(255), Sessions) });

export function backupRoutes(app: FastifyInstance, parts: ChatParts): void {
  const { backups } = parts;

  const told = ({ version, algorithm, authData, etag, count }: BackupVersion) => ({ version, algorithm, auth_data: authData, etag, count });

  const known = async (userId: UserId, version: string | undefined): Promise<BackupVersion> => {
    const backup = await backups.version(userId, version);
    if (!backup) throw notFoundError('there is no such backup');
    return backup;
  };

  app.post('/room_keys/version', async (request) => {
    const { userId } = await askerOf(request, parts);
    const { algorithm, auth_data: authData } = bodyOf(Backup, request);
    return { version: await backups.make(userId, { algorithm, authData }) };
  });
  app.get('/room_keys/version', async (request) => told(await known((await askerOf(request, parts)).userId, undefined)));
  app.get('/room_keys/version/:version', async (request) =>
    told(await known((await askerOf(request, parts)).userId, partOf(request, 'version'))),
  );
  app.put('/room_keys/version/:version', async (request) => {
    const { userId } = await askerOf(request, parts);
    const backup = await known(userId, partOf(request, 'version'));
    const { algorithm, auth_data: authData } = bodyOf(Backup, request);
    if (algorithm !== backup.algorithm) throw new ChatError('invalid_param', 'the algorithm of a backup stays');
    await backups.changeAuthData(userId, backup.version, authData);
    return {};
  });
  app.delete('/room_keys/version/:version', async (request) => {
    const { userId } = await askerOf(request, parts);
    if (!(await backups.remove(userId, partOf(request, 'version')))) throw notFoundError('there is no such backup');
    return {};
  });

  /** Only the newest is written to: a device that does not know of it must not write into an old one. */
  const current = async (userId: UserId, request: FastifyRequest): Promise<string> => {
    const newest = await known(userId, undefined);
    if (queryOf(request).version !== newest.version)
      throw new ChatError('wrong_backup', 'another backup is the newest', { current_version: newest.version });
    return newest.version;
  };
  const scopeOf = (request: FastifyRequest) => {
    const { roomId, sessionId } = request.params as { roomId?: string; sessionId?: string };
    return { roomId, sessionId };
  };

  for (const path of ['/room_keys/keys', '/room_keys/keys/:roomId', '/room_keys/keys/:roomId/:sessionId']) {
    app.put(path, async (request) => {
      const { userId } = await askerOf(request, parts);
      return backups.put(userId, await current(userId, request), keysOf(request));
    });
    app.get(path, async (request) => {
      const { userId } = await askerOf(request, parts);
      const { version } = await known(userId, queryOf(request).version);
      return writtenKeys(await backups.keys(userId, version, scopeOf(request)), scopeOf(request));
    });
    app.delete(path, async (request) => {
      const { userId } = await askerOf(request, parts);
      return backups.removeKeys(userId, await current(userId, request), scopeOf(request));
    });
  }
}

function keysOf(request: FastifyRequest): BackupKey[] {
  const { roomId, sessionId } = request.params as { roomId?: string; sessionId?: string };
  if (roomId !== undefined && sessionId !== undefined) return [keyOf(roomId, sessionId, bodyOf(Key, request))];
  const rooms = roomId === undefined ? bodyOf(Rooms, request).rooms : { [roomId]: bodyOf(Sessions, request) };
  return Object.entries(rooms).flatMap(([room, { sessions }]) =>
    Object.entries(sessions).map(([session, key]) => keyOf(room, session, key)),
  );
}

function keyOf(roomId: string, sessionId: string, key: z.infer<typeof Key>): BackupKey {
  return {
    ...{ roomId, sessionId, firstMessageIndex: key.first_message_index, forwardedCount: key.forwarded_count },
    ...{ isVerified: key.is_verified, sessionData: key.session_data },
  };
}

/** As much as was asked for: one, those of a room, or all. @throws {ChatError} not_found */
function writtenKeys(
  keys: readonly BackupKey[],
  { roomId, sessionId }: { roomId?: string | undefined; sessionId?: string | undefined },
): JsonObject {
  const written = ({ firstMessageIndex, forwardedCount, isVerified, sessionData }: BackupKey): JsonObject => ({
    ...{ first_message_index: firstMessageIndex, forwarded_count: forwardedCount, is_verified: isVerified, session_data: sessionData },
  });
  if (sessionId !== undefined) {
    const [key] = keys;
    if (!key) throw notFoundError('this key is not in the backup');
    return written(key);
  }
  const rooms: Record<string, { sessions: Record<string, JsonObject> }> = {};
  for (const key of keys) (rooms[key.roomId] ??= { sessions: {} }).sessions[key.sessionId] = written(key);
  return roomId === undefined ? { rooms } : (rooms[roomId] ?? { sessions: {} });
}
