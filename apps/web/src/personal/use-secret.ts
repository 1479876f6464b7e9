import { useState } from 'react';
import { useLinkToken } from '../app/use-link-token.ts';

const key = 'saal.personal-link';

/** The secret of the personal link this tab was opened with: also after a reload, and on the way back from the meeting. */
export function useSecret(): string {
  const given = useLinkToken();
  const [secret] = useState(() => {
    try {
      if (given !== '') sessionStorage.setItem(key, given);
      return given === '' ? (sessionStorage.getItem(key) ?? '') : given;
    } catch {
      // No storage here: then the link is opened anew.
      return given;
    }
  });
  return secret;
}
