/**
 * Tells those who are invited by name: what they were told is compared with what is planned, so that it ends and begins again anywhere
 * (decision 0046). Without mail nothing is said, and those withdrawn are simply gone.
 */
import type { Clock } from '@saal/foundation/pure';
import type { EpochMs, MeetingId } from '@saal/protocol';
import { endOf, entriesOf, newsOf, type EntryNews, type ToldEntries } from './invitation-entries.ts';
import { invitationWords, type Said } from './invitation-words.ts';
import type { Acquaintances, InvitedTo, Invitee, InviteeTurns, InvitingMeetings, PersonalLinks } from './invitee-ports.ts';
import type { Letter, Outbox } from './mail-ports.ts';
import { letterIdOf } from './outbox.ts';

/** What somebody was told. */
export type Told = {
  entries: ToldEntries;
  /** Letters that wait for their moment, and the date each is about. */
  reminders: Readonly<Record<string, EpochMs>>;
  /** The kind of the meeting, and its paragraph; absent: told by a version that did not look at it. */
  kind?: { id: string | null; note: string };
};

const MINUTE_MS = 60_000;
/** How long before a date, where the house says nothing else. */
const usualReminders: readonly (readonly [kind: string, aheadMs: number])[] = [
  ['day', 24 * 60 * MINUTE_MS],
  ['soon', 15 * MINUTE_MS],
];
/** Written so long before they go out: what changes before needs no withdrawing. */
const WRITTEN_BEFORE_MS = 2 * 60 * MINUTE_MS;
/** Nobody is reminded of what they just read, but of what begins now. */
const AFTER_INVITING_MS = 2 * 60 * MINUTE_MS;
const BEGINS_NOW_MS = 60 * MINUTE_MS;

export type InviteeLettersOptions = {
  turns: InviteeTurns;
  meetings: Pick<InvitingMeetings, 'plan'>;
  people: Pick<Acquaintances, 'byId'>;
  links: PersonalLinks;
  outbox: Pick<Outbox, 'isAvailable' | 'put' | 'withdraw'>;
  /** Stands in letters. */
  publicUrl: string;
  clock: Clock;
};

export class InviteeLetters {
  readonly #options: InviteeLettersOptions;

  constructor(options: InviteeLettersOptions) {
    this.#options = options;
  }

  /** Everybody of a meeting is told what they do not know yet. May be repeated, and run on several servers at once. */
  async look(meetingId: MeetingId): Promise<void> {
    const { turns, meetings, people } = this.#options;
    const ids = await turns.ofMeeting(meetingId);
    if (ids.length === 0) return;
    const plan = await meetings.plan(meetingId);
    const inviter = plan && (await people.byId(plan.ownerId))?.name;
    for (const id of ids)
      await turns.take(id, async (invitee, told, toldAtMs) => {
        // Read again in turn: another server may have told them of a newer plan.
        const now = (await meetings.plan(meetingId)) ?? undefined;
        const invited = now && !invitee.withdrawn;
        const next = await this.#tell(invitee, invited ? now : undefined, told, { inviter: inviter ?? '', toldAtMs });
        return invited ? { told: next, overAtMs: endOf(now.dates) } : undefined;
      });
  }

