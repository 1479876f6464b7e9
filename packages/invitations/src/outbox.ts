/**
 * Letters from the moment they are put in until it is known what came of them: each goes out once, or is marked as one of which
 * nobody knows. The row says what is, the job only reminds of it.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '@saal/foundation/pure';
import type { CalendarReply, Delivery, LetterStore, OutgoingMail, Postman, StoredLetter } from './outbox-ports.ts';
import type { Answer, KnownLetter, Letter, LetterSummary, Outbox } from './mail-ports.ts';

type TakeAnswer = Parameters<Outbox['onAnswer']>[0];

export class StoredOutbox implements Outbox {
  readonly isAvailable = true;
  private readonly options: {
    store: LetterStore;
    postman: Pick<Postman, 'deliver'>;
    clock: Clock;
    compose: (letter: Letter, threadId: string) => OutgoingMail;
    log: { info: (fields: object, text: string) => void; warn: (fields: object, text: string) => void };
  };
  private readonly takers: TakeAnswer[] = [];

  constructor(options: StoredOutbox['options']) {
    this.options = options;
  }

  put(...letters: Letter[]): Promise<void> {
    return this.options.store.put(letters, this.options.clock.now());
  }

  withdraw(which: { subjectId: string } | { id: string }): Promise<void> {
    return this.options.store.withdraw(which, this.options.clock.now());
  }

  async statesOf(subjectIds: readonly string[]): ReturnType<Outbox['statesOf']> {
    const letters = await this.options.store.ofSubjects(subjectIds);
    const bySubject = Map.groupBy(letters, ({ subjectId }) => subjectId);
    return new Map([...bySubject].map(([subjectId, each]) => [subjectId, summaryOf(each, this.options.clock.now())]));
  }

  async lettersOf(subjectIds: readonly string[]): ReturnType<Outbox['lettersOf']> {
    const letters = await this.options.store.ofSubjects(subjectIds);
    const bySubject = Map.groupBy(letters, ({ subjectId }) => subjectId);
    return new Map([...bySubject].map(([subjectId, each]) => [subjectId, each.map(knownOf)]));
  }

  preview(letter: Letter): { html: string; text: string } {
    const { html, text } = this.options.compose(letter, letter.id);
    return { html, text };
  }

  forget(subjectIds: readonly string[]): Promise<void> {
    return this.options.store.forget(subjectIds);
  }

  onAnswer(take: TakeAnswer): void {
    this.takers.push(take);
  }

  /** What a job does. @returns false: to be tried again, unless it was the last time */
  async deliver(letterId: string, isLast: boolean): Promise<boolean> {
    const { store, postman, clock, compose, log } = this.options;
    const letter = await store.byId(letterId);
    if (!letter) return true;
    if (letter.state === 'sending') {
      // Whoever was at it died, or lost the database: the relay may have it.
      await this.end(letter, ['sending'], { state: 'unknown', reason: 'interrupted' });
      return true;
    }
    if (letter.state !== 'queued') return true;
    if (letter.content === null) {
      // Its address was corrected while it was on its way, and the relay did not take it then.
      await this.end(letter, ['queued'], { state: 'unknown' });
      return true;
    }
    if (letter.content.notAfterMs !== undefined && letter.content.notAfterMs < clock.now()) {
      await this.end(letter, ['queued'], { state: 'withdrawn' });
      return true;
    }
    const begin = (): Promise<boolean> => store.setState(letterId, ['queued'], { state: 'sending' }, clock.now());
    const delivery = await postman.deliver(compose(letter.content, letter.threadId), begin);
    return this.settle(letter, delivery, isLast, log);
  }

  /** A report says that it did not arrive (RFC 3464). */
  async bounced(letterId: string, words: string): Promise<void> {
    const letter = await this.options.store.byId(letterId);
    if (letter) await this.end(letter, ['sending', 'sent', 'unknown'], { state: 'bounced', reason: words });
  }

  /** A calendar answers; `returnId` stood in the address. Answers of others than the addressee are dropped. */
  async answered(returnId: string, { email, answer, sequence }: CalendarReply): Promise<void> {
    const { store, clock, log } = this.options;
    const letter = await store.byId(returnId);
    if (letter?.email.toLowerCase() !== email.toLowerCase()) {
      log.info({ letterId: returnId }, 'an answer in the name of somebody else was dropped');
      return;
    }
    const taken = await store.answer(letter.threadId, letter.email, { answer, sequence }, clock.now());
    if (!taken) return;
    for (const take of this.takers) await take({ subjectId: taken.subjectId, email: taken.email, answer });
  }

  private async settle(letter: StoredLetter, delivery: Delivery, isLast: boolean, log: StoredOutbox['options']['log']): Promise<boolean> {
    const { store, clock } = this.options;
    switch (delivery.kind) {
      case 'not-begun': // withdrawn in the meantime, or another server is at it
        return true;
      case 'sent':
        // Also when others gave it up as unknown meanwhile: the relay said so.
        await this.end(letter, ['sending', 'unknown'], { state: 'sent' });
        return true;
      case 'refused':
        await this.end(letter, ['queued', 'sending'], { state: 'bounced', reason: delivery.words });
        return true;
      case 'lost':
        await this.end(letter, ['sending'], { state: 'unknown', reason: delivery.words });
        return true;
      case 'later':
        if (isLast) {
          log.warn({ letterId: letter.id }, 'a letter was given up');
          await this.end(letter, ['queued', 'sending'], { state: 'bounced', reason: delivery.words });
          return true;
        }
        await store.setState(letter.id, ['queued', 'sending'], { state: 'queued', reason: delivery.words }, clock.now());
        return false;
    }
  }

  private async end(
    { id }: StoredLetter,
    from: Parameters<LetterStore['setState']>[1],
    to: { state: StoredLetter['state']; reason?: string },
  ) {
    const { store, clock, log } = this.options;
    if (await store.setState(id, from, { ...to, forgetContent: true }, clock.now()))
      log.info({ letterId: id, state: to.state }, 'a letter ended');
  }
}

