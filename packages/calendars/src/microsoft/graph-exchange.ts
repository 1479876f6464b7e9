/**
 * Microsoft 365 by Microsoft Graph v1.0, with the rights of an application (Calendars.ReadWrite, Place.Read.All).
 * Source: learn.microsoft.com/graph/api: calendar-getschedule, place-list, user-post-events, event-update, event-delete,
 * user-list-events, singlevaluelegacyextendedproperty-get.
 */
import { z } from 'zod';
import { CalendarNotFound, CalendarUnavailable } from '../errors.ts';
import { OF_THIS_HOUSE } from '../planned-meeting.ts';
import type { EventToWrite } from '../ports.ts';
import { jsonOf, type ExchangeHttp, type Received, type Sent } from './exchange-http.ts';
import type { Exchange } from './exchange.ts';

/** Names our property of an event; drawn once, never changed. */
const UID_PROPERTY = 'String {7f1c1e0a-3a52-4c0e-9a4b-2d6f0c3b8e51} Name SaalUid';
const utc = { prefer: 'outlook.timezone="UTC"' };
const json = { 'content-type': 'application/json' };
const MOST_PAGES = 20;
const OF_KEPT = 'id,start,end,isAllDay,type';

const Moment = z.object({ dateTime: z.string() }).transform(({ dateTime }) => Date.parse(`${dateTime.slice(0, 19)}Z`));
const Schedules = z.object({
  value: z.array(
    z.object({
      scheduleItems: z.array(z.object({ status: z.string().default('busy'), start: Moment, end: Moment })).default([]),
      error: z.object({ responseCode: z.string() }).nullish(),
    }),
  ),
});
const Found = z.object({ id: z.string(), '@odata.etag': z.string() }).transform((event) => ({ id: event.id, etag: event['@odata.etag'] }));
const Kept = z
  .object({
    ...{ id: z.string(), '@odata.etag': z.string(), start: Moment, end: Moment, isAllDay: z.boolean().default(false) },
    type: z.string().default('singleInstance'),
    singleValueExtendedProperties: z.array(z.object({ value: z.string() })).default([]),
  })
  .transform(({ id, start, end, isAllDay, type, singleValueExtendedProperties: [uid], ...event }) => ({
    ...{ id, etag: event['@odata.etag'], uid: uid?.value },
    time: isAllDay || type !== 'singleInstance' || end <= start ? undefined : { startsAtMs: start, endsAtMs: end },
  }));
const KeptList = z.object({ value: z.array(Kept), '@odata.nextLink': z.string().optional() });
const Places = z.object({
  value: z.array(z.object({ emailAddress: z.string(), displayName: z.string(), capacity: z.number().nullish() })),
  '@odata.nextLink': z.string().optional(),
});

