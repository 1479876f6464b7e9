/** Looks at each line of a list of applicants and gives it a slot, or says what is wrong with it. Pure. */
import {
  Email,
  applicantFields,
  type ApplicantField,
  type ApplicantProblem,
  type CampaignPlan,
  type EpochMs,
  type Language,
} from '@saal/protocol';
import { MINUTE_MS, isWithinDays, momentIn, overlap, slotsOf, type Slot, type Span } from './campaign-slots.ts';

/** A line as it was read: nothing of it is believed yet. */
export type ApplicantLine = Partial<Record<ApplicantField, string>> & {
  line: number;
  /** It did not fit the first line of its file. */
  broken?: boolean;
};

export type CheckedApplicant = {
  line: number;
  name: string;
  email: string;
  language: Language;
  problems: ApplicantProblem[];
  /** Absent: none could be given. */
  slot?: Slot;
};

/** When somebody of a panel is not free, by the panel's name: meetings outside of this list. */
export type BusyPanels = ReadonlyMap<string, readonly Span[]>;

const MAX_NAME = 80;
/** What a spreadsheet takes for a formula when somebody opens an export (C08); Tab and CR let some ignore what is before them. */
const formula = /^[=+\-@\t\r]/;
const languages: Readonly<Record<string, Language>> = { de: 'de', deutsch: 'de', german: 'de', en: 'en', englisch: 'en', english: 'en' };

/**
 * Times that the file names are given first, so that no slot chosen by itself takes them; the others get the earliest that is free,
 * in the order of the file.
 * @param taken slots of interviews that were sent before
 */
export function checkApplicants(
  plan: Pick<CampaignPlan, 'timeZone' | 'lengthMin' | 'bufferMin' | 'days' | 'panels'>,
  lines: readonly ApplicantLine[],
  known: { busy: BusyPanels; taken: readonly (Slot & { email: string })[]; nowMs: EpochMs; language: Language },
): CheckedApplicant[] {
  const emails = new Set(known.taken.map(({ email }) => email));
  const calendar = new PanelCalendar(plan, known.busy, known.taken);
  const read = lines.map((line) => {
    const applicant = readLine(line, known.language);
    if (applicant.email !== '' && emails.has(applicant.email)) applicant.problems.push('email_twice');
    emails.add(applicant.email);
    return { applicant, wish: wishOf(plan, line, applicant.problems) };
  });

  for (const { applicant, wish } of read) {
    if (wish.fromMs === undefined || applicant.problems.length > 0) continue;
    const span = { fromMs: wish.fromMs, toMs: wish.fromMs + plan.lengthMin * MINUTE_MS };
    if (span.fromMs <= known.nowMs || !isWithinDays(plan, span)) applicant.problems.push('time_outside');
    else {
      const answers = wish.panels.map((panel) => ({ slot: { ...span, panel }, hindrance: calendar.hindrance({ ...span, panel }) }));
      const free = answers.find(({ hindrance }) => hindrance === undefined);
      if (free) applicant.slot = calendar.take(free.slot);
      else applicant.problems.push(answers[0]?.hindrance ?? 'no_slot_left');
    }
  }
  let slots = slotsOf(plan).filter((slot) => slot.fromMs > known.nowMs && calendar.hindrance(slot) === undefined);
  for (const { applicant, wish } of read) {
    if (wish.fromMs !== undefined || applicant.problems.length > 0) continue;
    const slot = slots.find((each) => wish.panels.includes(each.panel) && calendar.hindrance(each) === undefined);
    if (slot) slots = slots.filter((each) => each !== slot);
    if (slot) applicant.slot = calendar.take(slot);
    else applicant.problems.push('no_slot_left');
  }
  return read.map(({ applicant }) => applicant);
}

/** Slots nobody has, that everybody of the panel is free for. */
export function freeSlots(
  plan: Pick<CampaignPlan, 'timeZone' | 'lengthMin' | 'bufferMin' | 'days' | 'panels'>,
  known: { busy: BusyPanels; taken: readonly Slot[]; nowMs: EpochMs },
): Slot[] {
  const calendar = new PanelCalendar(plan, known.busy, known.taken);
  return slotsOf(plan).filter((slot) => slot.fromMs > known.nowMs && calendar.hindrance(slot) === undefined);
}

