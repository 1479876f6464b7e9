import type { MeetingDetail, PresetView } from '@saal/client';
import { defaultSettings, MeetingId, MeetingNumber, PersonId, type Language } from '@saal/protocol';
import { expect, test } from 'vitest';
import { localeOf } from '../i18n/language.ts';
import { startI18n } from '../i18n/setup.ts';
import { invitationText } from './invitation-text.ts';

const preset: PresetView = {
  ...{ id: 'interview', name: { de: '', en: '' }, description: { de: '', en: '' }, settings: defaultSettings },
  ...{ locked: [], recordingForbidden: true, remindersMin: [], retentionDays: null },
  mailText: { de: 'Bitte bringen Sie Ihre Zeugnisse mit.', en: 'Please bring your certificates.' },
};
const meeting: MeetingDetail = {
  ...{ id: MeetingId.parse('m'.repeat(22)), number: MeetingNumber.parse('123456789'), kind: 'planned', title: 'Gespräch' },
  ...{ startsAtMs: Date.parse('2026-12-01T09:00Z'), durationMin: 60, timeZone: 'Europe/Berlin', passcode: '246810' },
  ...{ settings: defaultSettings, url: 'https://saal.example.org/m/x', owner: true, running: false, lastEndedAtMs: null },
  preset,
  resources: [{ id: 'hall', name: 'Saal 1', building: 'Rathaus' }],
  onBehalf: { principalId: PersonId.parse('petra-0001'), principal: 'Petra Groß', planner: 'Dora Klein' },
};

async function textOf(inviter: string, language: Language = 'de'): Promise<string[]> {
  const i18n = await startI18n(language);
  await i18n.loadNamespaces('home');
  const t = i18n.getFixedT(language, 'home');
  return invitationText(meeting, { t, inviter, locale: localeOf(language), nowMs: Date.parse('2026-11-23T12:00Z') }).split('\n');
}

test('the invitation says on whose behalf, where, and what the house says for this kind', async () => {
  const lines = await textOf('Dora Klein');
  expect(lines[0]).toBe('Dora Klein lädt Sie im Auftrag von Petra Groß zu einer Besprechung ein.');
  expect(lines).toContain('Ort: Saal 1, Rathaus');
  expect(lines).toContain('Bitte bringen Sie Ihre Zeugnisse mit.');
  expect(await textOf('Dora Klein', 'en')).toContain('Please bring your certificates.');
});

test('the principal invites in their own name', async () => {
  expect((await textOf('Petra Groß'))[0]).toBe('Petra Groß lädt Sie zu einer Besprechung ein.');
});
