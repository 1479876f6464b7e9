import type { PhoneBookEntry } from '@saal/protocol';
import { useNavigate } from '@tanstack/react-router';
import { MessageSquare, Phone, Video } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../ui/button.tsx';
import styles from './phone-book.module.css';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;

/** Write to somebody, or call them here. @param worded with words beside the signs */
export function ContactButtons({ entry: { id, displayName: name }, worded = false }: { entry: PhoneBookEntry; worded?: boolean }) {
  const { t } = useTranslation('phoneBook');
  const navigate = useNavigate();
  const go = (call?: 'voice' | 'video') =>
    void navigate({ to: '/chat/with/$personId', params: { personId: id }, search: call ? { call } : {} });
  const ways = [
    { word: t('message'), label: t('messageTo', { name }), sign: <MessageSquare {...icon} />, onPress: () => go() },
    { word: t('call'), label: t('callTo', { name }), sign: <Phone {...icon} />, onPress: () => go('voice') },
    { word: t('video'), label: t('videoTo', { name }), sign: <Video {...icon} />, onPress: () => go('video') },
  ];
  return (
    <div className={styles.ways}>
      {ways.map(({ word, label, sign, onPress }) =>
        worded ? (
          <Button key={word} icon={sign} onPress={onPress}>
            {word}
          </Button>
        ) : (
          <IconButton key={word} label={label} icon={sign} onPress={onPress} />
        ),
      )}
    </div>
  );
}
