/**
 * Conversations with Exchange by its web services, played by a real HTTP server. Requests and answers have the form of Microsoft's public
 * documentation (sources in ews-exchange.ts); they were not recorded at a service of Microsoft.
 */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestHouse, type TestHouse } from '../testing/house.ts';
import { aroundIt, askBusy, askedOf, followNow, HttpService, iso, lookNow, tomorrowMs } from '../testing/http-service.ts';

let service: HttpService;
let house: TestHouse;
let others = 0;
const connect = (name: string, more: object = {}) =>
  house.ask(name, 'PUT', '/me/calendar-connection', { server: 'house', userName: '', password: '', writes: true, ...more });

type Kept = { id: string; uid: string; subject: string; key: string; start: string; end: string; kind?: string };
let kept: Kept[] = [];
const soap = (inner: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><h:ServerVersionInfo MajorVersion="15" xmlns:h="http://schemas.microsoft.com/exchange/services/2006/types"/></s:Header><s:Body xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${inner}</s:Body></s:Envelope>`;
const types =
  'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"';
const answerOf = (operation: string, inner: string, kind = 'Success', code = 'NoError'): string =>
  soap(
    `<m:${operation}Response ${types}><m:ResponseMessages><m:${operation}ResponseMessage ResponseClass="${kind}"><m:ResponseCode>${code}</m:ResponseCode>${inner}</m:${operation}ResponseMessage></m:ResponseMessages></m:${operation}Response>`,
  );
beforeAll(async () => {
  service = new HttpService();
  await service.listen();
  const auth = { userName: 'stadt\\saal', password: 'hunter2' };
  house = await openTestHouse({
    microsoft: { kind: 'ews', id: 'house', name: 'Exchange', url: `${service.url}/EWS/Exchange.asmx`, auth },
  });
  for (const name of ['anna', 'bob']) house.idOf(name);
});
afterAll(async () => {
  await house.close();
  service.close();
});
beforeEach(() => {
  kept = [];
  let changes = 0;
  service.asked.length = 0;
  service.answer = ({ body, headers }) => {
    if (headers.authorization !== `Basic ${Buffer.from('stadt\\saal:hunter2').toString('base64')}`) return { status: 401 };
    const item = (one: Kept, more = ''): string =>
      `<t:CalendarItem><t:ItemId Id="${one.id}" ChangeKey="${one.key}"/>${more}</t:CalendarItem>`;
    const whole = (one: Kept): string =>
      item(
        one,
        `<t:ExtendedProperty><t:ExtendedFieldURI PropertySetId="7f1c1e0a-3a52-4c0e-9a4b-2d6f0c3b8e51" PropertyName="SaalUid" PropertyType="String"/><t:Value>${one.uid}</t:Value></t:ExtendedProperty><t:Start>${one.start}</t:Start><t:End>${one.end}</t:End><t:IsAllDayEvent>false</t:IsAllDayEvent><t:CalendarItemType>${one.kind ?? 'Single'}</t:CalendarItemType>`,
      );
    const sent = (name: string): string => new RegExp(`<t:${name}>([^<]*)`).exec(body)?.[1] ?? '';
    const [subject, start, end] = [sent('Subject'), sent('Start'), sent('End')];
    if (body.includes('<m:GetUserAvailabilityRequest>'))
      return {
        body: soap(
          `<GetUserAvailabilityResponse xmlns="http://schemas.microsoft.com/exchange/services/2006/messages"><FreeBusyResponseArray><FreeBusyResponse><ResponseMessage ResponseClass="Success"><ResponseCode>NoError</ResponseCode></ResponseMessage><FreeBusyView><FreeBusyViewType xmlns="http://schemas.microsoft.com/exchange/services/2006/types">FreeBusy</FreeBusyViewType><CalendarEventArray xmlns="http://schemas.microsoft.com/exchange/services/2006/types"><CalendarEvent><StartTime>${iso(tomorrowMs)}</StartTime><EndTime>${iso(tomorrowMs + 1_800_000)}</EndTime><BusyType>OOF</BusyType></CalendarEvent><CalendarEvent><StartTime>${iso(tomorrowMs + 7_200_000)}</StartTime><EndTime>${iso(tomorrowMs + 9_000_000)}</EndTime><BusyType>Free</BusyType></CalendarEvent></CalendarEventArray></FreeBusyView></FreeBusyResponse></FreeBusyResponseArray></GetUserAvailabilityResponse>`,
        ),
      };
    if (body.includes('<m:GetRoomLists/>'))
      return {
        body: soap(
          `<m:GetRoomListsResponse ResponseClass="Success" ${types}><m:ResponseCode>NoError</m:ResponseCode><m:RoomLists><t:Address><t:Name>Rathaus</t:Name><t:EmailAddress>rathaus@example.org</t:EmailAddress></t:Address></m:RoomLists></m:GetRoomListsResponse>`,
        ),
      };
    if (body.includes('<m:GetRooms>'))
      return {
        body: soap(
          `<m:GetRoomsResponse ResponseClass="Success" ${types}><m:ResponseCode>NoError</m:ResponseCode><m:Rooms><t:Room><t:Id><t:Name>Saal &amp; Foyer</t:Name><t:EmailAddress>Foyer@example.org</t:EmailAddress></t:Id></t:Room></m:Rooms></m:GetRoomsResponse>`,
        ),
      };
    if (body.includes('<m:FindItem')) {
      const [, value = ''] = /Constant Value="([^"]+)"/.exec(body) ?? [];
      const isList = /<t:And><t:Exists><t:ExtendedFieldURI[^>]*SaalUid[^>]*\/><\/t:Exists><t:IsGreaterThan>/.test(body);
      const found = kept.filter((one) => (isList ? one.end > value : one.uid === value));
      const offset = Number(/Offset="(\d+)"/.exec(body)?.[1] ?? 0);
      // One on each page.
      const page = isList ? found.slice(offset, offset + 1) : found;
      const isLast = offset + page.length >= found.length;
      return {
        body: answerOf(
          'FindItem',
          `<m:RootFolder IndexedPagingOffset="${offset + page.length}" TotalItemsInView="${found.length}" IncludesLastItemInRange="${isLast}"><t:Items>${page.map(whole).join('')}</t:Items></m:RootFolder>`,
        ),
      };
    }
    if (body.includes('<m:CreateItem')) {
      const made = { id: `AAMk${kept.length}`, uid: sent('Value'), subject, start, end, key: `K${(changes += 1)}` };
      kept.push(made);
      return { body: answerOf('CreateItem', `<m:Items>${item(made)}</m:Items>`) };
    }
    const event = kept.find(({ id }) => body.includes(`Id="${id}"`));
    if (!event) return { body: answerOf('UpdateItem', '<m:Items/>', 'Error', 'ErrorItemNotFound') };
    if (body.includes('<m:DeleteItem')) {
      kept = kept.filter((one) => one !== event);
      return { body: answerOf('DeleteItem', '') };
    }
    if (!body.includes(`ChangeKey="${event.key}"`))
      return { body: answerOf('UpdateItem', '<m:Items/>', 'Error', 'ErrorIrresolvableConflict') };
    Object.assign(event, { subject, start, end, key: `K${(changes += 1)}` });
    return { body: answerOf('UpdateItem', `<m:Items>${item(event)}</m:Items>`) };
  };
});

test('busy times of people and rooms are read; rooms come out of the lists of rooms', async () => {
  const people = await askBusy(house, 'anna', ['foyer']);
  expect(people.map(({ name, state, busy: spans }) => [name, state, spans])).toEqual([
    ['anna', 'known', [{ fromMs: tomorrowMs, toMs: tomorrowMs + 1_800_000 }]],
    ['Saal & Foyer', 'known', [{ fromMs: tomorrowMs, toMs: tomorrowMs + 1_800_000 }]],
  ]);
  const asked = service.calls().find(({ body }) => body.includes('anna@example.org'));
  expect(asked?.headers['content-type']).toBe('text/xml; charset=utf-8');
  expect(asked?.body).toContain(`<t:StartTime>${iso(aroundIt.fromMs)}</t:StartTime>`);
  expect(asked?.body).toContain('<t:RequestedView>FreeBusy</t:RequestedView>');
});

test('meetings are written in the name of their person, with words whole, and follow; nobody is sent anything', async () => {
  const meeting = house.plan('bob', { title: 'Straße & <Grün>', startsAtMs: tomorrowMs });
  expect((await connect('bob')).status).toBe(200);
  await house.calendars.settled();
  expect(kept.map(({ subject }) => subject)).toEqual(['Straße &amp; &lt;Grün&gt;']);
  const created = service.calls().find(({ body }) => body.includes('<m:CreateItem'));
  expect(created?.body).toContain('<t:ConnectingSID><t:PrimarySmtpAddress>bob@example.org</t:PrimarySmtpAddress></t:ConnectingSID>');
  expect(created?.body).toContain('SendMeetingInvitations="SendToNone"');
  expect(created?.headers['x-anchormailbox']).toBe('bob@example.org');
  house.change(meeting, { title: 'Anders' });
  if (kept[0]) kept[0].key = 'changed there';
  await lookNow(house, 'bob');
  expect(kept.map(({ subject }) => subject)).toEqual(['Anders']);
  house.cancel(meeting);
  await lookNow(house, 'bob');
  expect(kept).toEqual([]);
});

const utc = (atMs: number): string => `${iso(atMs)}Z`;
/** As its person does it in Outlook. */
function changeThere(subject: string, change: Partial<Kept>): void {
  const event = kept.find((one) => one.subject === subject);
  if (!event) throw new Error(`${subject} is not there`);
  Object.assign(event, change, { key: `${event.key}x` });
}

test('what its planner moves in Outlook moves the meeting, once; what they delete asks; what became a series moves nothing', async () => {
  const plan = (title: string, at: number) => house.plan('carol', { title, startsAtMs: tomorrowMs + at * 3_600_000 });
  const [moved, gone, repeated, past] = [plan('Lage', 0), plan('Weg', 1), plan('Oft', 2), plan('Gestern', 3)];
  expect((await connect('carol')).status).toBe(200);
  await house.calendars.settled();
  await followNow(house, 'carol');
  expect(house.moved).toEqual([]);
  changeThere('Lage', { start: utc(tomorrowMs + 5_400_000), end: utc(tomorrowMs + 8_100_000) });
  changeThere('Oft', { start: utc(tomorrowMs + 9_000_000), end: utc(tomorrowMs + 9_600_000), kind: 'RecurringMaster' });
  changeThere('Gestern', { start: utc(tomorrowMs - 9 * 86_400_000), end: utc(tomorrowMs - 9 * 86_400_000 + 1_800_000) });
  kept = kept.filter(({ subject }) => subject !== 'Weg');
  service.asked.length = 0;
  await followNow(house, 'carol');
  expect(house.planOf(moved)).toMatchObject({ startsAtMs: tomorrowMs + 5_400_000, durationMin: 45 });
  for (const id of [gone, repeated, past]) expect(house.planOf(id)).toBeDefined();
  expect(await askedOf(house, 'carol')).toEqual([
    ['removed', 'Weg', tomorrowMs + 3_600_000],
    ['not-moved', 'Gestern', tomorrowMs + 3 * 3_600_000],
  ]);
  expect(kept.find(({ subject }) => subject === 'Gestern')?.start).toBe(utc(tomorrowMs + 3 * 3_600_000));
  const finds = service.calls().filter(({ body }) => body.includes('<m:FindItem'));
  expect(finds.every(({ body }) => body.includes('SaalUid') && body.includes('<t:BaseShape>IdOnly</t:BaseShape>'))).toBe(true);
  // No echo, not even of a version that the service changes by itself.
  changeThere('Lage', {});
  await followNow(house, 'carol');
  await followNow(house, 'carol');
  expect(house.moved).toEqual([moved]);
});

test('a service that is busy is left alone for as long as it says', async () => {
  house.plan('dora', { title: 'Lage', startsAtMs: tomorrowMs });
  await connect('dora');
  await house.calendars.settled();
  service.answer = () => ({
    status: 500,
    body: soap(
      '<s:Fault><faultcode>a:ErrorServerBusy</faultcode><faultstring>x</faultstring><detail><t:MessageXml xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><t:Value Name="BackOffMilliseconds">1297749</t:Value></t:MessageXml></detail></s:Fault>',
    ),
  });
  const beforeMs = Date.now();
  await followNow(house, 'dora');
  const { rows } = await sql<{ state: string; due_at_ms: number }>`
    select state, due_at_ms from calendars.connection where person_id = ${house.idOf('dora')}`.execute(house.db);
  expect(rows[0]?.state).toBe('unavailable');
  expect(Number(rows[0]?.due_at_ms)).toBeGreaterThanOrEqual(beforeMs + 1_297_749);
});

test.each([
  ['a fault', soap('<s:Fault><faultcode>s:Server</faultcode><faultstring>x</faultstring></s:Fault>')],
  ['entities that grow', `<!DOCTYPE x [<!ENTITY a "aaaa">]>${soap('&a;')}`],
  ['no SOAP at all', 'hello'],
])('%s is told as a part that is missing', async (_what, body) => {
  service.answer = () => ({ body });
  const people = await askBusy(house, 'anna', [], aroundIt.fromMs - (others += 1));
  expect(people.map(({ state }) => state)).toEqual(['partly']);
  expect(house.log()).not.toContain('hunter2');
});
