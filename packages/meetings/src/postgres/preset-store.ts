import type { Database } from '@saal/foundation';
import { MeetingId, PresetView, type PresetContent } from '@saal/protocol';
import { sql } from 'kysely';
import { z } from 'zod';
import type { PresetStore } from '../ports.ts';
import type { Preset } from '../presets.ts';
import { StoredSettings } from '../stored-settings.ts';
import { meetingTables } from './tables.ts';

const { shape } = PresetView;
const PresetRow = z
  .object({
    id: shape.id,
    name: shape.name,
    description: shape.description,
    settings: StoredSettings,
    locked: shape.locked,
    recording_forbidden: z.boolean(),
    reminders_min: shape.remindersMin,
    reminders_locked: z.boolean(),
    mail_text: shape.mailText,
    retention_days: shape.retentionDays,
    duration_min: z.number().nullable(),
    withdrawn: z.boolean(),
  })
  .transform(({ recording_forbidden, reminders_min, reminders_locked, mail_text, retention_days, duration_min, ...row }): Preset => ({
    ...row,
    ...{ recordingForbidden: recording_forbidden, remindersMin: reminders_min, mailText: mail_text, retentionDays: retention_days },
    ...(reminders_locked && { remindersLocked: true }),
    ...(duration_min !== null && { durationMin: duration_min }),
  }));

export function createPresetStore(database: Database): PresetStore {
  const db = meetingTables(database);
  /** The last date of a meeting, or the end of a run that went on longer, and the days it is kept from there. */
  const outdated = (nowMs: number) => sql<boolean>`preset_id in (select id from meetings.preset where retention_days is not null)
    and kind = 'planned' and phase = 'ended'
    and greatest(
      coalesce(
        (select max(date.starts_at_ms + date.duration_min * 60000::bigint) from meetings.date as date
          where date.meeting_id = meeting.id and date.state <> 'cancelled'),
        starts_at_ms + coalesce(duration_min, 60) * 60000::bigint
      ),
      coalesce(last_ended_at_ms, 0)
    ) + (select retention_days from meetings.preset where id = preset_id) * 86400000::bigint <= ${nowMs}`;
  return {
    async offered() {
      const rows = await db
        .selectFrom('meetings.preset')
        .selectAll()
        .where('withdrawn', '=', false)
        .orderBy('position')
        .orderBy('id')
        .execute();
      return rows.map((row) => PresetRow.parse(row));
    },

    async byId(id) {
      const row = await db.selectFrom('meetings.preset').selectAll().where('id', '=', id).executeTakeFirst();
      return row && PresetRow.parse(row);
    },

    async add(id, content) {
      await db
        .insertInto('meetings.preset')
        .values(({ selectFrom }) => ({
          id,
          position: selectFrom('meetings.preset').select(sql<number>`coalesce(max(position), 0) + 1`.as('position')),
          ...columnsOf(content),
        }))
        .execute();
    },

    async change(id, content) {
      const { numUpdatedRows } = await db
        .updateTable('meetings.preset')
        .set(columnsOf(content))
        .where('id', '=', id)
        .where('withdrawn', '=', false)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async order(ids) {
      await db
        .updateTable('meetings.preset')
        .set({ position: sql<number>`coalesce(array_position(${[...ids]}::text[], id), ${ids.length} + 1 + position)` })
        .execute();
    },

    async withdraw(id) {
      const { numUpdatedRows } = await db
        .updateTable('meetings.preset')
        .set({ withdrawn: true })
        .where('id', '=', id)
        .where('withdrawn', '=', false)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async outdated(nowMs, limit) {
      const rows = await db.selectFrom('meetings.meeting as meeting').select('id').where(outdated(nowMs)).limit(limit).execute();
      return rows.map(({ id }) => MeetingId.parse(id));
    },

    async deleteOutdated(id, nowMs) {
      const { numDeletedRows } = await db
        .deleteFrom('meetings.meeting as meeting')
        .where('id', '=', id)
        .where(outdated(nowMs))
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}

function columnsOf(content: PresetContent) {
  return {
    name: JSON.stringify(content.name),
    description: JSON.stringify(content.description),
    settings: JSON.stringify(content.settings),
    locked: JSON.stringify(content.locked),
    recording_forbidden: content.recordingForbidden,
    reminders_min: JSON.stringify(content.remindersMin),
    reminders_locked: content.remindersLocked ?? false,
    mail_text: JSON.stringify(content.mailText),
    retention_days: content.retentionDays,
    duration_min: content.durationMin ?? null,
  };
}
