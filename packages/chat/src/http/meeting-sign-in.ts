/** Signing in to the room of a meeting: people and guests alike, by the cookie of the browser that is inside. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ChatError, forbiddenError } from '../errors.ts';
import { bodyOf, type ChatParts } from './context.ts';

/** Proven by the cookie, given only to a page of ours, as `eu.saal.login.session` is. */
export const MEETING_SESSION = 'eu.saal.login.meeting';

const MeetingSignIn = z.object({
  type: z.literal(MEETING_SESSION),
  meeting_id: z.string().max(64),
  /** Of the tab, kept over a reload: what is sent again by it is said once. Never one of a client that may do more. */
  device_id: z
    .string()
    .max(100)
    .regex(/^meeting-[A-Za-z0-9_-]{8,}$/),
});

export const isMeetingSignIn = (request: FastifyRequest): boolean =>
  z.object({ type: z.literal(MEETING_SESSION) }).safeParse(request.body).success;

/** @throws {ChatError} forbidden: not of our page, or not inside */
export async function meetingSignIn(request: FastifyRequest, { meetingRooms, calls, ownOrigin, serverName }: ChatParts): Promise<object> {
  const { meeting_id, device_id } = bodyOf(MeetingSignIn, request);
  if (!meetingRooms) throw new ChatError('unrecognized', 'there are no meetings here');
  if (!ownOrigin(request)) throw forbiddenError('nobody is signed in here');
  // Its chat is the room it was called from, where people are with all of chat, and nobody for the meeting alone.
  if (await calls?.isCall(meeting_id)) throw forbiddenError('the chat of this meeting is the room it was called from');
  const { userId, roomId, entry } = await meetingRooms.enter(meeting_id, request.headers.cookie, device_id);
  return {
    ...{ user_id: userId, access_token: entry.accessToken, device_id: entry.deviceId, home_server: serverName },
    ...{ room_id: roomId, expires_in_ms: entry.expiresInMs },
  };
}
