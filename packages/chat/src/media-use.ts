/** Which files an event names (client-server API, "Content repository"). Pure. */
import { isObject, member, type JsonObject, type JsonValue } from './json.ts';
import type { MediaId } from './media-ports.ts';

/** More are not looked at: no client writes so many into one event. */
const MOST = 20;

/** @returns ids of files of this server, each once */
export function mediaNamedIn(content: JsonObject, serverName: string): MediaId[] {
  const edited = member(content, 'm.new_content');
  const found = [content, ...(isObject(edited) ? [edited] : [])]
    .flatMap(addressesIn)
    .flatMap((address) => mediaIdOf(address, serverName) ?? []);
  return [...new Set(found)].slice(0, MOST);
}

/** Of `mxc://server/id`, when it is of this server. */
export function mediaIdOf(address: JsonValue | undefined, serverName: string): MediaId | undefined {
  const start = `mxc://${serverName}/`;
  if (typeof address !== 'string' || !address.startsWith(start)) return undefined;
  const mediaId = address.slice(start.length);
  return isMediaId(mediaId) ? mediaId : undefined;
}

/** Also a name that leads out of no folder. */
export function isMediaId(text: string): boolean {
  return /^[A-Za-z0-9_-]{22}$/.test(text);
}

function addressesIn(content: JsonObject): (JsonValue | undefined)[] {
  const info = member(content, 'info');
  const inner = isObject(info) ? [member(info, 'thumbnail_url'), urlOf(member(info, 'thumbnail_file'))] : [];
  return [member(content, 'url'), urlOf(member(content, 'file')), member(content, 'avatar_url'), ...inner];
}

const urlOf = (file: JsonValue | undefined): JsonValue | undefined => (isObject(file) ? member(file, 'url') : undefined);
