/** Mailboxes of Microsoft 365 as Graph shows them, with requests and answers in the form of its public documentation. */
import { iso, tomorrowMs, type HttpService } from './http-service.ts';

type SentEvent = {
  subject?: string;
  start?: { dateTime: string };
  end?: { dateTime: string };
  singleValueExtendedProperties?: { value: string }[];
};
export type KeptEvent = {
  id: string;
  mailbox: string;
  uid: string;
  subject: string;
  start: string;
  end: string;
  etag: string;
  isAllDay?: boolean;
};
const UID_PROPERTY = 'String {7f1c1e0a-3a52-4c0e-9a4b-2d6f0c3b8e51} Name SaalUid';

export class GraphMailboxes {
  /** Events by the mailbox. */
  kept: KeptEvent[] = [];
  readonly #service: HttpService;
  #changes = 0;

  constructor(service: HttpService) {
    this.#service = service;
  }

  /** As its person does it in Outlook. */
  change(uid: string, change: Partial<KeptEvent>): void {
    const event = this.kept.find((one) => one.uid === uid);
    if (!event) throw new Error(`${uid} is not there`);
    Object.assign(event, change, { etag: `${event.etag}x` });
  }

  /** By title and time. @returns '': it is not there */
  uidOf(subject: string, startsAtMs: number): string {
    return this.kept.find((one) => one.subject === subject && one.start === iso(startsAtMs))?.uid ?? '';
  }

  readonly answer: HttpService['answer'] = ({ method, url, body, headers }) => {
    if (url === '/token') return { body: { token_type: 'Bearer', expires_in: 3599, access_token: 'a-token' } };
    if (headers.authorization !== 'Bearer a-token') return { status: 401 };
    const [, mailbox = ''] = /^\/v1\.0\/users\/([^/]+)/.exec(url) ?? [];
    const path = new URL(url, this.#service.url);
    if (url.startsWith('/v1.0/places'))
      return { body: { value: [{ emailAddress: 'Saal1@example.org', displayName: 'Großer Saal', capacity: 40 }] } };
    if (url.endsWith('/getSchedule'))
      return {
        body: {
          value: [
            {
              scheduleId: 'x',
              availabilityView: '0220',
              scheduleItems: [
                {
                  isPrivate: false,
                  status: 'busy',
                  subject: 'Geheim',
                  start: { dateTime: `${iso(tomorrowMs)}.0000000`, timeZone: 'UTC' },
                  end: { dateTime: `${iso(tomorrowMs + 3_600_000)}.0000000`, timeZone: 'UTC' },
                },
                {
                  status: 'free',
                  start: { dateTime: iso(tomorrowMs + 7_200_000), timeZone: 'UTC' },
                  end: { dateTime: iso(tomorrowMs + 9_000_000), timeZone: 'UTC' },
                },
              ],
            },
          ],
        },
      };
    const event = this.kept.find(({ id }) => path.pathname.endsWith(`/events/${id}`));
    const sent = (body === '' ? {} : JSON.parse(body)) as SentEvent;
    const told = (one: KeptEvent) => ({
      ...{ '@odata.etag': one.etag, id: one.id, isAllDay: one.isAllDay ?? false, type: 'singleInstance' },
      ...{ start: { dateTime: `${one.start}.0000000`, timeZone: 'UTC' }, end: { dateTime: `${one.end}.0000000`, timeZone: 'UTC' } },
      ...(path.searchParams.has('$expand') && { singleValueExtendedProperties: [{ id: UID_PROPERTY, value: one.uid }] }),
    });
    if (method === 'GET') {
      const filter = path.searchParams.get('$filter') ?? '';
      const own = this.kept.filter((one) => one.mailbox === mailbox);
      const [, after] = /^end\/dateTime ge '([^']+)' and /.exec(filter) ?? [];
      if (after === undefined) {
        const wanted = /ep\/value eq '([^']+)'/.exec(filter)?.[1];
        return { body: { value: own.filter((one) => one.uid === wanted).map(told) } };
      }
      // One on each page.
      const skipped = Number(path.searchParams.get('$skip') ?? 0);
      const all = own.filter((one) => one.end >= after && filter.includes(`ep/id eq '${UID_PROPERTY}' and contains(ep/value, '@saal')`));
      path.searchParams.set('$skip', String(skipped + 1));
      return {
        body: { value: all.slice(skipped, skipped + 1).map(told), ...(skipped + 1 < all.length && { '@odata.nextLink': path.href }) },
      };
    }
    if (method === 'POST' && sent.subject !== undefined) {
      const made = {
        id: `E${this.kept.length}`,
        mailbox,
        uid: sent.singleValueExtendedProperties?.[0]?.value ?? '',
        subject: sent.subject,
        start: sent.start?.dateTime ?? '',
        end: sent.end?.dateTime ?? '',
        etag: `W/"${(this.#changes += 1)}"`,
      };
      this.kept.push(made);
      return { status: 201, body: told(made) };
    }
    if (!event) return { status: 404, body: { error: { code: 'ErrorItemNotFound' } } };
    if (method === 'DELETE') {
      this.kept = this.kept.filter((one) => one !== event);
      return { status: 204 };
    }
    if (headers['if-match'] !== event.etag) return { status: 412 };
    Object.assign(
      event,
      { subject: sent.subject ?? '', start: sent.start?.dateTime ?? '', end: sent.end?.dateTime ?? '' },
      {
        etag: `W/"${(this.#changes += 1)}"`,
      },
    );
    return { body: told(event) };
  };
}
