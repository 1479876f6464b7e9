import { useEffect } from 'react';

/** Marks the window's icon, and that of the installed app where the browser can, while something is not read. */
export function useUnreadMark(count: number): void {
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (link) link.href = count > 0 ? '/favicon-unread.svg' : '/favicon.svg';
    showBadge(count);
    return () => {
      if (link) link.href = '/favicon.svg';
      showBadge(0);
    };
  }, [count]);
}

function showBadge(count: number): void {
  // Refused where Saal is not installed as an app: then there is no badge to be shown.
  if ('setAppBadge' in navigator) navigator.setAppBadge(count).catch(() => undefined);
}
