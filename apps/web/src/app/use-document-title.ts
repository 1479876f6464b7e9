import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfig } from './app-context.ts';

/** "Heute – Saal" in the window's title, which screen readers say first (WCAG 2.4.2). */
export function useDocumentTitle(page: string): void {
  const { t } = useTranslation('common');
  const { productName } = useConfig();
  useEffect(() => {
    document.title = t('documentTitle', { page, product: productName });
  }, [page, productName, t]);
}
