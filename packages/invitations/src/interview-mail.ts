/** What applicants are told by mail: invitation, change, cancellation, messages, reminders. Each once of each revision. */
import type { Clock } from '@saal/foundation/pure';
import type { MeetingId, PersonId } from '@saal/protocol';
import type {
  ApplicantLinks,
  Campaign,
  CampaignMessage,
  InterviewMail,
  MailState,
  MessageReader,
  PlannedInterview,
} from './campaign-ports.ts';
import { MINUTE_MS } from './campaign-slots.ts';
import { remindersOf, type KindOfLetters } from './interview-reminders.ts';
import { interviewWords } from './interview-words.ts';
import type { CalendarEntry, KnownLetter, Letter, LetterState, Outbox } from './mail-ports.ts';
import { isDoubtful, lastTry, MOST_TRIES, nextTry } from './letter-tries.ts';
import { letterIdOf } from './outbox.ts';

const mailStates: Readonly<Record<LetterState, MailState>> = {
  queued: 'queued',
  sent: 'sent',
  bounced: 'bounced',
  unknown: 'unknown',
  withdrawn: 'none',
};

export class InterviewLetters implements InterviewMail {
  readonly isAvailable = true;
  private readonly options: {
    outbox: Outbox;
    links: Pick<ApplicantLinks, 'of'>;
    clock: Clock;
    /** Address people reach this server by. */
    publicUrl: string;
    nameOf: (id: PersonId) => Promise<string | undefined>;
    /** Undefined: the meeting is of no kind. */
    kindOf: (meetingId: MeetingId) => Promise<KindOfLetters | undefined>;
  };

  constructor(options: InterviewLetters['options']) {
    this.options = options;
  }

  async invite(interview: PlannedInterview, campaign: Campaign): Promise<void> {
    const { outbox, clock } = this.options;
    const kind = await this.options.kindOf(interview.meetingId);
    const wasTold = await this.withdrawEarlier(interview, kind);
    const senderName = await this.options.nameOf(campaign.ownerId);
    const words = interviewWords[interview.language];
    const said = wordsFor(interview, campaign);
    const url = await this.urlOf(interview.meetingId);
    const later = remindersOf(kind)
      .map(({ key, beforeMs, afterMs }) => ({ key, notBeforeMs: interview.startsAtMs - beforeMs, afterMs }))
      .filter(({ notBeforeMs, afterMs }) => notBeforeMs >= clock.now() + afterMs)
      .map(({ key, notBeforeMs }) => ({
        ...this.letter(interview, senderName, url, letterOf(interview, key)),
        ...{ notBeforeMs, notAfterMs: interview.startsAtMs },
        ...{ subject: words.reminded(said), paragraphs: [...words.reminderText(said), ...words.how, ...closing(interview, senderName)] },
      }));
    await outbox.put(this.invitation(interview, campaign, { wasTold, senderName, url, kind, id: letterOf(interview, 'invite') }), ...later);
  }

  async inviteAgain(interviews: readonly PlannedInterview[], campaign: Campaign): Promise<number> {
    const { outbox } = this.options;
    const subjects = interviews.map(({ meetingId }) => meetingId);
    const [states, known] = await Promise.all([outbox.statesOf(subjects), outbox.lettersOf(subjects)]);
    const senderName = await this.options.nameOf(campaign.ownerId);
    const letters: Letter[] = [];
    for (const interview of interviews) {
      const earlier = known.get(interview.meetingId) ?? [];
      const next = nextTry(earlier, (again) => letterOf(interview, 'invite', again));
      if (next === undefined || !isDoubtful(states.get(interview.meetingId)?.state)) continue;
      const [url, kind] = await Promise.all([this.urlOf(interview.meetingId), this.options.kindOf(interview.meetingId)]);
      const own = lettersOfRevision(interview, kind);
      const wasTold = earlier.some(({ id, email, state }) => email === interview.email && state !== 'withdrawn' && !own.has(id));
      letters.push(this.invitation(interview, campaign, { wasTold, senderName, url, kind, id: next }));
    }
    if (letters.length > 0) await outbox.put(...letters);
    return letters.length;
  }

  async cancel(interview: PlannedInterview, campaign: Campaign): Promise<void> {
    // Who never heard of it is told nothing.
    if (!(await this.withdrawEarlier(interview))) return;
    const senderName = await this.options.nameOf(campaign.ownerId);
    const words = interviewWords[interview.language];
    const said = wordsFor(interview, campaign);
    const url = await this.urlOf(interview.meetingId);
    const { action: _, ...letter } = this.letter(interview, senderName, url, letterOf(interview, 'cancel'));
    await this.options.outbox.put({
      ...letter,
      ...{ subject: words.cancelled(said), paragraphs: [...words.cancelText(said), ...closing(interview, senderName)] },
      calendar: this.calendar(interview, campaign, senderName, url, 'CANCEL'),
    });
  }

