import { Link, Navigate, useParams } from '@tanstack/react-router';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../app/app-context.ts';
import { tabsQuery, useMediaQuery } from '../app/use-media-query.ts';
import { Frame } from '../frame/frame.tsx';
import { MessagePage } from '../frame/message-page.tsx';
import { Waiting } from '../ui/spinner.tsx';
import styles from './admin.module.css';
import { SectionMenu } from './section-menu.tsx';
import { sectionsFor } from './sections.ts';

/** `/admin/<section>`: what the house sets for everybody; each sees the sections they may open. */
export function AdminPage() {
  const { t } = useTranslation('admin');
  const me = useMe();
  const narrow = useMediaQuery(tabsQuery);
  const { section: wanted } = useParams({ strict: false });
  const open = me ? sectionsFor(me) : [];
  const section = open.find(({ id }) => id === wanted);
  if (me && wanted === undefined && open[0]) return <Navigate to="/admin/$section" params={{ section: open[0].id }} replace />;
  if (me && !section)
    return (
      <MessagePage title={t('common:notAllowed.title')} code="not_allowed">
        {t('common:notAllowed.text')}
      </MessagePage>
    );
  return (
    <Frame title={section ? t(`sections.${section.id}`) : t('title')}>
      {() => (
        <div className={styles.columns}>
          <nav aria-label={t('title')}>
            {narrow && section ? (
              <SectionMenu sections={open} here={section} />
            ) : (
              <ul className={styles.sections}>
                {open.map(({ id, icon: Icon }) => (
                  <li key={id}>
                    <Link to="/admin/$section" params={{ section: id }} className={styles.section}>
                      <Icon aria-hidden="true" size={20} strokeWidth={1.75} />
                      {t(`sections.${id}`)}
                    </Link>
                  </li>
                ))}
              </ul>
            )}
          </nav>
          <div className={styles.content}>
            <Suspense fallback={<Waiting />}>{section && <section.Content key={section.id} />}</Suspense>
          </div>
        </div>
      )}
    </Frame>
  );
}
