import type { PersonalInvitation } from '@saal/client';
import { CalendarClock } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useNow } from '../app/use-now.ts';
import { clock, day, localTimeZone } from '../i18n/format.ts';
import { Button } from '../ui/button.tsx';
import { RadioGroup } from '../ui/choice.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './personal.module.css';

type Slot = { startsAtMs: number; endsAtMs: number };

/** Another of the free times of an interview, chosen by who is invited. */
export function AnotherTime({ secret, onMoved }: { secret: string; onMoved: (invitation: PersonalInvitation) => void }) {
  const { t } = useTranslation('personal');
  const api = useApi();
  const { locale } = useLanguage();
  const nowMs = useNow();
  const [slots, setSlots] = useState<readonly Slot[]>();
  const [chosen, setChosen] = useState('');
  const look = useAction(async () => setSlots((await api.personalSlots(secret)).slots));
  const move = useAction(async (startsAtMs: number) => {
    try {
      onMoved(await api.movePersonalLink(secret, startsAtMs));
      setSlots(undefined);
    } catch (error) {
      // Somebody was faster: what is free now is shown, with the reason above.
      setSlots((await api.personalSlots(secret)).slots);
      setChosen('');
      throw error;
    }
  });
  const zone = localTimeZone();
  const label = ({ startsAtMs, endsAtMs }: Slot) =>
    t('when', { date: day(startsAtMs, locale, zone, nowMs), from: clock(startsAtMs, locale, zone), to: clock(endsAtMs, locale, zone) });
  return (
    <section className={styles.part} aria-labelledby="another">
      <h2 id="another">{t('another.title')}</h2>
      {move.done && slots === undefined && <Notice tone="good">{t('another.moved')}</Notice>}
      {move.error &&
        (move.error.code === 'panel_not_free' ? <Notice tone="warning">{t('another.taken')}</Notice> : <ErrorNotice error={move.error} />)}
      {look.error && <ErrorNotice error={look.error} />}
      {slots === undefined && (
        <div>
          <Button
            icon={<CalendarClock aria-hidden="true" size={20} strokeWidth={1.75} />}
            isPending={look.pending}
            onPress={() => {
              move.clear();
              look.run();
            }}
          >
            {t('another.look')}
          </Button>
        </div>
      )}
      {slots?.length === 0 && <p>{t('another.none')}</p>}
      {slots !== undefined && slots.length > 0 && (
        <>
          <RadioGroup
            label={t('another.choose')}
            options={slots.map((slot) => ({ id: String(slot.startsAtMs), label: label(slot) }))}
            value={chosen}
            onChange={setChosen}
          />
          <div>
            <Button isDisabled={chosen === ''} isPending={move.pending} onPress={() => move.run(Number(chosen))}>
              {t('another.take')}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
