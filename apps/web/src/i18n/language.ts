import type { Language } from '@saal/protocol';

export const languages: readonly Language[] = ['de', 'en'];

/**
 * The language before anybody has signed in: the one chosen in this browser, else the first of the browser's own
 * that we speak, else German.
 * @param chosen what was stored in this browser
 * @param preferred the browser's list, best first ("de-AT", "en")
 */
export function firstLanguage(chosen: string | null, preferred: readonly string[]): Language {
  for (const tag of [chosen ?? '', ...preferred]) {
    const language = languages.find((each) => tag.toLowerCase().split('-')[0] === each);
    if (language) return language;
  }
  return 'de';
}

/** For Intl and React Aria: British English has the 24-hour clock and day before month. */
export function localeOf(language: Language): string {
  return language === 'de' ? 'de-DE' : 'en-GB';
}
