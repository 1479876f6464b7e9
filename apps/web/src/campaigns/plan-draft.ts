/** The plan of a campaign as it is typed. Pure. */
import type { PresetView } from '@saal/client';
import type { CampaignPlan } from '@saal/protocol';
import type { z } from 'zod';

export type DayDraft = { date: string; from: string; to: string; hasBreak: boolean; breakFrom: string; breakTo: string };
export type PanelDraft = { name: string; people: string };
export type PlanDraft = {
  /** The kind of the meetings; undefined: none. */
  preset: PresetView | undefined;
  title: string;
  lengthMin: string;
  bufferMin: string;
  place: string;
  keptDays: string;
  mayChoose: boolean;
  days: DayDraft[];
  panels: PanelDraft[];
};

/** Of an interview, where its kind says nothing. */
const USUAL_LENGTH_MIN = 45;

export function newPlan(ownEmail: string, panelName: string): PlanDraft {
  return {
    ...{ preset: undefined, title: '', lengthMin: String(USUAL_LENGTH_MIN), bufferMin: '15', place: '', keptDays: '90', mayChoose: false },
    days: [{ date: '', from: '09:00', to: '16:00', hasBreak: true, breakFrom: '12:00', breakTo: '13:00' }],
    panels: [{ name: panelName, people: ownEmail }],
  };
}

/** Another kind: kept as long as it says, if that is shorter; and each as long as it says, unless another length was typed. */
export function ofKind(draft: PlanDraft, preset: PresetView | undefined): PlanDraft {
  const most = preset?.retentionDays ?? null;
  const isTyped = draft.lengthMin !== lengthOf(draft.preset);
  return {
    ...{ ...draft, preset, lengthMin: isTyped ? draft.lengthMin : lengthOf(preset) },
    keptDays: most !== null && Number(draft.keptDays) > most ? String(most) : draft.keptDays,
  };
}

function lengthOf(preset: PresetView | undefined): string {
  return String(preset?.durationMin ?? USUAL_LENGTH_MIN);
}

export type PlanField = 'title' | 'lengthMin' | 'bufferMin' | 'keptDays' | `day.${number}` | `break.${number}` | `panel.${number}`;

/** Fields that do not hold what they should; the rest is the server's to say. */
export function faultsOf(draft: PlanDraft): Set<PlanField> {
  const faults = new Set<PlanField>();
  const within = (text: string, least: number, most: number): boolean =>
    /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
  if (draft.title.trim() === '') faults.add('title');
  if (!within(draft.lengthMin, 5, 480)) faults.add('lengthMin');
  if (!within(draft.bufferMin, 0, 240)) faults.add('bufferMin');
  if (!within(draft.keptDays, 1, draft.preset?.retentionDays ?? 730)) faults.add('keptDays');
  draft.days.forEach(({ date, from, to, hasBreak, breakFrom, breakTo }, index) => {
    if (date === '' || from === '' || to === '' || from >= to) faults.add(`day.${index}`);
    if (hasBreak && (breakFrom === '' || breakTo === '' || breakFrom >= breakTo)) faults.add(`break.${index}`);
  });
  draft.panels.forEach(({ name, people }, index) => {
    if (name.trim() === '' || addressesOf(people).length === 0) faults.add(`panel.${index}`);
  });
  return faults;
}

export function planOf(draft: PlanDraft, timeZone: string): z.input<typeof CampaignPlan> {
  return {
    title: draft.title.trim(),
    timeZone,
    lengthMin: Number(draft.lengthMin),
    bufferMin: Number(draft.bufferMin),
    keptDays: Number(draft.keptDays),
    ...(draft.preset && { presetId: draft.preset.id }),
    ...(draft.mayChoose && { mayChoose: true }),
    ...(draft.place.trim() === '' ? {} : { place: draft.place.trim() }),
    days: draft.days.map(({ date, from, to, hasBreak, breakFrom, breakTo }) => ({
      ...{ date, from, to },
      breaks: hasBreak ? [{ from: breakFrom, to: breakTo }] : [],
    })),
    panels: draft.panels.map(({ name, people }) => ({ name: name.trim(), people: addressesOf(people) })),
  };
}

/** One a line, or with commas as from an address book. */
export function addressesOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter((part) => part !== '');
}

/** A day without a time: the same one in every zone. */
export function dateOf(date: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${date}T12:00:00Z`));
}
