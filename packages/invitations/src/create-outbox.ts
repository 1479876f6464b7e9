/** Joins the parts of mail: letters in the database, their jobs, the relay, the calendar and what comes back. */
import { every, type Clock, type Database, type Logger } from '@saal/foundation';
import { calendarText } from './ical/calendar-text.ts';
import { openLetterJobs } from './jobs/letter-jobs.ts';
import { layOut, type HouseStyle } from './letter-layout.ts';
import type { Letter, Outbox } from './mail-ports.ts';
import { StoredOutbox } from './outbox.ts';
import type { Incoming, OutgoingMail } from './outbox-ports.ts';
import { createLetterStore } from './postgres/letter-store.ts';
import { ReturnAddresses } from './return-address.ts';
import { readReply } from './ical/reply.ts';
import { startReceiver, type ReceiverSettings } from './smtp/receiver.ts';
import { createPostman, type RelaySettings } from './smtp/postman.ts';

export interface MailSettings {
  relay: RelaySettings;
  /** The address of the house that letters come from. */
  from: string;
  house: HouseStyle;
  /** Where answers and reports are received; absent: they are not. */
  answersTo?: string;
  receive?: ReceiverSettings;
  installationSecret: string;
  /** Before the second try; doubles with each. */
  retryAfterS?: number;
}

export interface MailFeature {
  outbox: Outbox;
  /** With the deed that they tell of: letters and deed are stored together, or neither. @param transaction of the same database */
  putIn(transaction: Database, ...letters: Letter[]): Promise<void>;
  /** Finishes what has begun. Idempotent. */
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;
/** Longer than any campaign is kept; what belongs to one goes with it. */
const KEPT_MS = 800 * DAY_MS;

/** Takes up what the last server left. @throws when the port for incoming mail cannot be opened */
export async function createOutbox(options: {
  db: Database;
  /** Of the same database. */
  databaseUrl: string;
  clock: Clock;
  log: Logger;
  settings: MailSettings;
}): Promise<MailFeature> {
  const { db, databaseUrl, clock, log, settings } = options;
  const postman = createPostman(settings.relay, log);
  const addresses = settings.answersTo === undefined ? undefined : new ReturnAddresses(settings.answersTo, settings.installationSecret);
  const jobs = await openLetterJobs(
    databaseUrl,
    (error) => log.warn({ err: error }, 'the jobs of letters had a fault; they try again'),
    settings.retryAfterS,
  );
  const store = createLetterStore(db, jobs.enqueue);
  const outbox = new StoredOutbox({
    ...{ store, postman, clock, log },
    compose: (letter, threadId) => compose(letter, threadId, settings, addresses),
  });
  const ends: (() => Promise<void>)[] = [jobs.close];
  try {
    if (settings.receive && addresses) {
      const { close } = await startReceiver(settings.receive, {
        idOf: (address) => addresses.idOf(address),
        take: (returnId, incoming) => take(outbox, returnId, incoming),
        ...{ clock, log },
      });
      ends.unshift(close);
    }
    await jobs.work((letterId, isLast) => outbox.deliver(letterId, isLast));
  } catch (error) {
    for (const end of ends) await end();
    throw error;
  }
  const cancelForgetting = every(clock, DAY_MS, () => {
    void store.forgetEnded(clock.now() - KEPT_MS).catch((error: unknown) => log.warn({ err: error }, 'old letters could not be deleted'));
  });
  return {
    outbox,
    putIn: (transaction, ...letters) => store.putIn(transaction, letters, clock.now()),
    async close() {
      cancelForgetting();
      for (const end of ends) await end();
      postman.close();
    },
  };
}

async function take(outbox: StoredOutbox, returnId: string, incoming: Incoming): Promise<void> {
  if (incoming.kind === 'failure') return outbox.bounced(returnId, incoming.words);
  const reply = incoming.kind === 'calendar' ? readReply(incoming.text) : undefined;
  if (reply) await outbox.answered(returnId, reply);
}

function compose(letter: Letter, threadId: string, settings: MailSettings, addresses: ReturnAddresses | undefined): OutgoingMail {
  const { from, house } = settings;
  const { to, calendar, senderName } = letter;
  const returnPath = addresses?.of(letter.id) ?? from;
  const organizerEmail = addresses?.of(threadId) ?? from;
  return {
    ...{ letterId: letter.id, messageId: `${letter.id}@${from.slice(from.lastIndexOf('@') + 1)}` },
    from: { name: senderName === undefined ? house.name : `${senderName} (${house.name})`, address: from },
    to: { name: to.name, address: to.email },
    ...(addresses ? { replyTo: returnPath } : {}),
    ...{ returnPath, subject: letter.subject, ...layOut(letter, house, addresses !== undefined) },
    ...(calendar
      ? {
          calendar: {
            method: calendar.method,
            text: calendarText(calendar, {
              organizerEmail,
              attendee: { name: to.name, email: to.email },
              ...(letter.action ? { url: letter.action.url } : {}),
            }),
          },
        }
      : {}),
  };
}
