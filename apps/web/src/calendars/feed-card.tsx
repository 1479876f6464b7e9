import { CalendarSync } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '../account/account.module.css';
import { useApi, useLanguage } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { useNow } from '../app/use-now.ts';
import { ago } from '../i18n/format.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/spinner.tsx';

/** The secret address by which calendar programs read one's meetings: made, shown once, replaced and revoked here. */
export function FeedCard() {
  const { t } = useTranslation('calendars');
  const api = useApi();
  const [url, setUrl] = useState<string>();
  const [replacing, setReplacing] = useState(false);
  const [loaded, reload] = useLoaded(useCallback(() => api.calendarFeed(), [api]));
  const make = useAction(async () => {
    setUrl((await api.makeCalendarFeed()).url);
    setReplacing(false);
    reload();
  });
  const revoke = useAction(async () => {
    await api.revokeCalendarFeed();
    setUrl(undefined);
    reload();
  });
  const error = make.error ?? revoke.error;
  const feed = loaded.state === 'ready' ? loaded.value.feed : null;
  return (
    <Card title={t('feed.title')} lead={t('feed.lead')}>
      {error && <ErrorNotice error={error} />}
      {url !== undefined && (
        <Notice
          tone="good"
          title={t('feed.made')}
          actions={<CopyButton text={url} label={t('feed.copy')} size="small" />}
          onClose={() => setUrl(undefined)}
        >
          <code className={styles.secret}>{url}</code>
          <p>{t('feed.once')}</p>
          <p>{t('feed.secret')}</p>
        </Notice>
      )}
      {loaded.state === 'loading' && <Skeleton height="3.5rem" />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />}
      {feed && <FeedState feed={feed} />}
      {loaded.state === 'ready' && (
        <div className={styles.end}>
          {feed ? (
            <>
              <Button onPress={() => revoke.run()} isPending={revoke.pending}>
                {t('feed.revoke')}
              </Button>
              <Button onPress={() => setReplacing(true)} isDisabled={make.pending}>
                {t('feed.replace')}
              </Button>
            </>
          ) : (
            <Button onPress={() => make.run()} isPending={make.pending}>
              {t('feed.make')}
            </Button>
          )}
        </div>
      )}
      <Dialog
        title={t('feed.replaceTitle')}
        isOpen={replacing}
        onOpenChange={setReplacing}
        actions={
          <>
            <Button onPress={() => setReplacing(false)}>{t('common:cancel')}</Button>
            <Button variant="primary" onPress={() => make.run()} isPending={make.pending}>
              {t('feed.replace')}
            </Button>
          </>
        }
      >
        <p>{t('feed.replaceText')}</p>
      </Dialog>
    </Card>
  );
}

function FeedState({ feed }: { feed: { createdAtMs: number; lastReadAtMs: number | null } }) {
  const { t } = useTranslation('calendars');
  const { locale } = useLanguage();
  const nowMs = useNow();
  return (
    <div className={styles.session}>
      <CalendarSync aria-hidden="true" size={24} strokeWidth={1.5} />
      <div>
        <span>{t('feed.since', { when: ago(feed.createdAtMs, nowMs, locale) })}</span>
        <small>
          {feed.lastReadAtMs === null ? t('feed.neverRead') : t('feed.lastRead', { when: ago(feed.lastReadAtMs, nowMs, locale) })}
        </small>
      </div>
    </div>
  );
}
