/** Joins what is only looked at: rooms and their events, what one is told of them, and what each keeps for themselves. */
import type { Ground } from './create-ground.ts';
import { EventTeller } from './event-teller.ts';
import { PostgresIgnoredPeople } from './postgres/ignored-store.ts';
import { PostgresNoticeReader } from './postgres/notice-reader.ts';
import { PostgresReaderDataStore } from './postgres/reader-data-store.ts';
import { PostgresRelationReader } from './postgres/relation-reader.ts';
import { PostgresRoomReader } from './postgres/room-reader.ts';
import { PostgresSearchIndex } from './postgres/search-index.ts';
import { PostgresSyncReader } from './postgres/sync-reader.ts';
import { Reading } from './reading.ts';
import { Search } from './search.ts';

export function createReading({ db, news, changes, kept, clock }: Ground) {
  const reader = new PostgresRoomReader(db, () => news.position());
  const sync = new PostgresSyncReader(db);
  const related = new PostgresRelationReader(db);
  const teller = new EventTeller(related);
  const ignored = new PostgresIgnoredPeople(db, kept.ignored);
  return {
    ...{ reader, sync, teller, ignored },
    reading: new Reading({ reader, sync, related, teller, ignored }),
    search: new Search({ index: new PostgresSearchIndex(db), sync, reader, teller, ignored }),
    notices: new PostgresNoticeReader(db),
    readerData: new PostgresReaderDataStore(changes, clock, kept.ignored),
  };
}
