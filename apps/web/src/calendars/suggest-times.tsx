import { wallTimeOf, type WallTime } from '@saal/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useNow } from '../app/use-now.ts';
import { clock, day } from '../i18n/format.ts';
import { Button } from '../ui/button.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { Notice } from '../ui/notice.tsx';
import { TextField } from '../ui/text-field.tsx';
import styles from './suggest-times.module.css';

type Suggestions = Awaited<ReturnType<ReturnType<typeof useApi>['suggestTimes']>>;

export interface SuggestTimesProps {
  when: WallTime;
  durationMin: number;
  timeZone: string;
  /** Addresses of those who are known already. */
  people?: readonly string[];
  onChoose: (when: WallTime) => void;
}

const DAYS = 14;
const HOURS = { from: '08:00', to: '18:00' };

/** Finds a time for people of the house: who cannot is named, and choosing one fills in the form. */
export function SuggestTimes({ when, durationMin, timeZone, people = [], onChoose }: SuggestTimesProps) {
  const { t } = useTranslation('calendars');
  const api = useApi();
  const nowMs = useNow();
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const [found, setFound] = useState<Suggestions>();
  const find = useAction(async () => {
    const asked = [...new Set([...people, ...typed.split(/[\s,;]+/).filter((email) => email.includes('@'))])].slice(0, 20);
    const today = wallTimeOf(nowMs, timeZone).date;
    const firstDay = when.date > today ? when.date : today;
    setFound(await api.suggestTimes({ people: asked, lengthMin: durationMin, timeZone, firstDay, days: DAYS, hours: HOURS }));
  });
  return (
    <Disclosure title={t('suggest.title')} isExpanded={open} onExpandedChange={setOpen}>
      <div className={styles.fields}>
        <p>{t('suggest.lead')}</p>
        <TextField label={t('suggest.people')} description={t('suggest.peopleHint')} maxLength={2000} value={typed} onChange={setTyped} />
        <Button onPress={() => find.run()} isPending={find.pending}>
          {t('suggest.find')}
        </Button>
        {find.error && <ErrorNotice error={find.error} />}
        <div aria-live="polite" className={styles.fields}>
          {found && !find.pending && (
            <Found
              found={found}
              timeZone={timeZone}
              onChoose={(startsAtMs) => {
                onChoose(wallTimeOf(startsAtMs, timeZone));
                setOpen(false);
              }}
            />
          )}
        </div>
      </div>
    </Disclosure>
  );
}

function Found({ found, timeZone, onChoose }: { found: Suggestions; timeZone: string; onChoose: (startsAtMs: number) => void }) {
  const { t } = useTranslation('calendars');
  const { locale } = useLanguage();
  const nowMs = useNow();
  const nameOf = (email: string) => found.people.find((person) => person.email === email)?.name ?? email;
  const names = new Intl.ListFormat(locale);
  const ofState = (state: string) => found.people.filter((person) => person.state === state).map(({ email }) => nameOf(email));
  return (
    <>
      {(['unknown', 'hidden', 'partly'] as const).map((state) => {
        const some = ofState(state);
        return some.length > 0 ? (
          <Notice key={state} tone="info">
            {t(`suggest.${state}`, { names: names.format(some) })}
          </Notice>
        ) : null;
      })}
      {found.slots.length === 0 ? (
        <p>{t('suggest.none', { count: DAYS })}</p>
      ) : (
        <ul className={styles.slots} aria-label={t('suggest.list')}>
          {found.slots.map(({ startsAtMs, busy }) => (
            <li key={startsAtMs}>
              <Button onPress={() => onChoose(startsAtMs)} className={styles.slot}>
                <span>
                  {t('suggest.slot', { day: day(startsAtMs, locale, timeZone, nowMs), time: clock(startsAtMs, locale, timeZone) })}
                </span>
                <small>{busy.length === 0 ? t('suggest.all') : t('suggest.without', { names: names.format(busy.map(nameOf)) })}</small>
              </Button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
