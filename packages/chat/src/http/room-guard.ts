/** What a token for one room may do: read and write in that room. Everything that is not named here is refused. */
import type { FastifyRequest } from 'fastify';
import { forbiddenError } from '../errors.ts';
import type { RoomId } from '../ids.ts';

/** Of the room in the path, as `<method> <path behind the room>`. */
const inRoom = new Set([
  'GET messages',
  'GET event/:eventId',
  'GET context/:eventId',
  'GET members',
  'GET joined_members',
  'GET relations/:eventId',
  'GET relations/:eventId/:relation',
  'GET relations/:eventId/:relation/:type',
  'PUT send/:type/:transactionId',
  'PUT redact/:eventId/:transactionId',
  'PUT typing/:userId',
  'POST receipt/:receiptType/:eventId',
  'POST read_markers',
]);
const elsewhere = new Set(['GET sync', 'GET account/whoami', 'POST logout']);
/** Pictures and files: their addresses cannot be guessed, they are read out of the room. */
const media =
  /^(?:GET (?:\/_matrix\/client\/v1\/media\/(?:download|thumbnail)\/|\/_matrix\/client\/v1\/media\/config$)|POST \/_matrix\/media\/v3\/upload$)/;
const sendable = new Set(['m.room.message', 'm.reaction']);

/** @throws {ChatError} forbidden */
export function mustFitRoom(request: FastifyRequest, onlyRoom: RoomId): void {
  const { method } = request;
  const url = request.routeOptions.url ?? '';
  if (media.test(`${method} ${url}`)) return;
  const path = /^\/_matrix\/client\/(?:v3|r0|v1)\/(.+)$/.exec(url)?.[1] ?? '';
  if (elsewhere.has(`${method} ${path}`)) return;
  const behindRoom = /^rooms\/:roomId\/(.+)$/.exec(path)?.[1];
  const params = request.params as Record<string, unknown>;
  const fits = behindRoom !== undefined && inRoom.has(`${method} ${behindRoom}`) && params['roomId'] === onlyRoom;
  if (!fits) throw forbiddenError('this token is good for one room, to read and to write there');
  if (behindRoom.startsWith('send/') && !sendable.has(String(params['type']))) throw forbiddenError('messages and reactions, nothing else');
}
