import type { CampaignPlan } from '@saal/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkApplicants, freeSlots, type ApplicantLine } from './campaign-check.ts';
import { momentIn, overlap, type Slot } from './campaign-slots.ts';

const at = (time: string, date = '2026-12-01'): number => momentIn('Europe/Berlin', date, time) ?? 0;
const nobody = { busy: new Map(), taken: [], nowMs: at('08:00', '2026-11-01'), language: 'de' } as const;
const plan = (changes: Partial<CampaignPlan> = {}) => ({
  timeZone: 'Europe/Berlin',
  lengthMin: 30,
  bufferMin: 0,
  days: [{ date: '2026-12-01', from: '09:00', to: '12:00', breaks: [{ from: '10:00', to: '10:30' }] }],
  panels: [{ name: 'A', people: ['alice@example.org'] }],
  ...changes,
});
const applicant = (line: number, changes: Partial<ApplicantLine> = {}): ApplicantLine => ({
  line,
  name: `Applicant ${line}`,
  email: `a${line}@example.net`,
  ...changes,
});
const problemsOf = (changes: Partial<ApplicantLine>): readonly string[] =>
  checkApplicants(plan(), [applicant(2, changes)], nobody)[0]?.problems ?? ['nothing came back'];

test.each<[string, Partial<ApplicantLine>, string]>([
  ['an address is missing', { email: ' ' }, 'email_missing'],
  ['an address is none', { email: 'carol@' }, 'email_bad'],
  ['a name is missing', { name: '' }, 'name_missing'],
  ['the panel is unknown', { panel: 'Z' }, 'panel_unknown'],
  ['the time is none', { date: '01.12.2026', time: 'soon' }, 'time_bad'],
  ['only the day is given', { date: '01.12.2026' }, 'time_bad'],
  ['the time is in a break', { date: '01.12.2026', time: '10:00' }, 'time_outside'],
  ['the interview would reach over the end', { date: '01.12.2026', time: '11:45' }, 'time_outside'],
  ['the time is over', { date: '01.12.2020', time: '09:00' }, 'time_outside'],
  ['a spreadsheet would run it', { name: '=HYPERLINK("http://evil.example")' }, 'formula'],
  ['a spreadsheet would run it after a blank', { name: ' @SUM(A1)' }, 'formula'],
  ['the language is unknown', { language: 'klingonisch' }, 'language_unknown'],
  ['the line does not fit', { broken: true }, 'line_broken'],
])('a line is marked when %s', (_, changes, problem) => {
  expect(problemsOf(changes)).toEqual([problem]);
});

test('the second line with one address is marked, and one that was sent before', () => {
  const taken = [{ panel: 'A', email: 'a3@example.net', fromMs: at('09:00'), toMs: at('09:30') }];
  const checked = checkApplicants(plan(), [applicant(1), applicant(2, { email: 'A1@example.net ' }), applicant(3)], { ...nobody, taken });
  expect(checked.map(({ problems }) => problems)).toEqual([[], ['email_twice'], ['email_twice']]);
});

test('times of the file are given first, and the others get the earliest that is left', () => {
  const lines = [applicant(1), applicant(2, { date: '2026-12-01', time: '9:00' }), applicant(3, { date: '01.12.2026 10.30 Uhr' })];
  const starts = checkApplicants(plan(), lines, nobody).map(({ slot }) => slot?.fromMs);
  expect(starts).toEqual([at('09:30'), at('09:00'), at('10:30')]);
});

test('two lines for one time of one panel: the second is marked; with two panels both have it', () => {
  const lines = [1, 2].map((line) => applicant(line, { date: '2026-12-01', time: '09:00' }));
  expect(checkApplicants(plan(), lines, nobody).map(({ problems }) => problems)).toEqual([[], ['panel_taken']]);
  const two = plan({ panels: [...plan().panels, { name: 'B', people: ['bob@example.org'] }] });
  expect(checkApplicants(two, lines, nobody).map(({ slot }) => slot?.panel)).toEqual(['A', 'B']);
});

test('somebody of two panels is in one at a time', () => {
  const people = ['alice@example.org'];
  const checked = checkApplicants(
    plan({
      panels: [
        { name: 'A', people },
        { name: 'B', people },
      ],
    }),
    [applicant(1), applicant(2)],
    nobody,
  );
  expect(checked.map(({ slot }) => [slot?.panel, slot?.fromMs])).toEqual([
    ['A', at('09:00')],
    ['A', at('09:30')],
  ]);
});

test('other meetings of the panel are kept free', () => {
  const busy = new Map([['A', [{ fromMs: at('08:45'), toMs: at('09:15') }]]]);
  expect(checkApplicants(plan(), [applicant(1)], { ...nobody, busy })[0]?.slot?.fromMs).toBe(at('09:30'));
  expect(checkApplicants(plan(), [applicant(1, { date: '2026-12-01', time: '09:00' })], { ...nobody, busy })[0]?.problems).toEqual([
    'panel_busy',
  ]);
});

test('who comes after the last slot is told so', () => {
  const checked = checkApplicants(
    plan(),
    [1, 2, 3, 4, 5, 6].map((line) => applicant(line)),
    nobody,
  );
  expect(checked.map(({ problems }) => problems)).toEqual([[], [], [], [], [], ['no_slot_left']]);
});

test('whatever the file wishes, no panel and nobody in it has two interviews at once, and free slots are free', () => {
  const wish = fc.record({
    panel: fc.constantFrom(undefined, 'A', 'B', 'C'),
    minute: fc.option(fc.integer({ min: 0, max: 170 }), { nil: undefined }),
  });
  const person = fc.constantFrom('alice@example.org', 'bob@example.org', 'carol@example.org');
  const people = fc.uniqueArray(person, { minLength: 1, maxLength: 2 });
  fc.assert(
    fc.property(
      fc.array(wish, { maxLength: 30 }),
      fc.tuple(people, people, people),
      fc.integer({ min: 0, max: 20 }),
      (wishes, [a, b, c], bufferMin) => {
        const given = plan({
          bufferMin,
          panels: [
            { name: 'A', people: a },
            { name: 'B', people: b },
            { name: 'C', people: c },
          ],
        });
        const lines = wishes.map(({ panel, minute }, index) =>
          applicant(index + 1, {
            ...(panel === undefined ? {} : { panel }),
            ...(minute === undefined
              ? {}
              : { date: '2026-12-01', time: `${9 + Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}` }),
          }),
        );
        const checked = checkApplicants(given, lines, nobody);
        const slots = checked.flatMap(({ slot }) => slot ?? []);
        for (const { slot, problems } of checked) expect(slot === undefined).toBe(problems.length > 0);
        const peopleOf = (slot: Slot): string[] => given.panels.find(({ name }) => name === slot.panel)?.people ?? [];
        const collide = (one: Slot, other: Slot): boolean =>
          overlap(one, other) && peopleOf(one).some((each) => peopleOf(other).includes(each));
        slots.forEach((slot, index) => expect(slots.slice(index + 1).some((other) => collide(slot, other))).toBe(false));
        for (const free of freeSlots(given, { ...nobody, taken: slots })) expect(slots.some((slot) => collide(slot, free))).toBe(false);
      },
    ),
  );
});
