/** Joins what is of the moment only: who types, who is there, and how servers tell each other. */
import type { Clock, Logger } from '@saal/foundation';
import { EphemeralCount } from './ephemeral-count.ts';
import type { UserId } from './ids.ts';
import type { ReaderDataStore } from './ports.ts';
import { PostgresCircleReader } from './postgres/circle-reader.ts';
import { Moments } from './postgres/moments.ts';
import type { NewsListener } from './postgres/news-listener.ts';
import type { ChatDatabase } from './postgres/tables.ts';
import { PRESENCE_WISH, PresentPeople } from './presence.ts';
import { PresenceSync } from './presence-sync.ts';
import { TypingPeople } from './typing.ts';

/** Who comes and goes within it wakes others once. */
const GATHER_MS = 1_000;

export interface MomentParts {
  typing: TypingPeople;
  ephemeral: EphemeralCount;
  circles: PostgresCircleReader;
  /** Undefined: here nobody is told who is there. */
  presence: PresentPeople | undefined;
  presenceSync: PresenceSync | undefined;
  close(): void;
}

export function createMoments(options: {
  db: ChatDatabase;
  news: NewsListener;
  readerData: Pick<ReaderDataStore, 'accountData'>;
  withPresence: boolean;
  clock: Clock;
  log: Logger;
}): MomentParts {
  const { db, news, readerData, clock, log } = options;
  const failed = (err: unknown): void => log.warn({ err }, 'who types or is there could not be told');
  const moments = new Moments({ db, clock, failed });
  const ephemeral = new EphemeralCount(clock);
  const circles = new PostgresCircleReader(db);
  const typing = new TypingPeople({
    ...{ clock, count: ephemeral, tellServers: (moment) => moments.tell({ typing: moment }) },
    changed: (roomId) => void news.roomChanged(roomId).catch(failed),
  });
  const woken = new Set<UserId>();
  let cancelWake: (() => void) | undefined;
  const wakeKnown = async (): Promise<void> => {
    cancelWake = undefined;
    const changed = [...woken];
    woken.clear();
    news.wake(await circles.known(changed, news.people()));
  };
  const presence = options.withPresence
    ? new PresentPeople({
        ...{ clock, count: ephemeral, tellServers: (moment) => moments.tell({ presence: moment }) },
        wish: (userId) => readerData.accountData(userId, undefined, PRESENCE_WISH),
        changed: (userId) => {
          woken.add(userId);
          cancelWake ??= clock.after(GATHER_MS, () => void wakeKnown().catch(failed));
        },
      })
    : undefined;
  moments.onMoment = (moment) => ('typing' in moment ? typing.heard(moment.typing) : presence?.heard(moment.presence));
  news.onMoments = (payload) => moments.heard(payload);
  return {
    ...{ typing, ephemeral, circles, presence, presenceSync: presence && new PresenceSync(presence, circles) },
    close() {
      cancelWake?.();
      presence?.close();
      moments.close();
    },
  };
}
