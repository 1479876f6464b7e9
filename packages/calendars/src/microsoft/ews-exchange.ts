/**
 * Exchange in the own house by its web services (EWS), with an account that may impersonate.
 * Source: learn.microsoft.com/exchange/client-developer/web-service-reference: GetUserAvailability, GetRoomLists, GetRooms, FindItem,
 * CreateItem, UpdateItem, DeleteItem.
 */
import { z } from 'zod';
import { CalendarNotFound, CalendarRefused, CalendarUnavailable } from '../errors.ts';
import type { Room, EventToWrite } from '../ports.ts';
import type { ExchangeHttp } from './exchange-http.ts';
import type { Exchange } from './exchange.ts';
import { bodyOf, envelope, escaped } from './soap.ts';

/** Our property of an event; drawn once, never changed. */
const UID_FIELD = '<t:ExtendedFieldURI PropertySetId="7f1c1e0a-3a52-4c0e-9a4b-2d6f0c3b8e51" PropertyName="SaalUid" PropertyType="String"/>';
const CALENDAR = '<t:DistinguishedFolderId Id="calendar"/>';
const KEPT_SHAPE = `<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>${['Start', 'End', 'IsAllDayEvent', 'CalendarItemType'].map((name) => `<t:FieldURI FieldURI="calendar:${name}"/>`).join('')}${UID_FIELD}</t:AdditionalProperties></m:ItemShape>`;
const AT_ONCE = 200;
const MOST_PAGES = 20;

const Message = z.object({ '@ResponseClass': z.string(), ResponseCode: z.string().default('NoError') });
const Availability = z.object({
  FreeBusyResponseArray: z.object({
    FreeBusyResponse: z.array(
      z.object({
        ResponseMessage: Message,
        FreeBusyView: z
          .object({
            CalendarEventArray: z
              .union([
                z.object({ CalendarEvent: z.array(z.object({ StartTime: z.string(), EndTime: z.string(), BusyType: z.string() })) }),
                z.literal('').transform(() => ({ CalendarEvent: [] })),
              ])
              .default({ CalendarEvent: [] }),
          })
          .optional(),
      }),
    ),
  }),
});
const ItemId = z.object({ '@Id': z.string(), '@ChangeKey': z.string() });
const Items = z.union([z.object({ CalendarItem: z.array(z.object({ ItemId })) }), z.literal('').transform(() => ({ CalendarItem: [] }))]);
const Kept = z
  .object({
    ...{ ItemId, Start: z.string(), End: z.string(), IsAllDayEvent: z.string().default('false') },
    CalendarItemType: z.string().default('Single'),
    ExtendedProperty: z.array(z.object({ Value: z.string() })).default([]),
  })
  .transform(({ ItemId: { '@Id': id, '@ChangeKey': etag }, Start, End, IsAllDayEvent, CalendarItemType, ExtendedProperty: [uid] }) => {
    const [startsAtMs, endsAtMs] = [momentOf(Start), momentOf(End)];
    const hasTime = IsAllDayEvent !== 'true' && CalendarItemType === 'Single' && endsAtMs > startsAtMs;
    return { id, etag, uid: uid?.Value, time: hasTime ? { startsAtMs, endsAtMs } : undefined };
  });
const KeptFolder = z.object({
  RootFolder: z.object({
    '@IndexedPagingOffset': z.coerce.number().optional(),
    '@IncludesLastItemInRange': z.string().default('true'),
    Items: z.union([z.object({ CalendarItem: z.array(Kept) }), z.literal('').transform(() => ({ CalendarItem: [] }))]),
  }),
});
const Address = z.object({ Name: z.string(), EmailAddress: z.string() });
const RoomLists = z.object({
  RoomLists: z.union([z.object({ Address: z.array(Address) }), z.literal('').transform(() => ({ Address: [] }))]),
});
const Rooms = z.object({
  Rooms: z.union([z.object({ Room: z.array(z.object({ Id: Address })) }), z.literal('').transform(() => ({ Room: [] }))]).optional(),
});

