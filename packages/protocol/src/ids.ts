/** Ids have types of their own, so that a person's id is never passed where a participant's is meant. */
import { z } from 'zod';

/** An id as it travels: 8 to 64 characters of the URL-safe alphabet. */
const idText = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);

/** A meeting: 22 characters of base64url, 128 random bits; it is the link's secret part (`/m/<id>`). */
export const MeetingId = idText.brand<'MeetingId'>();
export type MeetingId = z.infer<typeof MeetingId>;

/** One person in one meeting; stays the same when the person leaves and comes back. */
export const ParticipantId = idText.brand<'ParticipantId'>();
export type ParticipantId = z.infer<typeof ParticipantId>;

/** One browser tab or app of a participant; made by the client, kept for the tab's life (sessionStorage). */
export const DeviceId = idText.brand<'DeviceId'>();
export type DeviceId = z.infer<typeof DeviceId>;

/** A person with an account. */
export const PersonId = idText.brand<'PersonId'>();
export type PersonId = z.infer<typeof PersonId>;

/** The nine digits somebody can type instead of opening the link; unique, never starts with 0. */
export const MeetingNumber = z
  .string()
  .regex(/^[1-9][0-9]{8}$/)
  .brand<'MeetingNumber'>();
export type MeetingNumber = z.infer<typeof MeetingNumber>;

/** A question to the panel of a meeting. */
export const QuestionId = idText.brand<'QuestionId'>();
export type QuestionId = z.infer<typeof QuestionId>;

/** mediasoup's own ids (transport, producer, consumer). */
export const MediaObjectId = z.string().regex(/^[A-Za-z0-9-]{8,64}$/);

/** Milliseconds since 1970-01-01T00:00Z. */
export type EpochMs = number;
