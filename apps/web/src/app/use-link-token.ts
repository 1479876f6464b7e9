import { useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

/**
 * The one-time secret of a link, from its fragment: browsers send that to nobody. Empty when the link is incomplete.
 * It is taken out of the address bar at once, so that it is in no screenshot and stays in no history (A10).
 */
export function useLinkToken(): string {
  const hash = useLocation({ select: (location) => location.hash });
  const [token] = useState(() => hash.replace(/^#/, ''));
  useEffect(() => {
    if (token !== '') window.history.replaceState(window.history.state, '', window.location.pathname);
  }, [token]);
  return token;
}
