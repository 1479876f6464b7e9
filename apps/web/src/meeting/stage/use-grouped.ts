import { useCallback } from 'react';
import { useLanguage } from '../../app/app-context.ts';
import { grouped } from '../../i18n/format.ts';

/** What a sentence with a number needs: the number for its plural form, and as it is written ("1.660"). */
export function useGrouped(): (count: number) => { count: number; number: string } {
  const { locale } = useLanguage();
  return useCallback((count) => ({ count, number: grouped(count, locale) }), [locale]);
}
