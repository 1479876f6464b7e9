import type { Me } from '@saal/client';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { CircleUserRound, Ellipsis, SlidersHorizontal, Users } from 'lucide-react';
import { Suspense } from 'react';
import * as Aria from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { sectionsFor } from '../admin/sections.ts';
import { Menu, MenuItem, MenuSeparator, MenuTrigger } from '../ui/menu.tsx';
import styles from './frame.module.css';
import { StatusParts, statusItems, useOwnStatus } from './own-status.tsx';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;
const here = ['/people', '/admin', '/account'];

/** On phones, the last tab: the areas that the bar has no room for, one's account and one's status. */
export function MoreAreas({ me }: { me: Me }) {
  return (
    <Suspense fallback={null}>
      <MoreMenu me={me} />
    </Suspense>
  );
}

function MoreMenu({ me }: { me: Me }) {
  const { t } = useTranslation('common');
  const { t: tCall } = useTranslation('call');
  const navigate = useNavigate();
  const path = useLocation({ select: ({ pathname }) => pathname });
  const own = useOwnStatus();
  return (
    <>
      <MenuTrigger>
        <Aria.Button className={styles.link} data-here={here.some((area) => path.startsWith(area))}>
          <Ellipsis aria-hidden="true" size={22} strokeWidth={1.75} />
          {t('more')}
        </Aria.Button>
        <Menu aria-label={t('more')} placement="top end">
          {me.rights.includes('people.read') && (
            <MenuItem icon={<Users {...icon} />} onAction={() => void navigate({ to: '/people' })}>
              {t('nav.people')}
            </MenuItem>
          )}
          {sectionsFor(me).length > 0 && (
            <MenuItem icon={<SlidersHorizontal {...icon} />} onAction={() => void navigate({ to: '/admin' })}>
              {t('nav.admin')}
            </MenuItem>
          )}
          <MenuItem icon={<CircleUserRound {...icon} />} description={me.displayName} onAction={() => void navigate({ to: '/account' })}>
            {t('nav.account')}
          </MenuItem>
          {own.status && <MenuSeparator />}
          {statusItems(own, tCall)}
        </Menu>
      </MenuTrigger>
      <StatusParts own={own} />
    </>
  );
}
