import { Outlet } from '@tanstack/react-router';
import { Suspense, useEffect } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { useChatHolder } from '../chat/chat-holder.ts';
import { Waiting } from '../ui/spinner.tsx';
import { MessagePage } from '../frame/message-page.tsx';
import { useApp, useLanguage } from './app-context.ts';
import { applyTheme } from './theme.ts';
import { useModel } from './use-model.ts';

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
  const signedOut = state.state === 'ready' && !me;
  useEffect(() => {
    if (signedOut) chat.close();
  }, [chat, signedOut]);

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
      return <Outlet />;
  }
}
