import type { Api, ClientConfig, Me } from '@saal/client';
import type { Language } from '@saal/protocol';
import { createContext, use } from 'react';
import { useTranslation } from 'react-i18next';
import { firstLanguage, localeOf } from '../i18n/language.ts';
import { useModel } from './use-model.ts';
import type { Viewer } from './viewer.ts';

/** What every page may use; made in main.tsx. */
export interface App {
  api: Api;
  viewer: Viewer;
  /** Shows a language and remembers it in this browser. */
  showLanguage(language: Language): Promise<void>;
}

export const AppContext = createContext<App | undefined>(undefined);

export function useApp(): App {
  const app = use(AppContext);
  if (!app) throw new Error('used outside of the app');
  return app;
}

export function useApi(): Api {
  return useApp().api;
}

/** The signed-in person; undefined for guests. */
export function useMe(): Me | undefined {
  const viewer = useModel(useApp().viewer);
  return viewer.state === 'ready' ? viewer.me : undefined;
}

/** What the operator configured. Pages are drawn only once it is known. */
export function useConfig(): ClientConfig {
  const viewer = useModel(useApp().viewer);
  return viewer.state === 'ready' ? viewer.config : { productName: 'Saal', setupNeeded: false };
}

/** The language shown, and its locale for Intl. */
export function useLanguage(): { language: Language; locale: string } {
  const { i18n } = useTranslation();
  const language = firstLanguage(i18n.language, []);
  return { language, locale: localeOf(language) };
}
