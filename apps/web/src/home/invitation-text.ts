import type { MeetingDetail } from '@saal/client';
import type { TFunction } from 'i18next';
import { clock, day, spacedNumber } from '../i18n/format.ts';

export interface InvitationContext {
  /** Of the catalogue `home`. */
  t: TFunction<'home'>;
  inviter: string;
  locale: string;
  nowMs: number;
}

/** What one pastes into a mail: who, what, when, and every way in. The time is told in the meeting's own zone, by its name. */
export function invitationText(meeting: MeetingDetail, { t, inviter, locale, nowMs }: InvitationContext): string {
  const { startsAtMs, durationMin, timeZone } = meeting;
  const principal = meeting.onBehalf?.principal;
  const invites =
    principal === undefined || principal === inviter
      ? t('invitation.invites', { name: inviter })
      : t('invitation.invitesFor', { name: inviter, principal });
  const lines = [invites, '', meeting.title];
  if (startsAtMs !== null && timeZone !== null) {
    const from = clock(startsAtMs, locale, timeZone);
    const date = day(startsAtMs, locale, timeZone, nowMs);
    const zone = timeZone.replaceAll('_', ' ');
    lines.push(
      durationMin === null
        ? t('invitation.whenOpen', { date, from, zone })
        : t('invitation.when', { date, from, to: clock(startsAtMs + durationMin * 60_000, locale, timeZone), zone }),
    );
  }
  const takingPlace = meeting.series?.dates.filter(({ state }) => state !== 'cancelled') ?? [];
  const last = takingPlace.reduce((latest, { startsAtMs: atMs }) => Math.max(latest, atMs), 0);
  if (takingPlace.length > 1 && timeZone !== null)
    lines.push(t('invitation.series', { count: takingPlace.length, last: day(last, locale, timeZone, nowMs) }));
  const place = meeting.resources?.map(({ name, building }) => (building === '' ? name : `${name}, ${building}`)).join('; ') ?? '';
  if (place !== '') lines.push(t('invitation.place', { place }));
  const ownText = meeting.preset?.mailText[locale.startsWith('de') ? 'de' : 'en'] ?? '';
  if (ownText !== '') lines.push('', ownText);
  lines.push('', t('invitation.link', { url: meeting.url }), t('invitation.number', { number: spacedNumber(meeting.number) }));
  if (meeting.passcode !== '') lines.push(t('invitation.passcode', { passcode: meeting.passcode }));
  return lines.join('\n');
}