  async write(message: CampaignMessage, readers: readonly MessageReader[], campaign: Campaign): Promise<void> {
    const letters = await this.messageLetters(message, readers, campaign, (reader) => messageLetterOf(message, reader, 0));
    if (letters.length > 0) await this.options.outbox.put(...letters);
  }

  async previewMessage(
    reader: MessageReader,
    message: CampaignMessage,
    campaign: Campaign,
  ): Promise<{ subject: string; html: string; text: string }> {
    // Nobody sees the personal link of another, not even who invites, before they ask for it.
    const url = reader.meetingId === null ? this.dayUrl() : `${this.options.publicUrl}/i/#…`;
    const senderName = await this.options.nameOf(campaign.ownerId);
    const letter = this.messageLetter(message, reader, { id: letterIdOf('preview'), senderName, url });
    return { subject: message.subject, ...this.options.outbox.preview(letter) };
  }

  async messageStates(message: CampaignMessage, readers: readonly MessageReader[]): ReturnType<InterviewMail['messageStates']> {
    const known = await this.knownOf(message);
    return readers.map((reader) => {
      const { name, email } = reader;
      const last = lastTry(known, (again) => messageLetterOf(message, reader, again));
      if (!last) return { name, email, mail: 'none' };
      return { name, email, mail: mailStates[last.state], ...(last.reason === undefined ? {} : { reason: last.reason }) };
    });
  }

  async writeAgain(message: CampaignMessage, readers: readonly MessageReader[], campaign: Campaign): Promise<number> {
    const known = await this.knownOf(message);
    const ids = new Map<MessageReader, string>();
    for (const reader of readers) {
      const idOf = (again: number): string => messageLetterOf(message, reader, again);
      const next = isDoubtful(lastTry(known, idOf)?.state) ? nextTry(known, idOf) : undefined;
      if (next !== undefined) ids.set(reader, next);
    }
    const letters = await this.messageLetters(message, [...ids.keys()], campaign, (reader) => ids.get(reader) ?? '');
    if (letters.length > 0) await this.options.outbox.put(...letters);
    return letters.length;
  }

  async states(meetingIds: readonly MeetingId[]): ReturnType<InterviewMail['states']> {
    const known = await this.options.outbox.statesOf(meetingIds);
    return new Map(
      meetingIds.flatMap((id) => {
        const summary = known.get(id);
        if (!summary) return [];
        const { state, reason, answer } = summary;
        return [
          [id, { mail: mailStates[state], reply: answer ?? 'none', ...(state === 'bounced' && reason !== undefined ? { reason } : {}) }],
        ];
      }),
    );
  }

  forget(meetingIds: readonly MeetingId[], messages: readonly CampaignMessage[]): Promise<void> {
    return this.options.outbox.forget([...meetingIds, ...messages.map(messageSubject)]);
  }

  /** What an earlier revision says holds no more. @returns whether something of the interview went to this address, or may have */
  private async withdrawEarlier(interview: PlannedInterview, kind?: KindOfLetters): Promise<boolean> {
    if (interview.revision === 1) return false;
    const { outbox } = this.options;
    const own = lettersOfRevision(interview, kind);
    const letters = (await outbox.lettersOf([interview.meetingId])).get(interview.meetingId) ?? [];
    for (const { id, state } of letters) if (state === 'queued' && !own.has(id)) await outbox.withdraw({ id });
    const known = (await outbox.statesOf([interview.meetingId])).get(interview.meetingId);
    // Their address may have been corrected while a letter to the former one was on its way.
    return known !== undefined && known.state !== 'withdrawn' && letters.some(({ email }) => email === interview.email);
  }

  private invitation(
    interview: PlannedInterview,
    campaign: Campaign,
    told: { wasTold: boolean; senderName: string | undefined; url: string; kind: KindOfLetters | undefined; id: string },
  ): Letter {
    const { wasTold, senderName, url, kind, id } = told;
    const words = interviewWords[interview.language];
    const said = wordsFor(interview, campaign);
    const note = kind?.mailText[interview.language] ?? '';
    const how = note === '' ? words.how : [...words.how, note];
    return {
      ...this.letter(interview, senderName, url, id),
      subject: wasTold ? words.changed(said) : words.invited(said),
      paragraphs: [...(wasTold ? words.changeText(said) : words.inviteText(said)), ...how, ...closing(interview, senderName)],
      calendar: this.calendar(interview, campaign, senderName, url, 'REQUEST'),
    };
  }

  private letter(
    { meetingId, name, email, language }: PlannedInterview,
    senderName: string | undefined,
    url: string,
    id: string,
  ): Omit<Letter, 'subject' | 'paragraphs'> {
    return {
      ...{ id, subjectId: meetingId, to: { name, email }, language },
      action: { label: interviewWords[language].enter, url },
      ...(senderName === undefined ? {} : { senderName }),
    };
  }

