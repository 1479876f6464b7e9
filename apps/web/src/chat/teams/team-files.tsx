import type { Team } from '@saal/client';
import { Link } from '@tanstack/react-router';
import { File } from 'lucide-react';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { dayAndClock, localTimeZone } from '../../i18n/format.ts';
import styles from './teams.module.css';

/** The newest files of the team's channels; each leads to where it was sent. */
export function TeamFiles({ team }: { team: Team }) {
  const { t } = useTranslation('teams');
  const { locale } = useLanguage();
  const [loaded] = useLoaded(useCallback(() => team.files(), [team]));
  return (
    <div className={styles.part}>
      <p role="status" className={styles.hint}>
        {loaded.state === 'loading' && t('common:loading')}
        {loaded.state === 'failed' && t('loadFailed')}
        {loaded.state === 'ready' && loaded.value.length === 0 && t('noFiles')}
      </p>
      <ul className={styles.lines}>
        {loaded.state === 'ready' &&
          loaded.value.map((file) => (
            <li key={file.eventId}>
              <Link to="/chat/$roomId" params={{ roomId: file.roomId }} search={{ event: file.eventId }} className={styles.entry}>
                <File aria-hidden="true" size={20} strokeWidth={1.75} />
                <span className={styles.words}>
                  <span className={styles.name}>{file.fileName}</span>
                  <small>
                    {file.senderName}, {dayAndClock(file.atMs, locale, localTimeZone())}
                  </small>
                </span>
              </Link>
            </li>
          ))}
      </ul>
    </div>
  );
}