export function graphExchange(http: ExchangeHttp, baseUrl: string): Exchange {
  const base = baseUrl.replace(/\/$/, '');
  const user = (email: string): string => `${base}/users/${encodeURIComponent(email)}`;
  const ask = async (sent: Sent): Promise<Received> => {
    const answer = await http.send(sent);
    if (answer.status === 404) throw new CalendarNotFound();
    return answer;
  };
  const parsed = <T>(schema: z.ZodType<T>, answer: Received): T => {
    const result = schema.safeParse(answer.status < 300 ? jsonOf(answer) : undefined);
    if (!result.success) throw new CalendarUnavailable(`status ${answer.status}, or an answer of another form`, { cause: result.error });
    return result.data;
  };

  /** Page after page. */
  async function* pages<T>(first: string, schema: z.ZodType<{ value: T[]; '@odata.nextLink'?: string | undefined }>): AsyncGenerator<T> {
    let url: string | undefined = first;
    for (let page = 0; url !== undefined && page < MOST_PAGES; page += 1) {
      // What leads to the next page must lead to the same service: the token goes with it.
      if (new URL(url).origin !== new URL(base).origin) throw new CalendarUnavailable('it leads to another server');
      const found: { value: T[]; '@odata.nextLink'?: string | undefined } = parsed(schema, await ask({ method: 'GET', url, headers: utc }));
      yield* found.value;
      url = found['@odata.nextLink'];
    }
  }
  const eventsWhere = (email: string, filter: string, more: Record<string, string>): string =>
    `${user(email)}/calendar/events?${new URLSearchParams({ $filter: filter, $select: OF_KEPT, ...more }).toString()}`;

  return {
    async busy(email, range) {
      const time = (atMs: number) => ({ dateTime: new Date(atMs).toISOString().slice(0, 19), timeZone: 'UTC' });
      const body = { schedules: [email], startTime: time(range.fromMs), endTime: time(range.toMs), availabilityViewInterval: 30 };
      const url = `${user(email)}/calendar/getSchedule`;
      const answer = await ask({ method: 'POST', url, headers: { ...json, ...utc }, body: JSON.stringify(body) });
      const [schedule] = parsed(Schedules, answer).value;
      if (schedule?.error?.responseCode === 'ErrorMailRecipientNotFound') throw new CalendarNotFound();
      if (!schedule || schedule.error) throw new CalendarUnavailable(`no schedule: ${schedule?.error?.responseCode ?? 'empty'}`);
      return schedule.scheduleItems
        .filter(({ status }) => status !== 'free' && status !== 'workingElsewhere')
        .map(({ start, end }) => ({ fromMs: start, toMs: end }));
    },

    async rooms() {
      const rooms = [];
      for await (const { emailAddress, displayName, capacity } of pages(`${base}/places/microsoft.graph.room?$top=500`, Places))
        rooms.push({ email: emailAddress.toLowerCase(), name: displayName, ...seats(capacity) });
      return rooms;
    },

    async find(email, uid) {
      const filter = `singleValueExtendedProperties/Any(ep: ep/id eq '${UID_PROPERTY}' and ep/value eq '${uid.replaceAll("'", "''")}')`;
      const url = eventsWhere(email, filter, { $top: '1' });
      return parsed(KeptList, await ask({ method: 'GET', url, headers: utc })).value[0];
    },

    async written(email, endAfterMs) {
      const ours = `singleValueExtendedProperties/Any(ep: ep/id eq '${UID_PROPERTY}' and contains(ep/value, '${OF_THIS_HOUSE}'))`;
      const $expand = `singleValueExtendedProperties($filter=id eq '${UID_PROPERTY}')`;
      const after = new Date(endAfterMs).toISOString().slice(0, 19);
      const events = [];
      for await (const { uid, ...event } of pages(
        eventsWhere(email, `end/dateTime ge '${after}' and ${ours}`, { $expand, $top: '100' }),
        KeptList,
      ))
        if (uid !== undefined) events.push({ ...event, uid });
      return events;
    },

    async create(email, event) {
      const body = { ...fieldsOf(event), singleValueExtendedProperties: [{ id: UID_PROPERTY, value: event.uid }] };
      const url = `${user(email)}/calendar/events`;
      return parsed(Found, await ask({ method: 'POST', url, headers: { ...json, ...utc }, body: JSON.stringify(body) }));
    },

    async update(email, { id, etag }, event) {
      const url = `${user(email)}/events/${encodeURIComponent(id)}`;
      const headers = { ...json, ...utc, 'if-match': etag };
      const answer = await http.send({ method: 'PATCH', url, headers, body: JSON.stringify(fieldsOf(event)) });
      return answer.status === 412 || answer.status === 404 ? 'conflict' : parsed(Found, answer);
    },

    async remove(email, id) {
      const answer = await http.send({ method: 'DELETE', url: `${user(email)}/events/${encodeURIComponent(id)}` });
      if (answer.status >= 300 && answer.status !== 404) throw new CalendarUnavailable(`status ${answer.status} for removing an event`);
    },
  };
}

const seats = (capacity: number | null | undefined) => (typeof capacity === 'number' ? { seats: capacity } : {});

/** Without attendees: nobody is sent anything by it. */
function fieldsOf({ said }: EventToWrite) {
  const time = (atMs: number) => ({ dateTime: new Date(atMs).toISOString().slice(0, 19), timeZone: 'UTC' });
  return {
    ...{ subject: said.title, body: { contentType: 'text', content: said.text }, location: { displayName: said.link } },
    ...{ start: time(said.startsAtMs), end: time(said.endsAtMs), showAs: 'busy', isOnlineMeeting: false },
  };
}
