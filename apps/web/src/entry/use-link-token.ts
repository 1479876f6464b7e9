import { useLocation } from '@tanstack/react-router';

/** The one-time secret of a link, from its fragment: browsers send that to nobody. Empty when the link is incomplete. */
export function useLinkToken(): string {
  return useLocation({ select: ({ hash }) => hash.replace(/^#/, '') });
}
