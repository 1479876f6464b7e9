import type { Me } from '@saal/client';
import type { HouseRight } from '@saal/protocol';
import { Link, Navigate, useLocation } from '@tanstack/react-router';
import { BookUser, CalendarDays, MessagesSquare, Network, SlidersHorizontal, Users } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sectionsFor } from '../admin/sections.ts';
import { useMe } from '../app/app-context.ts';
import { tabsQuery, useMediaQuery } from '../app/use-media-query.ts';
import { useDocumentTitle } from '../app/use-document-title.ts';
import { Ringing } from '../calls/ringing.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { UnreadChat } from './unread-chat.tsx';
import { Brand } from './brand.tsx';
import styles from './frame.module.css';
import { MessagePage } from './message-page.tsx';
import { MoreAreas } from './more-areas.tsx';
import { OwnStatusMenu } from './own-status.tsx';

export interface FrameProps {
  title: string;
  /** Below the title. */
  sub?: ReactNode;
  /** Beside the title, the main one first. */
  actions?: ReactNode;
  /** `form`: lines of a form stay short. `whole`: all the room there is, the title is only heard. */
  width?: 'page' | 'form' | 'whole';
  /** Only for those who hold this right. */
  right?: HouseRight;
  children: (me: Me) => ReactNode;
}

/** A page of somebody who is signed in: areas at the side (below on narrow screens), title, content. Others sign in first. */
export function Frame({ title, sub, actions, width = 'page', right, children }: FrameProps) {
  const { t } = useTranslation('common');
  const me = useMe();
  const now = useLocation({ select: ({ pathname }) => pathname });
  const [here] = useState(now); // the address changes before the next page is loaded
  useDocumentTitle(title);
  if (!me) return <Navigate to="/sign-in" search={here === '/' ? {} : { next: here }} replace />;
  if (right && !me.rights.includes(right))
    return (
      <MessagePage title={t('notAllowed.title')} code="not_allowed">
        {t('notAllowed.text')}
      </MessagePage>
    );
  return (
    <div className={styles.frame}>
      <SkipLink />
      <Areas me={me} />
      <Ringing personId={me.id} />
      <main id="content" tabIndex={-1} className={styles.main} data-width={width}>
        <div className={styles.content} data-width={width}>
          <div className={styles.head}>
            <div>
              <h1>{title}</h1>
              {sub !== undefined && <p className={styles.sub}>{sub}</p>}
            </div>
            {actions !== undefined && <div className={styles.actions}>{actions}</div>}
          </div>
          {children(me)}
        </div>
      </main>
    </div>
  );
}

/** The first stop of the Tab key: past the areas. */
function SkipLink() {
  const { t } = useTranslation('common');
  return (
    <a
      href="#content"
      className={styles.skip}
      onClick={(event) => {
        event.preventDefault();
        document.getElementById('content')?.focus();
      }}
    >
      {t('toContent')}
    </a>
  );
}

function Areas({ me }: { me: Me }) {
  const { t } = useTranslation('common');
  const narrow = useMediaQuery(tabsQuery);
  const icon = { 'aria-hidden': true, size: 22, strokeWidth: 1.75 } as const;
  return (
    <div className={styles.rail}>
      <nav aria-label={t('nav.label')} className={styles.bar}>
        <span className={styles.home}>
          <Brand sizePx={36} />
        </span>
        <ul className={styles.links}>
          <li>
            <Link to="/" activeOptions={{ exact: true }} className={styles.link}>
              <CalendarDays {...icon} />
              {t('nav.today')}
            </Link>
          </li>
          <li>
            <Link to="/chat" className={styles.link}>
              <MessagesSquare {...icon} />
              <span>
                {t('nav.chat')}
                <UnreadChat />
              </span>
            </Link>
          </li>
          <li>
            <Link to="/teams" className={styles.link}>
              <Network {...icon} />
              {t('nav.teams')}
            </Link>
          </li>
          {!me.external && (
            <li>
              <Link to="/phone-book" className={styles.link}>
                <BookUser {...icon} />
                {t('nav.phoneBook')}
              </Link>
            </li>
          )}
          {!narrow && me.rights.includes('people.read') && (
            <li>
              <Link to="/people" className={styles.link}>
                <Users {...icon} />
                {t('nav.people')}
              </Link>
            </li>
          )}
          {!narrow && sectionsFor(me).length > 0 && (
            <li>
              <Link to="/admin" className={styles.link}>
                <SlidersHorizontal {...icon} />
                {t('nav.admin')}
              </Link>
            </li>
          )}
          {narrow ? (
            <li>
              <MoreAreas me={me} />
            </li>
          ) : (
            <li className={styles.last}>
              <OwnStatusMenu />
              <Link to="/account" className={styles.link}>
                <Avatar name={me.displayName} pictureUrl={me.pictureUrl} sizePx={24} />
                {t('nav.account')}
              </Link>
            </li>
          )}
        </ul>
      </nav>
    </div>
  );
}
