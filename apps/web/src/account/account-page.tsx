import { useTranslation } from 'react-i18next';
import { Link } from '@tanstack/react-router';
import { Frame } from '../frame/frame.tsx';
import { BusyCard } from '../calendars/busy-card.tsx';
import { ConnectionCard } from '../calendars/connection-card.tsx';
import { FeedCard } from '../calendars/feed-card.tsx';
import { Card } from '../ui/card.tsx';
import { AppPasswordsCard } from './app-passwords-card.tsx';
import styles from './account.module.css';
import { DelegatesCard } from './delegates-card.tsx';
import { IdentitiesCard } from './identities-card.tsx';
import { PasswordCard } from './password-card.tsx';
import { PreferencesCard } from './preferences-card.tsx';
import { ProfileCard } from './profile-card.tsx';
import { OutlookCard } from '../outlook/outlook-card.tsx';
import { SecurityCard } from '../security/security-card.tsx';
import { SessionsCard } from './sessions-card.tsx';

/** What belongs to oneself: how others see one, language and appearance, password, where one is signed in. */
export function AccountPage() {
  const { t } = useTranslation('account');
  return (
    <Frame title={t('title')} width="form">
      {(me) => (
        <div className={styles.sections}>
          <ProfileCard me={me} />
          <PreferencesCard me={me} />
          <PasswordCard me={me} />
          <SecurityCard />
          <DelegatesCard />
          <Card title={t('chat.title')} lead={t('chat.text')}>
            <Link to="/chat/settings">{t('chat.open')}</Link>
          </Card>
          <FeedCard />
          <ConnectionCard />
          <BusyCard />
          <OutlookCard />
          <IdentitiesCard />
          <AppPasswordsCard />
          <SessionsCard me={me} />
        </div>
      )}
    </Frame>
  );
}
