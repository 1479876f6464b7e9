import type { ConnectionState, Devices } from '@saal/client';
import type { LobbyView } from '@saal/protocol';
import { useTranslation } from 'react-i18next';
import { useDocumentTitle } from '../../app/use-document-title.ts';
import { PublicPage } from '../../frame/public-page.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { DeviceDisclosure } from '../join/device-disclosure.tsx';
import { DeviceHelp } from '../join/device-help.tsx';
import { Preview } from '../join/preview.tsx';
import styles from './lobby-page.module.css';

type Props = { lobby: LobbyView; connection: ConnectionState; devices: Devices; name: string; onLeave: () => void };

/** Where one waits: who lets one in, and time to check sound and picture. */
export function LobbyPage({ lobby, connection, devices, name, onLeave }: Props) {
  const { t } = useTranslation('join');
  useDocumentTitle(t('lobby.documentTitle', { title: lobby.title }));
  const sentBack = lobby.reason === 'sent-back';
  const text = {
    'not-begun': t('lobby.notBegun', { name: lobby.inviterName }),
    'wait-for-admission': t('lobby.wait', { name: lobby.inviterName }),
    'sent-back': t('lobby.sentBackUnnamed'),
  }[lobby.reason];
  return (
    <PublicPage width="medium">
      <div className={styles.lobby}>
        <p className={styles.title}>{lobby.title}</p>
        <div role="status" className={styles.words}>
          <h1>{sentBack ? t('lobby.sentBackHeading') : t('lobby.heading')}</h1>
          <p>{text}</p>
        </div>
        {connection === 'reconnecting' && <Notice tone="warning">{t('lobby.reconnecting')}</Notice>}
        <Preview devices={devices} name={name} />
        <DeviceHelp devices={devices} />
        <p className={styles.hint}>
          {t('lobby.stay')} {t('lobby.test')}
        </p>
        <DeviceDisclosure devices={devices} />
        <Button onPress={onLeave}>{t('lobby.leave')}</Button>
      </div>
    </PublicPage>
  );
}
