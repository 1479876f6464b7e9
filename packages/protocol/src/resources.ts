/** Resources: meeting rooms of a building, and things, that are booked for the time of a meeting. */
import { z } from 'zod';
import { MeetingId } from './ids.ts';
import { Email } from './rest.ts';
import { ResourceId } from './resource-id.ts';
import { MOST_DATES } from './series-dates.ts';
import { Title } from './text.ts';

export { MOST_RESOURCES } from './constants.ts';

const text = (most: number) => z.string().trim().max(most);

export const ResourceContent = z.strictObject({
  name: Title,
  building: text(140),
  /** Null: it is a thing, or nobody has counted. */
  seats: z.int().min(1).max(10_000).nullable(),
  /** In words: "Beamer, Videokonferenzanlage". */
  equipment: text(500),
  /** By which calendars of others know it. */
  email: Email.nullable(),
});
export const ResourceView = z.object({
  ...ResourceContent.shape,
  id: ResourceId,
  name: z.string(),
  email: z.string().nullable(),
});
export type ResourceContent = z.infer<typeof ResourceContent>;
export type ResourceView = z.infer<typeof ResourceView>;
/** `GET /api/resources`, for everybody with an account, by building and name. */
export const ResourceList = z.object({ resources: z.array(ResourceView) });

const moment = z.number().int().min(0).max(8.64e15);
/** `POST /api/resources/free`: what is booked at any of these times by another meeting than this one. */
export const AskFree = z.strictObject({
  slots: z
    .array(z.strictObject({ fromMs: moment, toMs: moment }))
    .min(1)
    .max(MOST_DATES),
  exceptMeetingId: MeetingId.optional(),
});
/** `atMs`: the beginnings of those slots at which it is taken. What is not named is free. */
export const TakenResources = z.object({ taken: z.array(z.object({ resourceId: ResourceId, atMs: z.array(z.number()) })) });
export type TakenResources = z.infer<typeof TakenResources>;

/** `GET /api/resources/:id/bookings?fromMs=&toMs=`. Who booked is told to who changes rooms, and of one's own. */
export const BookingList = z.object({ bookings: z.array(z.object({ fromMs: z.number(), toMs: z.number(), by: z.string().optional() })) });
export type BookingList = z.infer<typeof BookingList>;
