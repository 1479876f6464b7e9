import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { useBell } from '../calls/rings.ts';
import { useChatHolder } from '../chat/chat-holder.ts';
import { Waiting } from '../ui/spinner.tsx';
import { MessagePage } from '../frame/message-page.tsx';
import { useApp, useLanguage } from './app-context.ts';
import { applyTheme } from './theme.ts';
import { useModel } from './use-model.ts';

/** Only of use once chat is open. */
const Notifier = lazy(async () => ({ default: (await import('../chat/notify/notifier.tsx')).Notifier }));

/** Above every page: knows who looks, and keeps language and theme as the account says. */
export function Root() {
  const { locale } = useLanguage();
  return (
    <I18nProvider locale={locale}>
      <Suspense fallback={<Waiting page />}>
        <WhenKnown />
      </Suspense>
    </I18nProvider>
  );
}

function WhenKnown() {
  const { viewer, showLanguage } = useApp();
  const { t } = useTranslation('common');
  const state = useModel(viewer);
  const me = state.state === 'ready' ? state.me : undefined;
  const language = me?.language;
  const theme = me?.theme;

  useEffect(() => {
    if (language) void showLanguage(language);
  }, [language, showLanguage]);
  useEffect(() => {
    if (theme) applyTheme(theme);
  }, [theme]);

  const chat = useChatHolder();
  const bell = useBell();
  const signedOut = state.state === 'ready' && !me;
  useEffect(() => {
    if (!signedOut) return;
    void chat.forget();
    bell.close();
  }, [bell, chat, signedOut]);
  const held = useModel(chat);
  const outOfChat = held.phase === 'failed' && held.code === 'signed_out';
  useEffect(() => {
    if (outOfChat) void viewer.load(); // perhaps the session has ended
  }, [outOfChat, viewer]);

  switch (state.state) {
    case 'loading':
      return <Waiting page />;
    case 'unreachable':
      return (
        <MessagePage
          title={t('unreachable.title')}
          code={state.error.code}
          actions={
            <Button variant="primary" onPress={() => void viewer.load()}>
              {t('retry')}
            </Button>
          }
        >
          {t('unreachable.text')}
        </MessagePage>
      );
    case 'ready':
      return (
        <>
          <Outlet />
          {held.phase === 'ready' && (
            <Suspense fallback={null}>
              <Notifier chat={held.chat} />
            </Suspense>
          )}
        </>
      );
  }
}