  async #tell(
    invitee: Invitee,
    plan: InvitedTo | undefined,
    told: Told,
    known: { inviter: string; toldAtMs: EpochMs | null },
  ): Promise<Told> {
    const { outbox, clock } = this.#options;
    const nowMs = clock.now();
    const url = this.#urlOf(invitee);
    const inviter = known.inviter || organizerOf(told.entries);
    const planned = plan ? entriesOf(invitee.meetingId, plan, { description: url, organizerName: inviter || plan.title }) : {};
    // Of a meeting that is gone, what was told says when it would have been.
    const endsAtMs = plan ? endOf(plan.dates) : Math.max(0, ...Object.values(told.entries).map(({ entry }) => lastOf(entry)));
    const kind = { id: plan?.kindId ?? null, note: plan?.note?.[invitee.language] ?? '' };
    // What the house writes anew for a kind is said to nobody again; that a meeting is of another kind is.
    const isRenoted = told.kind !== undefined && told.kind.id !== kind.id && told.kind.note !== kind.note;
    const { news, told: entries } = newsOf(planned, told.entries, { nowMs, endsAtMs, again: isRenoted });
    if (!outbox.isAvailable || invitee.email === null) return { entries, kind, reminders: {} };
    for (const each of news) await outbox.put(this.#letter(invitee, each, inviter, kind.note));
    return { entries, kind, reminders: await this.#remind(invitee, plan, told.reminders, known, nowMs) };
  }

  async #remind(
    invitee: Invitee,
    plan: InvitedTo | undefined,
    before: Told['reminders'],
    { inviter, toldAtMs }: { inviter: string; toldAtMs: EpochMs | null },
    nowMs: EpochMs,
  ): Promise<Told['reminders']> {
    const { outbox } = this.#options;
    const wanted: Record<string, EpochMs> = {};
    const ahead = plan?.remindersMin?.map((minutes) => [String(minutes), minutes * MINUTE_MS] as const) ?? usualReminders;
    const writtenAheadMs = WRITTEN_BEFORE_MS + Math.max(0, ...ahead.map(([, aheadMs]) => aheadMs));
    const near = plan?.dates.filter(({ startsAtMs }) => startsAtMs > nowMs && startsAtMs - nowMs <= writtenAheadMs) ?? [];
    for (const { startsAtMs, durationMin } of invitee.answer === 'declined' ? [] : near)
      for (const [kind, aheadMs] of ahead) {
        const notBeforeMs = startsAtMs - aheadMs;
        const id = letterIdOf('reminder', invitee.id, String(invitee.generation), plan?.title ?? '', kind, String(startsAtMs));
        const tooSoon = notBeforeMs < (toldAtMs ?? nowMs) + (aheadMs > BEGINS_NOW_MS ? AFTER_INVITING_MS : 0);
        if (!(id in before) && (notBeforeMs < nowMs || tooSoon)) continue;
        wanted[id] = startsAtMs;
        if (id in before) continue;
        const of = { title: plan?.title ?? '', startsAtMs, durationMin, timeZone: plan?.timeZone ?? 'UTC', place: plan?.place };
        await outbox.put({ ...this.#common(invitee, id, this.#said(invitee, inviter, of), 'reminded'), notBeforeMs });
      }
    for (const [id, startsAtMs] of Object.entries(before)) if (!(id in wanted) && startsAtMs > nowMs) await outbox.withdraw({ id });
    return wanted;
  }

  #letter(invitee: Invitee, { name, kind, calendar }: EntryNews, inviter: string, note = ''): Letter {
    const { summary: title, rule, description } = calendar;
    const id = letterIdOf('invitation', invitee.id, name, kind, JSON.stringify(calendar));
    const said = this.#said(invitee, inviter, { ...calendar, title });
    const letter = this.#common(invitee, id, said, kind);
    const { again, enter } = invitationWords[invitee.language];
    const more = [...(rule === undefined ? [] : [again]), ...(note === '' || kind === 'cancelled' ? [] : paragraphsOf(note))];
    return { ...letter, paragraphs: [...letter.paragraphs, ...more], calendar: { ...calendar, description: `${enter}: ${description}` } };
  }

  #common(invitee: Invitee, id: string, said: Said, kind: 'invited' | 'changed' | 'cancelled' | 'reminded'): Letter {
    const { name, email, language, personId } = invitee;
    const words = invitationWords[language];
    const external = personId === null && kind !== 'cancelled';
    return {
      ...{ id, subjectId: invitee.id, to: { name, email: email ?? '' }, language, subject: words[kind].subject(said) },
      paragraphs: [...words[kind].text(said), ...(external ? [words.personal] : [])],
      ...(kind !== 'cancelled' && { action: { label: words.enter, url: this.#urlOf(invitee) } }),
      ...(said.inviter !== '' && { senderName: said.inviter }),
    };
  }

  #said(
    { name, language, withdrawn }: Invitee,
    inviter: string,
    of: { title: string; startsAtMs: EpochMs; durationMin: number; timeZone: string; place?: string | undefined },
  ): Said {
    const { title, startsAtMs, durationMin, timeZone, place = '' } = of;
    const locale = language === 'de' ? 'de-DE' : 'en-GB';
    const time = new Intl.DateTimeFormat(locale, { timeZone, hour: '2-digit', minute: '2-digit' });
    const zone = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'long' })
      .formatToParts(startsAtMs)
      .find(({ type }) => type === 'timeZoneName')?.value;
    const when = invitationWords[language].when({
      day: new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'full' }).format(startsAtMs),
      from: time.format(startsAtMs),
      to: time.format(startsAtMs + durationMin * MINUTE_MS),
      zone: zone ?? timeZone,
    });
    return { name, inviter, title, when, place, withdrawn };
  }

  #urlOf(invitee: Invitee): string {
    const { publicUrl, links } = this.#options;
    return invitee.personId === null ? `${publicUrl}/i/#${links.secretOf(invitee)}` : `${publicUrl}/m/${invitee.meetingId}`;
  }
}

/** Who invited, as it was told: of a meeting that is gone nothing else knows. Empty: nobody did, and its title stood in their place. */
function organizerOf(entries: ToldEntries): string {
  const [told] = Object.values(entries);
  return told === undefined || told.entry.organizerName === told.entry.summary ? '' : told.entry.organizerName;
}

const paragraphsOf = (text: string): string[] => text.split(/\n\s*\n/).map((paragraph) => paragraph.trim());

/** A rule has no last moment that is known here: then it is as if it went on. */
function lastOf({ startsAtMs, durationMin, rule }: { startsAtMs: EpochMs; durationMin: number; rule?: string }): EpochMs {
  return rule === undefined ? startsAtMs + durationMin * MINUTE_MS : Number.MAX_SAFE_INTEGER;
}
