import type { WireError } from '@saal/protocol';
import { useCallback, useRef, useState } from 'react';
import { useApi, useMe } from '../../app/app-context.ts';
import { toWireError } from '../../app/wire-error.ts';

const prefix = 'place=';

/**
 * The place behind a personal link (`/m/<id>#place=<secret>`) becomes this browser's, once, before anything is shown.
 * @param token the fragment of the address
 */
export function useClaimedPlace(meetingId: string, token: string): { claim: () => Promise<void>; error: WireError | undefined } {
  const api = useApi();
  const signedIn = useMe() !== undefined;
  const [error, setError] = useState<WireError>();
  const secret = useRef(token.startsWith(prefix) ? token.slice(prefix.length) : undefined);
  const claim = useCallback(async () => {
    const claiming = secret.current;
    secret.current = undefined;
    if (claiming === undefined) return;
    try {
      if (!signedIn) await api.guest();
      await api.claimRegistration(meetingId, claiming);
    } catch (failure) {
      // The page goes on without the place and says why.
      setError(toWireError(failure));
    }
  }, [api, meetingId, signedIn]);
  return { claim, error };
}
