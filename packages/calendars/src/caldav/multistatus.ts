/** Answers of WebDAV (RFC 4918 13): which resource has which properties. */
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { CalendarUnavailable } from '../errors.ts';

const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  isArray: (name) => ['response', 'propstat', 'comp', 'href'].includes(name),
});

const Props = z.record(z.string(), z.unknown());
const Response = z.object({
  href: z.array(z.string()).min(1),
  propstat: z.array(z.object({ status: z.string().default('HTTP/1.1 200 OK'), prop: z.union([Props, z.literal('')]) })).default([]),
});
const Multistatus = z.object({ multistatus: z.union([z.object({ response: z.array(Response).default([]) }), z.literal('')]) });

export type Resource = { href: string; props: Record<string, unknown> };

/** @throws {CalendarUnavailable} it is something else */
export function resourcesOf(body: string): Resource[] {
  // No server of calendars needs one, and what it declares may grow without end.
  if (/<!DOCTYPE/i.test(body)) throw new CalendarUnavailable('its answer declares a document type');
  try {
    const { multistatus } = Multistatus.parse(parser.parse(body));
    if (multistatus === '') return [];
    return multistatus.response.map(({ href: [href = ''], propstat }) => ({
      href,
      props: Object.assign(
        {},
        ...propstat.filter(({ status }) => / 2\d\d /.test(`${status} `)).map(({ prop }) => (prop === '' ? {} : prop)),
      ) as Record<string, unknown>,
    }));
  } catch (cause) {
    throw new CalendarUnavailable('its answer is no multistatus', { cause });
  }
}

const Text = z.union([z.string(), z.object({ '#text': z.string() }).transform((node) => node['#text'])]);
const HrefIn = z.object({ href: z.array(z.string()) });
const Components = z.object({ comp: z.array(z.object({ '@name': z.string() })) });

export function textOf(props: Record<string, unknown>, name: string): string | undefined {
  return Text.safeParse(props[name]).data;
}

export function hrefOf(props: Record<string, unknown>, name: string): string | undefined {
  return HrefIn.safeParse(props[name]).data?.href[0];
}

/** Whether it is a calendar for events; one that does not say which kinds it takes, takes them all. */
export function isEventCalendar({ props }: Resource): boolean {
  const type = Props.safeParse(props['resourcetype']).data;
  if (!type || !('calendar' in type)) return false;
  const kinds = Components.safeParse(props['supported-calendar-component-set']).data;
  return kinds === undefined || kinds.comp.some((kind) => kind['@name'] === 'VEVENT');
}
