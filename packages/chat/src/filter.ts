/** What a client wants to be told (client-server API, "Filtering"). What is not understood filters nothing. */
import { isObject, member, type JsonObject, type JsonValue } from './json.ts';

export interface EventFilter {
  limit: number | undefined;
  types: string[] | undefined;
  notTypes: string[];
  senders: string[] | undefined;
  notSenders: string[];
  /** Only with a file, or only without; sealed ones cannot be told apart and have none. */
  containsUrl: boolean | undefined;
  lazyLoadMembers: boolean;
  unreadThreadNotifications: boolean;
}

export interface SyncFilter {
  rooms: string[] | undefined;
  notRooms: string[];
  includeLeave: boolean;
  timeline: EventFilter;
  state: EventFilter;
  ephemeral: EventFilter;
  roomAccountData: EventFilter;
  accountData: EventFilter;
  presence: EventFilter;
}

const object = (value: JsonValue | undefined): JsonObject | undefined => (isObject(value) ? value : undefined);

export function syncFilter(filter: JsonObject): SyncFilter {
  const room = object(member(filter, 'room'));
  return {
    rooms: strings(member(room, 'rooms')),
    notRooms: strings(member(room, 'not_rooms')) ?? [],
    includeLeave: member(room, 'include_leave') === true,
    timeline: eventFilter(object(member(room, 'timeline'))),
    state: eventFilter(object(member(room, 'state'))),
    ephemeral: eventFilter(object(member(room, 'ephemeral'))),
    roomAccountData: eventFilter(object(member(room, 'account_data'))),
    accountData: eventFilter(object(member(filter, 'account_data'))),
    presence: eventFilter(object(member(filter, 'presence'))),
  };
}

/** For a token that is good for one room: nothing of others, and nothing that belongs to no room. */
export function withinRoom(filter: SyncFilter, onlyRoom: string | undefined): SyncFilter {
  if (onlyRoom === undefined) return filter;
  return { ...filter, rooms: [onlyRoom], accountData: { ...filter.accountData, types: [] }, presence: { ...filter.presence, types: [] } };
}

export function eventFilter(filter: JsonObject | undefined): EventFilter {
  const limit = member(filter, 'limit');
  const containsUrl = member(filter, 'contains_url');
  return {
    limit: typeof limit === 'number' && Number.isSafeInteger(limit) && limit >= 0 ? limit : undefined,
    types: strings(member(filter, 'types')),
    notTypes: strings(member(filter, 'not_types')) ?? [],
    senders: strings(member(filter, 'senders')),
    notSenders: strings(member(filter, 'not_senders')) ?? [],
    containsUrl: typeof containsUrl === 'boolean' ? containsUrl : undefined,
    lazyLoadMembers: member(filter, 'lazy_load_members') === true,
    unreadThreadNotifications: member(filter, 'unread_thread_notifications') === true,
  };
}

/** @param event with a sender, where it has one */
export function passes(filter: EventFilter, event: { type: string; sender?: string; content?: JsonObject }): boolean {
  const { types, notTypes, senders, notSenders, containsUrl } = filter;
  if (types && !types.some((type) => isLike(type, event.type))) return false;
  if (notTypes.some((type) => isLike(type, event.type))) return false;
  if (containsUrl !== undefined && event.content && containsUrl !== (typeof event.content['url'] === 'string')) return false;
  if (event.sender === undefined) return true;
  return (!senders || senders.includes(event.sender)) && !notSenders.includes(event.sender);
}

export function passesRoom(filter: Pick<SyncFilter, 'rooms' | 'notRooms'>, roomId: string): boolean {
  return (!filter.rooms || filter.rooms.includes(roomId)) && !filter.notRooms.includes(roomId);
}

/** `*` stands for any characters. Without regular expressions: the pattern is a stranger's. */
function isLike(pattern: string, type: string): boolean {
  const parts = pattern.split('*');
  if (parts.length === 1) return pattern === type;
  const [first = '', ...others] = parts;
  const last = others.pop() ?? '';
  if (!type.startsWith(first) || !type.endsWith(last) || type.length < first.length + last.length) return false;
  let at = first.length;
  const end = type.length - last.length;
  for (const part of others) {
    const found = type.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

function strings(value: JsonValue | undefined): string[] | undefined {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;
}
