import { useTranslation } from 'react-i18next';
import { Frame } from '../frame/frame.tsx';
import { AppPasswordsCard } from './app-passwords-card.tsx';
import styles from './account.module.css';
import { PasswordCard } from './password-card.tsx';
import { PreferencesCard } from './preferences-card.tsx';
import { ProfileCard } from './profile-card.tsx';
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
          <AppPasswordsCard />
          <SessionsCard />
        </div>
      )}
    </Frame>
  );
}
