import type { Theme } from '@saal/protocol';

const key = 'saal.theme';

/** Shows a theme and remembers it in this browser, so that the next page is not drawn in the wrong one first. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') {
    delete document.documentElement.dataset['theme'];
    localStorage.removeItem(key);
  } else {
    document.documentElement.dataset['theme'] = theme;
    localStorage.setItem(key, theme);
  }
}

/** Before anything is drawn: the theme of last time. */
export function applyStoredTheme(): void {
  const stored = localStorage.getItem(key);
  if (stored === 'light' || stored === 'dark') document.documentElement.dataset['theme'] = stored;
}
