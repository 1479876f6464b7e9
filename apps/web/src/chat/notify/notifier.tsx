import type { Chat, News } from '@saal/client';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../app/use-model.ts';
import { browserSettings } from './browser-settings.ts';
import { chime } from './chime.ts';
import { removeNotifications, showNotification, type Shown } from './shown-notifications.ts';

/** Tells of news while no one looks at this page. Draws nothing. */
export function Notifier({ chat }: { chat: Chat }) {
  const { t } = useTranslation('common');
  const navigate = useNavigate();
  const rooms = useModel(chat.rooms);
  const connection = useModel(chat.connection);

  useEffect(
    () =>
      chat.notifying.onNews((news) => {
        const { desktop, content, sound } = browserSettings.get();
        if (isLookedAt() || !desktop) return;
        const unsaid = t(news.what === 'invitation' ? 'news.invitation' : 'news.message');
        void showNotification(
          shownOf(news, content, unsaid),
          () => void navigate({ to: '/chat/$roomId', params: { roomId: news.roomId } }),
        );
        if (sound) void chime();
      }),
    [chat, navigate, t],
  );

  useEffect(() => {
    // What this browser kept is older than what was pushed.
    if (connection !== 'connected') return;
    const unread = new Set(
      rooms.filter(({ unreadCount, membership }) => unreadCount > 0 || membership === 'invited').map(({ roomId }) => roomId),
    );
    const known = new Set(rooms.map(({ roomId }) => roomId));
    void removeNotifications((roomId) => known.has(roomId) && !unread.has(roomId));
  }, [rooms, connection]);

  useEffect(() => {
    if (!('serviceWorker' in navigator)) return undefined;
    const onMessage = ({ data }: MessageEvent<unknown>) => {
      const { type, path } = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
      if (type === 'saal.open' && typeof path === 'string' && path.startsWith('/chat')) void navigate({ to: path });
    };
    navigator.serviceWorker.addEventListener('message', onMessage);
    return () => navigator.serviceWorker.removeEventListener('message', onMessage);
  }, [navigate]);
  return null;
}

const isLookedAt = (): boolean => document.visibilityState === 'visible' && document.hasFocus();

/** @param unsaid in place of the words, where they are sealed or not to be shown */
export function shownOf({ what, roomId, roomName, isDirect, senderName, text }: News, content: boolean, unsaid: string): Shown {
  const says = content && what === 'message' && text !== undefined ? text.slice(0, 200) : unsaid;
  return isDirect ? { roomId, title: senderName, body: says } : { roomId, title: roomName, body: `${senderName}: ${says}` };
}