export function ewsExchange(http: ExchangeHttp, url: string): Exchange {
  const call = async (operation: string, body: string, impersonated?: string): Promise<Record<string, unknown>> => {
    const headers = {
      'content-type': 'text/xml; charset=utf-8',
      // Keeps the calls for one mailbox on one of its servers.
      ...(impersonated === undefined ? {} : { 'x-anchormailbox': impersonated }),
    };
    const answer = await http.send({ method: 'POST', url, headers, body: envelope(body, impersonated) });
    const found = z.record(z.string(), z.unknown()).safeParse(bodyOf(answer.body)[`${operation}Response`]);
    if (!found.success) throw new CalendarUnavailable(`no answer to ${operation}`);
    return found.data;
  };
  /** The one message of operations on items. */
  const message = async <T>(operation: string, body: string, email: string, schema: z.ZodType<T>): Promise<T | { code: string }> => {
    const wrapped = z.object({ ResponseMessages: z.record(z.string(), z.unknown()) }).safeParse(await call(operation, body, email)).data
      ?.ResponseMessages[`${operation}ResponseMessage`];
    const { '@ResponseClass': kind, ResponseCode: code } = parsed(Message, wrapped);
    if (kind !== 'Error') return parsed(schema, wrapped);
    if (code === 'ErrorAccessDenied' || code === 'ErrorImpersonateUserDenied') throw new CalendarRefused();
    if (code === 'ErrorNonExistentMailbox' || code === 'ErrorMissingEmailAddress') throw new CalendarNotFound();
    if (['ErrorItemNotFound', 'ErrorIrresolvableConflict', 'ErrorChangeKeyRequired', 'ErrorStaleObject'].includes(code)) return { code };
    throw new CalendarUnavailable(`${operation}: ${code}`);
  };
  const Written = z.object({ Items }).transform(({ Items: { CalendarItem } }) => CalendarItem[0]?.ItemId);
  const etagOf = (id: z.output<typeof Written>): { etag: string } => {
    if (!id) throw new CalendarUnavailable('it does not say what it wrote');
    return { etag: id['@ChangeKey'] };
  };

  return {
    async busy(email, range) {
      // Times are moments in UTC: a zone without difference is given.
      const zone = `<t:TimeZone><t:Bias>0</t:Bias>${['StandardTime', 'DaylightTime'].map((name) => `<t:${name}><t:Bias>0</t:Bias><t:Time>00:00:00</t:Time><t:DayOrder>1</t:DayOrder><t:Month>${name === 'StandardTime' ? 10 : 4}</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek></t:${name}>`).join('')}</t:TimeZone>`;
      const mailbox = `<m:MailboxDataArray><t:MailboxData><t:Email><t:Address>${escaped(email)}</t:Address></t:Email><t:AttendeeType>Required</t:AttendeeType></t:MailboxData></m:MailboxDataArray>`;
      const view = `<t:FreeBusyViewOptions><t:TimeWindow><t:StartTime>${wall(range.fromMs)}</t:StartTime><t:EndTime>${wall(range.toMs)}</t:EndTime></t:TimeWindow><t:MergedFreeBusyIntervalInMinutes>30</t:MergedFreeBusyIntervalInMinutes><t:RequestedView>FreeBusy</t:RequestedView></t:FreeBusyViewOptions>`;
      const answer = await call(
        'GetUserAvailability',
        `<m:GetUserAvailabilityRequest>${zone}${mailbox}${view}</m:GetUserAvailabilityRequest>`,
      );
      const [one] = parsed(Availability, answer).FreeBusyResponseArray.FreeBusyResponse;
      if (one?.ResponseMessage.ResponseCode === 'ErrorMailRecipientNotFound') throw new CalendarNotFound();
      if (!one || one.ResponseMessage['@ResponseClass'] === 'Error')
        throw new CalendarUnavailable(`no schedule: ${one?.ResponseMessage.ResponseCode ?? 'empty'}`);
      return (one.FreeBusyView?.CalendarEventArray.CalendarEvent ?? [])
        .filter(({ BusyType }) => !['Free', 'WorkingElsewhere', 'NoData'].includes(BusyType))
        .map(({ StartTime, EndTime }) => ({ fromMs: momentOf(StartTime), toMs: momentOf(EndTime) }));
    },

    async rooms() {
      const lists = parsed(RoomLists, await call('GetRoomLists', '<m:GetRoomLists/>')).RoomLists.Address;
      const rooms: Room[] = [];
      for (const { EmailAddress } of lists) {
        const body = `<m:GetRooms><m:RoomList><t:EmailAddress>${escaped(EmailAddress)}</t:EmailAddress></m:RoomList></m:GetRooms>`;
        const found = parsed(Rooms, await call('GetRooms', body)).Rooms?.Room ?? [];
        rooms.push(...found.map(({ Id }) => ({ email: Id.EmailAddress.toLowerCase(), name: Id.Name })));
      }
      return [...new Map(rooms.map((room) => [room.email, room])).values()];
    },

    async find(email, uid) {
      const where = `<t:IsEqualTo>${UID_FIELD}<t:FieldURIOrConstant><t:Constant Value="${escaped(uid)}"/></t:FieldURIOrConstant></t:IsEqualTo>`;
      const answer = await message('FindItem', findItem('', where), email, KeptFolder);
      return 'code' in answer ? undefined : answer.RootFolder.Items.CalendarItem[0];
    },

    async written(email, endAfterMs) {
      const after = `<t:IsGreaterThan><t:FieldURI FieldURI="calendar:End"/><t:FieldURIOrConstant><t:Constant Value="${utc(endAfterMs)}"/></t:FieldURIOrConstant></t:IsGreaterThan>`;
      const where = `<t:And><t:Exists>${UID_FIELD}</t:Exists>${after}</t:And>`;
      const events = [];
      let offset = 0;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const view = `<m:IndexedPageItemView MaxEntriesReturned="${AT_ONCE}" Offset="${offset}" BasePoint="Beginning"/>`;
        const answer = await message('FindItem', findItem(view, where), email, KeptFolder);
        if ('code' in answer) break;
        const { Items: found, '@IncludesLastItemInRange': isLast, '@IndexedPagingOffset': next } = answer.RootFolder;
        for (const { uid, ...event } of found.CalendarItem) if (uid !== undefined) events.push({ ...event, uid });
        if (isLast === 'true' || next === undefined || next <= offset) break;
        offset = next;
      }
      return events;
    },

    async create(email, event) {
      const { title, text, link, startsAtMs, endsAtMs } = event.said;
      const property = `<t:ExtendedProperty>${UID_FIELD}<t:Value>${escaped(event.uid)}</t:Value></t:ExtendedProperty>`;
      const item = `<t:CalendarItem><t:Subject>${escaped(title)}</t:Subject><t:Body BodyType="Text">${escaped(text)}</t:Body>${property}<t:Start>${utc(startsAtMs)}</t:Start><t:End>${utc(endsAtMs)}</t:End><t:LegacyFreeBusyStatus>Busy</t:LegacyFreeBusyStatus><t:Location>${escaped(link)}</t:Location></t:CalendarItem>`;
      const body = `<m:CreateItem SendMeetingInvitations="SendToNone"><m:SavedItemFolderId>${CALENDAR}</m:SavedItemFolderId><m:Items>${item}</m:Items></m:CreateItem>`;
      const answer = await message('CreateItem', body, email, Written);
      if (answer && 'code' in answer) throw new CalendarUnavailable(`CreateItem: ${answer.code}`);
      return etagOf(answer);
    },

    async update(email, { id, etag }, event) {
      const changes = fieldsOf(event)
        .map(
          ([field, element]) =>
            `<t:SetItemField><t:FieldURI FieldURI="${field}"/><t:CalendarItem>${element}</t:CalendarItem></t:SetItemField>`,
        )
        .join('');
      const change = `<t:ItemChange><t:ItemId Id="${escaped(id)}" ChangeKey="${escaped(etag)}"/><t:Updates>${changes}</t:Updates></t:ItemChange>`;
      const body = `<m:UpdateItem ConflictResolution="NeverOverwrite" SendMeetingInvitationsOrCancellations="SendToNone"><m:ItemChanges>${change}</m:ItemChanges></m:UpdateItem>`;
      const answer = await message('UpdateItem', body, email, Written);
      return answer && 'code' in answer ? 'conflict' : etagOf(answer);
    },

    async remove(email, id) {
      const body = `<m:DeleteItem DeleteType="MoveToDeletedItems" SendMeetingCancellations="SendToNone"><m:ItemIds><t:ItemId Id="${escaped(id)}"/></m:ItemIds></m:DeleteItem>`;
      await message(
        'DeleteItem',
        body,
        email,
        z.unknown().transform(() => ({})),
      );
    },
  };
}

function findItem(view: string, where: string): string {
  return `<m:FindItem Traversal="Shallow">${KEPT_SHAPE}${view}<m:Restriction>${where}</m:Restriction><m:ParentFolderIds>${CALENDAR}</m:ParentFolderIds></m:FindItem>`;
}

function fieldsOf({ said: { title, text, link, startsAtMs, endsAtMs } }: EventToWrite): [string, string][] {
  return [
    ['item:Subject', `<t:Subject>${escaped(title)}</t:Subject>`],
    ['item:Body', `<t:Body BodyType="Text">${escaped(text)}</t:Body>`],
    ['calendar:Start', `<t:Start>${utc(startsAtMs)}</t:Start>`],
    ['calendar:End', `<t:End>${utc(endsAtMs)}</t:End>`],
    ['calendar:Location', `<t:Location>${escaped(link)}</t:Location>`],
  ];
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) throw new CalendarUnavailable('an answer of another form', { cause: result.error });
  return result.data;
}

const wall = (atMs: number): string => new Date(atMs).toISOString().slice(0, 19);
const utc = (atMs: number): string => `${wall(atMs)}Z`;
/** Without an offset it is in the zone that was asked with. */
const momentOf = (text: string): number => Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
