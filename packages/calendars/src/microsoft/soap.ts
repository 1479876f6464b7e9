/** SOAP of Exchange Web Services: one request, one answer. */
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { CalendarUnavailable } from '../errors.ts';

const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  isArray: (name) => ['CalendarEvent', 'FreeBusyResponse', 'CalendarItem', 'ExtendedProperty', 'Address', 'Room'].includes(name),
});
const Envelope = z.object({ Envelope: z.object({ Body: z.record(z.string(), z.unknown()) }) });

/** @param impersonated whose mailbox it is about */
export function envelope(body: string, impersonated?: string): string {
  const as =
    impersonated === undefined
      ? ''
      : `<t:ExchangeImpersonation><t:ConnectingSID><t:PrimarySmtpAddress>${escaped(impersonated)}</t:PrimarySmtpAddress></t:ConnectingSID></t:ExchangeImpersonation>`;
  return `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"><soap:Header><t:RequestServerVersion Version="Exchange2013"/>${as}</soap:Header><soap:Body>${body}</soap:Body></soap:Envelope>`;
}

/** Text within an element or attribute. */
export function escaped(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  // XML 1.0 knows no control characters but these three.
  return text.replace(/[^\P{Cc}\t\n\r]/gu, '').replace(/[&<>"]/g, (character) => names[character] ?? '');
}

/** @throws {CalendarUnavailable} a fault, or something else */
export function bodyOf(text: string): Record<string, unknown> {
  // SOAP forbids it (1.1, section 3), and what it declares may grow without end.
  if (/<!DOCTYPE/i.test(text)) throw new CalendarUnavailable('its answer declares a document type');
  let body: Record<string, unknown>;
  try {
    body = Envelope.parse(parser.parse(text)).Envelope.Body;
  } catch (cause) {
    throw new CalendarUnavailable('its answer is no SOAP', { cause });
  }
  if ('Fault' in body) throw new CalendarUnavailable('it answers with a fault');
  return body;
}
