import '@fontsource-variable/atkinson-hyperlegible-next/wght.css';
import './design/tokens.css';
import './design/base.css';
import { createApi } from '@saal/client';
import type { Language } from '@saal/protocol';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { AppContext } from './app/app-context.ts';
import { signOutInAllTabs } from './app/other-tabs.ts';
import { applyStoredTheme } from './app/theme.ts';
import { createViewer } from './app/viewer.ts';
import { firstLanguage } from './i18n/language.ts';
import { startI18n } from './i18n/setup.ts';
import { router } from './router.tsx';

const languageKey = 'saal.language';

async function start(root: HTMLElement): Promise<void> {
  applyStoredTheme();
  const language = firstLanguage(localStorage.getItem(languageKey), navigator.languages);
  document.documentElement.lang = language;
  const api = createApi();
  const viewer = createViewer(api);
  signOutInAllTabs(viewer, new BroadcastChannel('saal.signed-out'));
  void viewer.load(); // goes out while the words are loaded
  const i18n = await startI18n(language);
  i18n.on('languageChanged', (shown) => {
    document.documentElement.lang = shown;
  });
  const showLanguage = async (next: Language): Promise<void> => {
    localStorage.setItem(languageKey, next);
    if (i18n.language !== next) await i18n.changeLanguage(next);
  };
  createRoot(root).render(
    <StrictMode>
      <AppContext value={{ api, viewer, showLanguage }}>
        <RouterProvider router={router} />
      </AppContext>
    </StrictMode>,
  );
}

/** What the pages cannot do without; browsers from spring 2024 on have it. */
function browserIsTooOld(): boolean {
  return !CSS.supports('color', 'light-dark(red, blue)') || !('AbortSignal' in window && 'timeout' in AbortSignal);
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html holds no #root');
if (browserIsTooOld()) void import('./app/too-old.ts').then(({ showTooOld }) => showTooOld(root));
else void start(root);
