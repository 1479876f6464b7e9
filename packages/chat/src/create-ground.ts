/** What every part of chat stands on: the database, the one order of changes, news of them, time and the log. */
import type { Clock, Database, Logger } from '@saal/foundation';
import { keptAnswers } from './create-kept.ts';
import { PostgresMemoryReader } from './postgres/memory-reader.ts';
import { NewsListener } from './postgres/news-listener.ts';
import { ownKey } from './postgres/server-store.ts';
import { OwnChanges } from './postgres/stream.ts';
import { PostgresSyncReader } from './postgres/sync-reader.ts';
import { narrowed, type ChatDatabase } from './postgres/tables.ts';
import { RoomMemory } from './room-memory.ts';
import type { SigningKey } from './signing.ts';

export interface Ground {
  db: ChatDatabase;
  key: SigningKey;
  news: NewsListener;
  /** Of rooms that people wait for, so that they are answered without the database. */
  memory: RoomMemory;
  kept: ReturnType<typeof keptAnswers>;
  changes: OwnChanges;
  serverName: string;
  clock: Clock;
  log: Logger;
}

/** @throws {ServerNameFixed} */
export async function createGround(options: {
  db: Database;
  databaseUrl: string;
  serverName: string;
  clock: Clock;
  log: Logger;
}): Promise<Ground> {
  const { serverName, clock } = options;
  const log = options.log.child({ feature: 'chat' });
  const db = narrowed(options.db);
  const key = await ownKey(db, serverName, clock);
  const memory = new RoomMemory(new PostgresMemoryReader(db), new PostgresSyncReader(db));
  const news = await NewsListener.open({ url: options.databaseUrl, db, memory, clock, log });
  const kept = keptAnswers(news, clock);
  return { ...{ db, key, news, memory, kept, serverName, clock, log }, changes: new OwnChanges(db, (pos) => news.committed(pos)) };
}
