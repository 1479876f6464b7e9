/** One account on a calendar server (CalDAV, RFC 4791): its calendars, what is in them, and what is written there. */
import type { BusyReading, CalendarAccount, FoundEvent } from '../ports.ts';
import type { Span } from '../planned-meeting.ts';
import { CalendarUnavailable } from '../errors.ts';
import type { DavAnswer, DavClient } from './dav-client.ts';
import { hrefOf, isEventCalendar, resourcesOf, textOf, type Resource } from './multistatus.ts';

export type Reading = {
  busy: (files: readonly string[], range: Span, reading: BusyReading) => Span[];
  /** Of one event that stands by itself. */
  time: (file: string) => FoundEvent['time'];
  series: (file: string) => FoundEvent['series'];
};

const spaces = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"';
const xml = { 'content-type': 'application/xml; charset=utf-8' };
const properties = (names: string): string => `<?xml version="1.0"?><d:propfind ${spaces}><d:prop>${names}</d:prop></d:propfind>`;

/** @param read of the files of a calendar, when somebody is busy; of one, when it takes place */
export function caldavAccount(client: DavClient, read: Reading): CalendarAccount {
  const look = async (path: string, names: string, depth: '0' | '1'): Promise<Resource[]> => {
    const answer = await client.send({ method: 'PROPFIND', path, headers: { ...xml, depth }, body: properties(names) });
    if (answer.status !== 207) throw new CalendarUnavailable(`status ${answer.status} for properties`);
    return resourcesOf(answer.body);
  };
  const resourcePath = (calendar: string, uid: string): string => `${calendar}${encodeURIComponent(uid)}.ics`;

  return {
    takesSeries: true,

    async calendars() {
      const [root] = await look(client.path, '<d:current-user-principal/>', '0');
      const principal = root && hrefOf(root.props, 'current-user-principal');
      if (principal === undefined) throw new CalendarUnavailable('it does not say whose account it is');
      const [person] = await look(principal, '<c:calendar-home-set/>', '0');
      const home = person && hrefOf(person.props, 'calendar-home-set');
      if (home === undefined) throw new CalendarUnavailable('it does not say where calendars are');
      const found = await look(home, '<d:resourcetype/><d:displayname/><c:supported-calendar-component-set/>', '1');
      return found.filter(isEventCalendar).map(({ href, props }) => ({
        path: href.endsWith('/') ? href : `${href}/`,
        name: textOf(props, 'displayname') ?? decodeURIComponent(href.split('/').filter(Boolean).at(-1) ?? href),
      }));
    },

    async busy(calendar, range, reading) {
      const answer = await client.send({ method: 'REPORT', path: calendar, headers: { ...xml, depth: '1' }, body: query(range) });
      if (answer.status !== 207) throw new CalendarUnavailable(`status ${answer.status} for events`);
      return read.busy(
        resourcesOf(answer.body).flatMap(({ props }) => textOf(props, 'calendar-data') ?? []),
        range,
        reading,
      );
    },

    async put(calendar, { uid, file }, etag) {
      const path = resourcePath(calendar, uid);
      const condition: Record<string, string> = etag === undefined ? { 'if-none-match': '*' } : { 'if-match': etag };
      const headers = { 'content-type': 'text/calendar; charset=utf-8', ...condition };
      const answer = await client.send({ method: 'PUT', path, headers, body: file });
      if (answer.status === 412 || answer.status === 409) return 'conflict';
      if (answer.status >= 300) throw new CalendarUnavailable(`status ${answer.status} for an event`);
      // A server that changed what it was given says no tag (RFC 4791 5.3.4).
      return { etag: answer.etag ?? (await tagOf(client, path)) };
    },

    tag: (calendar, uid) => tagOf(client, resourcePath(calendar, uid)),

    async remove(calendar, uid) {
      const answer = await client.send({ method: 'DELETE', path: resourcePath(calendar, uid) });
      if (answer.status >= 300 && !isGone(answer)) throw new CalendarUnavailable(`status ${answer.status} for removing an event`);
    },

    follow: {
      async mark(calendar) {
        const [self] = await look(calendar, '<d:sync-token/><s:getctag xmlns:s="http://calendarserver.org/ns/"/>', '0');
        return self && (textOf(self.props, 'sync-token') ?? textOf(self.props, 'getctag'));
      },

      async read(calendar, uids) {
        const paths = new Map(uids.map((uid) => [decodeURIComponent(resourcePath(calendar, uid)), uid]));
        const found = new Map<string, FoundEvent | 'gone'>();
        for (let at = 0; at < uids.length; at += AT_ONCE) {
          const body = multiget(uids.slice(at, at + AT_ONCE).map((uid) => resourcePath(calendar, uid)));
          const answer = await client.send({ method: 'REPORT', path: calendar, headers: { ...xml, depth: '1' }, body });
          if (answer.status !== 207) throw new CalendarUnavailable(`status ${answer.status} for events of ours`);
          for (const { href, props } of resourcesOf(answer.body)) {
            const uid = paths.get(decodedPath(href));
            const [etag, file] = [textOf(props, 'getetag'), textOf(props, 'calendar-data')];
            if (uid !== undefined && etag !== undefined && file !== undefined)
              found.set(uid, { etag, time: read.time(file), series: read.series(file) });
          }
        }
        // What is missing in a long answer may be missing by mistake: each is asked for by itself before anybody is.
        for (const uid of uids)
          if (!found.has(uid) && (await tagOf(client, resourcePath(calendar, uid))) === undefined) found.set(uid, 'gone');
        return found;
      },
    },
  };
}

const AT_ONCE = 50;

/** Servers answer with a path or a whole address, written in their own way. */
function decodedPath(href: string): string {
  try {
    return decodeURIComponent(new URL(href, 'http://of.this.server').pathname);
  } catch {
    return href; // of nothing that was asked for
  }
}

/** @param paths escaped for addresses, which leaves nothing that XML reads */
function multiget(paths: readonly string[]): string {
  const hrefs = paths.map((path) => `<d:href>${path.replaceAll('&', '&amp;')}</d:href>`).join('');
  return `<?xml version="1.0"?><c:calendar-multiget ${spaces}><d:prop><d:getetag/><c:calendar-data/></d:prop>${hrefs}</c:calendar-multiget>`;
}

async function tagOf(client: DavClient, path: string): Promise<string | undefined> {
  const answer = await client.send({ method: 'GET', path });
  if (isGone(answer)) return undefined;
  if (answer.status !== 200 || answer.etag === undefined) throw new CalendarUnavailable('it does not say which version an event is');
  return answer.etag;
}

const isGone = ({ status }: DavAnswer): boolean => status === 404 || status === 410;

function query({ fromMs, toMs }: Span): string {
  const utc = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  return `<?xml version="1.0"?><c:calendar-query ${spaces}><d:prop><c:calendar-data/></d:prop><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"><c:time-range start="${utc(fromMs)}" end="${utc(toMs)}"/></c:comp-filter></c:comp-filter></c:filter></c:calendar-query>`;
}
