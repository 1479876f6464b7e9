import type { Clock } from '@saal/foundation';
import type { ChatterStore } from '../chatters.ts';
import type { UserId } from '../ids.ts';
import type { Chatter } from '../ports.ts';
import type { ChatDatabase } from './tables.ts';

const columns = ['user_id', 'person_id', 'display_name', 'avatar_url', 'external'] as const;

export class PostgresChatterStore implements ChatterStore {
  readonly #db: ChatDatabase;
  readonly #clock: Clock;

  constructor(db: ChatDatabase, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async byPerson(personId: string): Promise<Chatter | undefined> {
    const row = await this.#db.selectFrom('chat.chatter').select(columns).where('person_id', '=', personId).executeTakeFirst();
    return row && chatterOf(row);
  }

  async byId(userId: UserId): Promise<(Chatter & { personId: string | undefined }) | undefined> {
    const row = await this.#db.selectFrom('chat.chatter').select(columns).where('user_id', '=', userId).executeTakeFirst();
    return row && { ...chatterOf(row), personId: row.person_id ?? undefined };
  }

  async add({ userId, displayName, avatarUrl, isExternal }: Chatter, personId: string | undefined): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto('chat.chatter')
      .values({
        ...{ user_id: userId, person_id: personId ?? null, display_name: displayName, avatar_url: avatarUrl ?? null },
        external: isExternal,
        created_at_ms: this.#clock.now(),
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }

  async rename(userId: UserId, displayName: string): Promise<void> {
    await this.#db.updateTable('chat.chatter').set({ display_name: displayName }).where('user_id', '=', userId).execute();
  }

  async markExternal(userId: UserId, isExternal: boolean): Promise<void> {
    await this.#db.updateTable('chat.chatter').set({ external: isExternal }).where('user_id', '=', userId).execute();
  }
}

function chatterOf(row: { user_id: UserId; display_name: string; avatar_url: string | null; external: boolean }): Chatter {
  return { userId: row.user_id, displayName: row.display_name, avatarUrl: row.avatar_url ?? undefined, isExternal: row.external };
}
