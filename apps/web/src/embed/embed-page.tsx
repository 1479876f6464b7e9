import { useEffect, useState } from 'react';
import { loadWish, storeWish } from '../meeting/join/join-wish.ts';
import MeetingPage from '../meeting/meeting-page.tsx';
import { Waiting } from '../ui/spinner.tsx';
import { EmbedContext, listenToParent, type EmbedBridge } from './embed-bridge.ts';

/** `/embed/m/<id>`: a meeting inside a page of an application, once that page has said hello. */
export function EmbedPage() {
  const [bridge, setBridge] = useState<EmbedBridge>();
  useEffect(
    () =>
      listenToParent((made, name) => {
        if (name !== undefined) storeWish(localStorage, { ...loadWish(localStorage), name });
        setBridge(made);
      }),
    [],
  );
  if (!bridge) return <Waiting page />;
  return (
    <EmbedContext value={bridge}>
      <MeetingPage />
    </EmbedContext>
  );
}
