/** What Saal itself says of rooms and members, beside what Matrix knows. Pure. */
import { isObject, member, type JsonObject } from './json.ts';

/**
 * State with an empty key: what a room is for. Content: `kind` (direct, group, team, announcements, meeting); of a meeting also
 * `meeting_id`, `uploads` (false: files are sent only by those who lead), and `closed` (true: the meeting was deleted); of a team
 * `externals` (true: they may be invited), of its channels `team_id`.
 */
export const ROOM_KIND = 'eu.saal.room';
/** State with an empty key: people of this room are those of a group of the directory. Content: `kept` (false: the team is closed). */
export const OF_DIRECTORY = 'eu.saal.directory';
/** In the content of a membership, `true`: not of this administration. */
export const EXTERNAL = 'eu.saal.external';
/** The level of those who lead: hosts, moderators. */
export const LEADS = 50;

/** State that the server alone writes, so that it is true. */
export const OF_SERVER: ReadonlySet<string> = new Set(['eu.saal.call', OF_DIRECTORY]);

/** Whether a file goes with it, or stands in place of an earlier text. */
export function carriesFile(type: string, content: JsonObject): boolean {
  if (type === 'm.sticker') return true;
  const next = member(content, 'm.new_content');
  return hasFile(content) || (isObject(next) && hasFile(next));
}

const hasFile = (content: JsonObject): boolean => typeof member(content, 'url') === 'string' || isObject(member(content, 'file'));