  private async messageLetters(
    message: CampaignMessage,
    readers: readonly MessageReader[],
    campaign: Campaign,
    idOf: (reader: MessageReader) => string,
  ): Promise<Letter[]> {
    const senderName = await this.options.nameOf(campaign.ownerId);
    const urls = await this.urlsOf(readers.flatMap(({ meetingId }) => meetingId ?? []));
    return readers.map((reader) => {
      const url = (reader.meetingId && urls.get(reader.meetingId)) ?? this.dayUrl();
      return this.messageLetter(message, reader, { id: idOf(reader), senderName, url });
    });
  }

  private messageLetter(
    message: CampaignMessage,
    { meetingId, name, email, language }: MessageReader,
    { id, senderName, url }: { id: string; senderName: string | undefined; url: string },
  ): Letter {
    const words = interviewWords[language];
    return {
      ...{ id, subjectId: messageSubject(message), to: { name, email }, language, subject: message.subject },
      paragraphs: message.text.split(/\n\s*\n/).map((paragraph) => paragraph.trim()),
      action: { label: meetingId === null ? words.day : words.enter, url },
      ...(senderName === undefined ? {} : { senderName }),
    };
  }

  private async knownOf(message: CampaignMessage): Promise<readonly KnownLetter[]> {
    const subject = messageSubject(message);
    return (await this.options.outbox.lettersOf([subject])).get(subject) ?? [];
  }

  private calendar(
    { meetingId, revision, startsAtMs, endsAtMs, language }: PlannedInterview,
    { plan: { title, timeZone } }: Campaign,
    senderName: string | undefined,
    url: string,
    method: CalendarEntry['method'],
  ): CalendarEntry {
    return {
      ...{ uid: `${meetingId}@${new URL(this.options.publicUrl).hostname}`, sequence: revision - 1, method, summary: title, timeZone },
      description: `${interviewWords[language].enter}: ${url}`,
      ...{ startsAtMs, durationMin: Math.round((endsAtMs - startsAtMs) / MINUTE_MS), organizerName: senderName ?? title },
    };
  }

  /** Their personal link, which opens the invitation and from there the meeting. */
  private async urlOf(meetingId: MeetingId): Promise<string> {
    return (await this.urlsOf([meetingId])).get(meetingId) ?? `${this.options.publicUrl}/m/${meetingId}`;
  }

  private async urlsOf(meetingIds: readonly MeetingId[]): Promise<ReadonlyMap<MeetingId, string>> {
    const { links, publicUrl } = this.options;
    const known = await links.of(meetingIds);
    return new Map(
      meetingIds.map((id) => {
        const link = known.get(id);
        return [id, link ? `${publicUrl}/i/#${link.secret}` : `${publicUrl}/m/${id}`];
      }),
    );
  }

  private dayUrl(): string {
    return `${this.options.publicUrl}/day`;
  }
}

function letterOf({ id, revision }: PlannedInterview, kind: string, again = 0): string {
  return letterIdOf('interview', id, kind, String(revision), ...(again === 0 ? [] : [String(again)]));
}

function lettersOfRevision(interview: PlannedInterview, kind: KindOfLetters | undefined): Set<string> {
  const invitations = Array.from({ length: MOST_TRIES + 1 }, (_, again) => letterOf(interview, 'invite', again));
  return new Set([...invitations, letterOf(interview, 'cancel'), ...remindersOf(kind).map(({ key }) => letterOf(interview, key))]);
}

/** Of the letters of one message. */
export function messageSubject({ campaignId, id }: Pick<CampaignMessage, 'campaignId' | 'id'>): string {
  return `message ${campaignId} ${id}`;
}

function messageLetterOf(message: CampaignMessage, { key }: MessageReader, again: number): string {
  return letterIdOf('campaign message', message.campaignId, message.id, key, String(again));
}

function wordsFor({ name, startsAtMs, endsAtMs, language }: PlannedInterview, { plan: { title, timeZone } }: Campaign) {
  const locale = language === 'de' ? 'de-DE' : 'en-GB';
  const day = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'full' }).format(startsAtMs);
  const time = new Intl.DateTimeFormat(locale, { timeZone, hour: '2-digit', minute: '2-digit' });
  const zone = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'long' })
    .formatToParts(startsAtMs)
    .find(({ type }) => type === 'timeZoneName')?.value;
  return { name, title, day, from: time.format(startsAtMs), to: time.format(endsAtMs), zone: zone ?? timeZone };
}

function closing({ language }: PlannedInterview, senderName: string | undefined): string[] {
  return [`${interviewWords[language].closing}${senderName === undefined ? '' : `\n${senderName}`}`];
}