/** Where no mail goes out from: nothing is kept, and nothing said to be sent. */
export const noOutbox: Outbox = {
  isAvailable: false,
  put: () => Promise.resolve(),
  withdraw: () => Promise.resolve(),
  statesOf: () => Promise.resolve(new Map()),
  lettersOf: () => Promise.resolve(new Map()),
  preview: () => ({ html: '', text: '' }),
  forget: () => Promise.resolve(),
  onAnswer: () => undefined,
};

/** A UUID out of what a letter is about: asked for again it is the same, and the outbox knows it (RFC 9562 5.8). */
export function letterIdOf(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The latest letter that was due speaks for all: reminders of next week say nothing yet, and withdrawn ones never did. */
function summaryOf(letters: readonly StoredLetter[], nowMs: number): LetterSummary {
  const due = letters.filter(({ dueAtMs }) => dueAtMs <= nowMs);
  const speaks = due.findLast(({ state }) => state !== 'withdrawn') ?? due.at(-1) ?? letters.at(-1);
  const answer = answerOf(letters);
  return { ...(speaks ? stateOf(speaks) : { state: 'queued' }), ...(answer === undefined ? {} : { answer }) };
}

function knownOf(letter: StoredLetter): KnownLetter {
  return { id: letter.id, email: letter.email, ...stateOf(letter) };
}

function stateOf({ state, reason }: StoredLetter): Pick<KnownLetter, 'state' | 'reason'> {
  return {
    state: state === 'sending' ? 'queued' : state,
    ...(reason !== null && (state === 'bounced' || state === 'unknown') ? { reason } : {}),
  };
}

/** Who accepted Tuesday has not accepted Wednesday: only answers to the newest date count. */
function answerOf(letters: readonly StoredLetter[]): Answer | undefined {
  const asked = letters.filter(({ sequence, state }) => sequence !== null && state !== 'withdrawn');
  const newest = Math.max(...asked.map(({ sequence }) => sequence ?? 0));
  const answers = asked.filter(({ sequence, answer }) => sequence === newest && answer !== null);
  return answers.sort((a, b) => (a.answeredAtMs ?? 0) - (b.answeredAtMs ?? 0)).at(-1)?.answer ?? undefined;
}
