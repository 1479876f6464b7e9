/** What applicants are told by mail: invitation, change, cancellation, messages, reminders. Each once of each revision. */
import type { Clock } from '@saal/foundation/pure';
import type { MeetingId, PersonId } from '@saal/protocol';
import type { ApplicantLinks, Campaign, InterviewMail, MailState, PlannedInterview } from './campaign-ports.ts';
import { MINUTE_MS } from './campaign-slots.ts';
import { interviewWords } from './interview-words.ts';
import type { CalendarEntry, Letter, LetterState, Outbox } from './mail-ports.ts';
import { letterIdOf } from './outbox.ts';

const HOUR_MS = 60 * MINUTE_MS;
/** How long before the interview, and how much later than the invitation at least: nobody is reminded of what they just read. */
const reminders = [
  { key: 'day', beforeMs: 24 * HOUR_MS, afterMs: 2 * HOUR_MS },
  { key: 'hour', beforeMs: HOUR_MS, afterMs: HOUR_MS },
] as const;

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
  };

  constructor(options: InterviewLetters['options']) {
    this.options = options;
  }

  async invite(interview: PlannedInterview, campaign: Campaign): Promise<void> {
    const { outbox, clock } = this.options;
    const wasTold = await this.withdrawEarlier(interview);
    const senderName = await this.options.nameOf(campaign.ownerId);
    const words = interviewWords[interview.language];
    const said = wordsFor(interview, campaign);
    const end = [...words.how, ...closing(interview, senderName)];
    const url = await this.urlOf(interview.meetingId);
    const invitation: Letter = {
      ...this.letter(interview, senderName, url, 'invite', String(interview.revision)),
      subject: wasTold ? words.changed(said) : words.invited(said),
      paragraphs: [...(wasTold ? words.changeText(said) : words.inviteText(said)), ...end],
      calendar: this.calendar(interview, campaign, senderName, url, 'REQUEST'),
    };
    const later = reminders
      .map(({ key, beforeMs, afterMs }) => ({ key, notBeforeMs: interview.startsAtMs - beforeMs, afterMs }))
      .filter(({ notBeforeMs, afterMs }) => notBeforeMs >= clock.now() + afterMs)
      .map(({ key, notBeforeMs }) => ({
        ...this.letter(interview, senderName, url, key, String(interview.revision)),
        ...{ notBeforeMs, notAfterMs: interview.startsAtMs },
        ...{ subject: words.reminded(said), paragraphs: [...words.reminderText(said), ...end] },
      }));
    await outbox.put(invitation, ...later);
  }

  async cancel(interview: PlannedInterview, campaign: Campaign): Promise<void> {
    // Who never heard of it is told nothing.
    if (!(await this.withdrawEarlier(interview))) return;
    const senderName = await this.options.nameOf(campaign.ownerId);
    const words = interviewWords[interview.language];
    const said = wordsFor(interview, campaign);
    const url = await this.urlOf(interview.meetingId);
    const { action: _, ...letter } = this.letter(interview, senderName, url, 'cancel', String(interview.revision));
    await this.options.outbox.put({
      ...letter,
      ...{ subject: words.cancelled(said), paragraphs: [...words.cancelText(said), ...closing(interview, senderName)] },
      calendar: this.calendar(interview, campaign, senderName, url, 'CANCEL'),
    });
  }

  async write(interview: PlannedInterview, message: { key: string; subject: string; text: string }, campaign: Campaign): Promise<void> {
    const senderName = await this.options.nameOf(campaign.ownerId);
    await this.options.outbox.put({
      ...this.letter(interview, senderName, await this.urlOf(interview.meetingId), 'message', message.key),
      subject: message.subject,
      paragraphs: message.text.split(/\n\s*\n/).map((paragraph) => paragraph.trim()),
    });
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

  forget(meetingIds: readonly MeetingId[]): Promise<void> {
    return this.options.outbox.forget(meetingIds);
  }

  /** What an earlier revision says holds no more. @returns whether something of the interview went out, or may have */
  private async withdrawEarlier({ id, revision, meetingId }: PlannedInterview): Promise<boolean> {
    if (revision === 1) return false;
    const { outbox } = this.options;
    for (let earlier = 1; earlier < revision; earlier += 1)
      for (const kind of ['invite', ...reminders.map(({ key }) => key)])
        await outbox.withdraw({ id: letterIdOf('interview', id, kind, String(earlier)) });
    const known = (await outbox.statesOf([meetingId])).get(meetingId);
    return known !== undefined && known.state !== 'withdrawn';
  }

  private letter(
    { id, meetingId, name, email, language }: PlannedInterview,
    senderName: string | undefined,
    url: string,
    ...key: string[]
  ): Omit<Letter, 'subject' | 'paragraphs'> {
    return {
      ...{ id: letterIdOf('interview', id, ...key), subjectId: meetingId, to: { name, email }, language },
      action: { label: interviewWords[language].enter, url },
      ...(senderName === undefined ? {} : { senderName }),
    };
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
    const link = (await this.options.links.of([meetingId])).get(meetingId);
    return link ? `${this.options.publicUrl}/i/#${link.secret}` : `${this.options.publicUrl}/m/${meetingId}`;
  }
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
