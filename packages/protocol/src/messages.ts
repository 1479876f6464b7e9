/** All messages of the WebSocket in one table each, with types for both sides. */
import type { z } from 'zod';
import { meetingEvents, meetingRequests } from './meeting-messages.ts';
import { mediaEvents, mediaRequests } from './media-messages.ts';

export const requests = { ...meetingRequests, ...mediaRequests } as const;
export const events = { ...meetingEvents, ...mediaEvents } as const;

export type Method = keyof typeof requests;
export type EventType = keyof typeof events;
/** As sent (before transforms). */
export type RequestInput<M extends Method> = z.input<(typeof requests)[M]['data']>;
/** As checked. */
export type RequestData<M extends Method> = z.output<(typeof requests)[M]['data']>;
export type RequestResult<M extends Method> = z.output<(typeof requests)[M]['result']>;
export type EventData<E extends EventType> = z.output<(typeof events)[E]>;
/** Any one event, as a union discriminated by `type`. */
export type AnyEvent = { [E in EventType]: { type: E; data: EventData<E> } }[EventType];

export function isMethod(name: string): name is Method {
  return Object.hasOwn(requests, name);
}
