import type { Chat, QuietHours } from '@saal/client';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { useModel } from '../../app/use-model.ts';
import { localTimeZone } from '../../i18n/format.ts';
import { Card } from '../../ui/card.tsx';
import { Checkbox, Switch } from '../../ui/choice.tsx';
import { TimeField } from '../../ui/date-time.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import { useAttempt } from '../use-attempt.ts';
import styles from './settings.module.css';

/** From Monday on, as weeks are here; 0 is Sunday. */
const week = [1, 2, 3, 4, 5, 6, 0];
/** A Sunday. */
const SUNDAY_MS = Date.UTC(2026, 0, 4);

/** When nobody is told anything, on any device, nor by the server. */
export function QuietHoursCard({ chat }: { chat: Chat }) {
  const { t } = useTranslation('chat');
  const { locale } = useLanguage();
  const { quietHours } = useModel(chat.notifying.settings);
  const { attempt, failure, clear } = useAttempt();
  // The zone where it was set last: whoever travels sets it anew there.
  const change = (part: Partial<QuietHours>) =>
    attempt(chat.notifying.change({ quietHours: { ...quietHours, ...part, timeZone: localTimeZone() } }));
  const nameOf = (day: number) =>
    new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(SUNDAY_MS + day * 86_400_000);
  return (
    <Card title={t('settings.quiet')} lead={t('settings.quietLead')}>
      {failure !== undefined && <ChatFailure failure={failure} onClose={clear} />}
      <Switch label={t('settings.quietOn')} isSelected={quietHours.isOn} onChange={(isOn) => change({ isOn })} />
      {quietHours.isOn && (
        <>
          <div className={styles.times}>
            <TimeField label={t('settings.from')} value={quietHours.from} onChange={(from) => from !== '' && change({ from })} />
            <TimeField label={t('settings.to')} value={quietHours.to} onChange={(to) => to !== '' && change({ to })} />
          </div>
          <fieldset className={styles.days}>
            <legend>{t('settings.days')}</legend>
            {week.map((day) => (
              <Checkbox
                key={day}
                label={nameOf(day)}
                isSelected={quietHours.days.includes(day)}
                onChange={(on) => change({ days: week.filter((one) => (one === day ? on : quietHours.days.includes(one))) })}
              />
            ))}
          </fieldset>
          <p className={styles.hint}>{t('settings.zone', { zone: quietHours.timeZone })}</p>
        </>
      )}
    </Card>
  );
}
