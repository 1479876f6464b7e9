import { expect, test } from 'vitest';
import { electedFrom, preselect, wantsSlots } from './slot-mode.ts';

test('slots begin at 40 people or 16 open microphones and end below 30 and 10', () => {
  expect(wantsSlots(false, { people: 39, openMicrophones: 15 })).toBe(false);
  expect(wantsSlots(false, { people: 40, openMicrophones: 0 })).toBe(true);
  expect(wantsSlots(false, { people: 16, openMicrophones: 16 })).toBe(true);
  expect(wantsSlots(true, { people: 30, openMicrophones: 0 })).toBe(true);
  expect(wantsSlots(true, { people: 29, openMicrophones: 10 })).toBe(true);
  expect(wantsSlots(true, { people: 29, openMicrophones: 9 })).toBe(false);
});

test('where they begin can be set, and they end below that', () => {
  const from = { people: 400, openMicrophones: 3 };
  expect(wantsSlots(false, { people: 40, openMicrophones: 2 }, from)).toBe(false);
  expect(wantsSlots(false, { people: 3, openMicrophones: 3 }, from)).toBe(true);
  expect(wantsSlots(true, { people: 3, openMicrophones: 1 }, from)).toBe(true);
  expect(wantsSlots(true, { people: 299, openMicrophones: 0 }, from)).toBe(false);
});

test('up to the limit every microphone takes part', () => {
  expect(preselect(['alice', 'bob'], [], [])).toEqual(['alice', 'bob']);
});

test('above the limit what is loud comes in, and what was quiet the longest goes out', () => {
  const all = Array.from({ length: electedFrom + 10 }, (_, index) => index);
  const first = preselect(all, [], []);
  expect(first).toHaveLength(electedFrom);
  const late = electedFrom + 5;
  const second = preselect(all, first, [late, 0]);
  expect(second).toHaveLength(electedFrom);
  expect(second.slice(-2)).toEqual([0, late]);
  expect(second).not.toContain(1);
  expect(second).toContain(2);
  // Who closed the microphone leaves a place.
  expect(preselect(all.slice(1), second, [])).toHaveLength(electedFrom);
  expect(preselect(all.slice(1), second, [])).not.toContain(0);
});