function readLine(line: ApplicantLine, usual: Language): CheckedApplicant {
  const problems: ApplicantProblem[] = [];
  if (line.broken === true) problems.push('line_broken');
  if (applicantFields.some((field) => formula.test((line[field] ?? '').trimStart()) || /^[\t\r]/.test(line[field] ?? '')))
    problems.push('formula');

  const name = tidy(line.name ?? [line.firstName, line.lastName].filter((part) => part !== undefined).join(' '));
  if (name === '') problems.push('name_missing');
  if (name.length > MAX_NAME) problems.push('name_too_long');

  const email = Email.safeParse(line.email ?? '');
  if ((line.email ?? '').trim() === '') problems.push('email_missing');
  else if (!email.success) problems.push('email_bad');

  const wanted = tidy(line.language ?? '').toLowerCase();
  const language = wanted === '' ? usual : languages[wanted];
  if (language === undefined) problems.push('language_unknown');
  return {
    line: line.line,
    name: name.slice(0, MAX_NAME),
    email: email.success ? email.data : tidy(line.email ?? '').slice(0, 254),
    language: language ?? usual,
    problems,
  };
}

/** Which panels and when. `fromMs` absent: any time. */
function wishOf(
  plan: Pick<CampaignPlan, 'timeZone' | 'panels'>,
  line: ApplicantLine,
  problems: ApplicantProblem[],
): { panels: string[]; fromMs: EpochMs | undefined } {
  const name = tidy(line.panel ?? '');
  const panels = plan.panels.map((panel) => panel.name).filter((panel) => name === '' || panel.toLowerCase() === name.toLowerCase());
  if (panels.length === 0) problems.push('panel_unknown');
  // "2026-12-01T09:30" and "01.12.2026 09:30" in one column are as good as in two.
  const [day = '', clock = ''] = tidy(`${line.date ?? ''} ${line.time ?? ''}`)
    .replace(/T(?=\d)/, ' ')
    .replace(/ Uhr$/i, '')
    .split(' ');
  if (day === '' && clock === '') return { panels, fromMs: undefined };
  const fromMs = momentIn(plan.timeZone, isoDate(day), clock.replace('.', ':').slice(0, 5).padStart(5, '0'));
  if (fromMs === undefined) problems.push('time_bad');
  return { panels, fromMs };
}

function isoDate(text: string): string {
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  return german ? `${german[3] ?? ''}-${(german[2] ?? '').padStart(2, '0')}-${(german[1] ?? '').padStart(2, '0')}` : text;
}

function tidy(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** Which panel is taken when. Somebody may sit in several panels, and then is in one at a time. */
class PanelCalendar {
  private readonly busy: BusyPanels;
  private readonly bufferMs: number;
  /** Panels that cannot interview at the same time, each with itself. */
  private readonly together: ReadonlyMap<string, readonly string[]>;
  private readonly taken = new Map<string, Span[]>();

  constructor(plan: Pick<CampaignPlan, 'bufferMin' | 'panels'>, busy: BusyPanels, taken: readonly Slot[]) {
    this.busy = busy;
    this.bufferMs = plan.bufferMin * MINUTE_MS;
    this.together = new Map(
      plan.panels.map(({ name, people }) => [
        name,
        plan.panels
          .filter((other) => other.name === name || other.people.some((person) => people.includes(person)))
          .map((other) => other.name),
      ]),
    );
    for (const slot of taken) this.take(slot);
  }

  hindrance(slot: Slot): 'panel_taken' | 'panel_busy' | undefined {
    const withBuffer = { fromMs: slot.fromMs - this.bufferMs, toMs: slot.toMs + this.bufferMs };
    if (this.taken.get(slot.panel)?.some((other) => overlap(withBuffer, other))) return 'panel_taken';
    return this.busy.get(slot.panel)?.some((other) => overlap(slot, other)) ? 'panel_busy' : undefined;
  }

  take(slot: Slot): Slot {
    for (const panel of this.together.get(slot.panel) ?? [slot.panel]) {
      const spans = this.taken.get(panel);
      if (spans) spans.push(slot);
      else this.taken.set(panel, [slot]);
    }
    return slot;
  }
}
