import type { SessionNotice } from '@saal/client';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isReaction, reactionIcons, type Reaction } from '../bar/reaction-menu.tsx';
import { useNow, useTools } from './room-context.ts';
import styles from './reactions.module.css';

type Shown = { id: number; name: string; reaction: Reaction };
const shownMs = 5_000;
const most = 4;

/** Reactions for a few seconds at the lower left, as words with a sign; nothing flies about. */
export function Reactions() {
  const { t } = useTranslation('meeting');
  const { session } = useTools();
  const { snapshot } = useNow();
  const [shown, setShown] = useState<readonly Shown[]>([]);
  const people = useRef(snapshot.participants);
  useEffect(() => {
    people.current = snapshot.participants;
  }, [snapshot.participants]);
  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const end = session.onNotice((notice: SessionNotice) => {
      const { id, reaction } = notice;
      if (notice.kind !== 'reaction' || !isReaction(reaction)) return;
      const name = people.current.find((person) => person.id === notice.participantId)?.name ?? '';
      setShown((last) => [...last, { id, name, reaction }].slice(-most));
      timers.add(setTimeout(() => setShown((last) => last.filter((one) => one.id !== id)), shownMs));
    });
    return () => {
      end();
      timers.forEach(clearTimeout);
    };
  }, [session]);
  return (
    <ul className={styles.reactions} aria-live="off">
      {shown.map(({ id, name, reaction }) => {
        const Icon = reactionIcons[reaction];
        return (
          <li key={id}>
            <Icon aria-hidden="true" size={20} strokeWidth={1.75} />
            <span>{t('reaction.from', { name, reaction: t(`reaction.${reaction}`) })}</span>
          </li>
        );
      })}
    </ul>
  );
}
