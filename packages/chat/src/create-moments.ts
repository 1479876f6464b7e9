/** Joins what is of the moment only: who types, who is there, and how servers tell each other. */
import type { Ground } from './create-ground.ts';
import { EphemeralCount } from './ephemeral-count.ts';
import type { UserId } from './ids.ts';
import type { ReaderDataStore } from './ports.ts';
import { PostgresCircleReader } from './postgres/circle-reader.ts';
import { Moments } from './postgres/moments.ts';
import { PRESENCE_WISH, PresentPeople, type AttendingMoment } from './presence.ts';
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
  /** What rings for somebody is told, and heard of other servers. */
  tellRing: (moment: { userId: UserId }) => void;
  /** Somebody is inside a meeting that this server conducts, or no more. */
  attends: (moment: AttendingMoment) => void;
  onRing: (listener: (moment: { userId: UserId }) => void) => void;
  close(): void;
}

/** @param withPresence whether people who share a room are told who of them is there */
export function createMoments(
  withPresence: boolean,
  { db, news, clock, log }: Ground,
  readerData: Pick<ReaderDataStore, 'accountData'>,
): MomentParts {
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
  const presence = withPresence
    ? new PresentPeople({
        ...{ clock, count: ephemeral, tellServers: (moment) => moments.tell({ presence: moment }) },
        wish: (userId) => readerData.accountData(userId, undefined, PRESENCE_WISH),
        changed: (userId) => {
          woken.add(userId);
          cancelWake ??= clock.after(GATHER_MS, () => void wakeKnown().catch(failed));
        },
      })
    : undefined;
  let ringHeard: (moment: { userId: UserId }) => void = () => {};
  moments.onMoment = (moment) => {
    if ('typing' in moment) typing.heard(moment.typing);
    else if ('ring' in moment) ringHeard(moment.ring);
    else if ('attending' in moment) presence?.attends(moment.attending);
    else presence?.heard(moment.presence);
  };
  news.onMoments = (payload) => moments.heard(payload);
  return {
    ...{ typing, ephemeral, circles, presence, presenceSync: presence && new PresenceSync(presence, circles) },
    tellRing: (moment) => moments.tell({ ring: moment }),
    attends(moment) {
      presence?.attends(moment);
      moments.tell({ attending: moment });
    },
    onRing: (listener) => (ringHeard = listener),
    close() {
      cancelWake?.();
      presence?.close();
      moments.close();
    },
  };
}
