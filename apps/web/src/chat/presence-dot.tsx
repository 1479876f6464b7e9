import type { Presence } from '@saal/client';
import { useTranslation } from 'react-i18next';
import { useModel } from '../app/use-model.ts';
import { VisuallyHidden } from '../ui/visually-hidden.tsx';
import { useChatHolder } from './chat-holder.ts';
import styles from './presence-dot.module.css';

const nobody: ReadonlyMap<string, Presence> = new Map();
const none = { get: () => nobody, subscribe: () => () => undefined };

/** What colleagues are told of somebody now; undefined: away, or not told. */
export function usePresence(userId: string | undefined): Presence | undefined {
  const held = useModel(useChatHolder());
  const people = useModel(held.phase === 'ready' ? held.chat.presence : none);
  return userId === undefined ? undefined : people.get(userId);
}

/** A form and a colour for each state: never the colour alone. The word is for those who hear the page. */
export function PresenceDot({ userId }: { userId: string }) {
  const presence = usePresence(userId);
  return presence ? <StateDot state={presence.state} /> : null;
}

export function StateDot({ state }: { state: Presence['state'] | 'invisible' }) {
  const { t } = useTranslation('call');
  return (
    <>
      <span aria-hidden="true" className={styles.dot} data-state={state} title={t(`presence.${state}`)} />
      <VisuallyHidden>{t(`presence.${state}`)}</VisuallyHidden>
    </>
  );
}

/** In words, for where there is room: "In einer Besprechung · Klausur". */
export function PresenceWords({ userId }: { userId: string }) {
  const { t } = useTranslation('call');
  const presence = usePresence(userId);
  if (!presence) return null;
  return <>{[t(`presence.${presence.state}`), presence.text].filter((word) => word !== undefined).join(' · ')}</>;
}
