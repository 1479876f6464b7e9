import type { MeetingDetail, PresetView } from '@saal/client';
import { settingsOfKind } from '@saal/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../app/app-context.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { beforehand } from './beforehand.ts';
import { kindChanges, type KindChange } from './kind-change.ts';
import { KindFacts } from './kind-facts.tsx';
import { KindFields } from './kind-fields.tsx';
import styles from './planning.module.css';
import { settingLabels } from './setting-labels.ts';
import { settingWords } from './setting-words.ts';

/** Of which kind a meeting is, and making it one of another: what becomes different by it is said before it is saved. */
export function ChangeKind({
  meeting,
  value,
  onChange,
}: {
  meeting: MeetingDetail;
  value: PresetView | undefined;
  onChange: (preset: PresetView | undefined) => void;
}) {
  const { t } = useTranslation('planning');
  const [isChoosing, setChoosing] = useState(false);
  const { preset } = meeting;
  return (
    <div className={styles.group}>
      <div>
        {preset ? <KindFacts preset={preset} withName /> : <p className={styles.zone}>{t('kind.is', { name: t('kind.general') })}</p>}
        <Button variant="quiet" size="small" aria-expanded={isChoosing} onPress={() => setChoosing(!isChoosing)}>
          {t('kind.changeKind')}
        </Button>
      </div>
      {isChoosing && <KindFields value={value} onChange={onChange} kept={preset} />}
      {/* There from the start, so that what comes into it is read out. */}
      <div role="status">{value?.id !== preset?.id && <WhatChanges meeting={meeting} next={value} />}</div>
    </div>
  );
}

function WhatChanges({ meeting, next }: { meeting: MeetingDetail; next: PresetView | undefined }) {
  const { t } = useTranslation('planning');
  const { language } = useLanguage();
  const words = useChangeWords(meeting, next);
  const changes = kindChanges(meeting, next);
  const name = next?.name[language] ?? t('kind.general');
  return (
    <Notice title={t('kind.willBe', { name })} live={false}>
      {changes.length === 0 ? (
        <p>{t('kind.nothingElse')}</p>
      ) : (
        <ul className={styles.changes}>
          {changes.map((change) => (
            <li key={change.what === 'setting' ? change.name : change.what}>{words(change)}</li>
          ))}
        </ul>
      )}
      {meeting.series && <p>{t('kind.allDates')}</p>}
    </Notice>
  );
}

function useChangeWords(meeting: MeetingDetail, next: PresetView | undefined): (change: KindChange) => string {
  const { t } = useTranslation('planning');
  const { t: home } = useTranslation('home');
  const { locale } = useLanguage();
  const list = new Intl.ListFormat(locale);
  const after = settingsOfKind(next, meeting.settings);
  const kept = (days: number | null): string => (days === null ? t('presets.kept') : t('presets.deleted', { count: days }));
  const reminders = (minutes: readonly number[]): string =>
    minutes.length === 0
      ? t('kind.noReminders')
      : list.format(minutes.map((each) => t('presets.reminder', { length: beforehand(each, locale) })));
  return (change) => {
    switch (change.what) {
      case 'setting': {
        const in_ = (settings: typeof after): string => settingWords({ home, planning: t }, change.name, settings);
        const values = { before: in_(meeting.settings), after: in_(after) };
        return t('kind.settingChanges', { name: home(settingLabels[change.name]), ...values });
      }
      case 'freed':
        return t('kind.freed', {
          settings: list.format(change.names.map((name) => t('kind.setting', { name: home(settingLabels[name]) }))),
        });
      case 'retention':
        return t('kind.retentionChanges', { before: kept(change.before), after: kept(change.after) });
      case 'reminders':
        return t('kind.remindersChange', { before: reminders(change.before), after: reminders(change.after) });
      case 'text':
        return t('kind.textChanges');
    }
  };
}
