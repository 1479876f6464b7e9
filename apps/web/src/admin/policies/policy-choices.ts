/** What can be chosen for each policy, and its words. */
import { HousePolicies, type PolicyName } from '@saal/protocol';
import type { TFunction } from 'i18next';

/** In the order of the page. */
export const groups: readonly { id: 'signIn' | 'accounts' | 'meetings'; names: readonly PolicyName[] }[] = [
  { id: 'signIn', names: ['secondFactor', 'passwordMinLength', 'sessionIdleHours', 'sessionMostHours'] },
  { id: 'accounts', names: ['accountLinks', 'externals'] },
  { id: 'meetings', names: ['planning', 'guests'] },
];

/** Of those that are numbers; another one that was set elsewhere is offered too. */
const numbers = {
  passwordMinLength: [12, 14, 16, 20],
  sessionIdleHours: [1, 4, 8, 12, 24, 72, 168, 720],
  sessionMostHours: [8, 12, 24, 168, 720, 0],
} as const;

const isNumber = (name: PolicyName): name is keyof typeof numbers => name in numbers;

/** @param now what holds, or is chosen */
export function choicesOf(name: PolicyName, now: string | number): string[] {
  if (!isNumber(name)) return [...HousePolicies.shape[name].options];
  const usual: readonly number[] = numbers[name];
  const all = typeof now === 'number' && !usual.includes(now) ? [now, ...usual].sort((a, b) => order(a) - order(b)) : usual;
  return all.map(String);
}

/** 0 is without an end. */
const order = (value: number): number => (value === 0 ? Number.POSITIVE_INFINITY : value);

export function valueOf(name: PolicyName, choice: string): string | number {
  return isNumber(name) ? Number(choice) : choice;
}

/** @param t of the catalogue `policies` */
export function wordsOf(t: TFunction<'policies'>, name: PolicyName, choice: string): string {
  if (!isNumber(name)) return t(`choices.${name}.${choice}` as 'choices.guests.nobody');
  const value = Number(choice);
  if (name === 'passwordMinLength') return t('characters', { count: value });
  if (value === 0) return t('noEnd');
  return value % 24 === 0 && value > 24 ? t('days', { count: value / 24 }) : t('hours', { count: value });
}
