import type { SessionNotice } from '@saal/client';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reactionIcons } from '../bar/reaction-menu.tsx';
import { isReaction } from '../bar/reactions-known.ts';
import { useGrouped } from '../stage/use-grouped.ts';
import { withCounts, withReaction, type ShownReaction } from './reaction-counts.ts';
import { useNow, useTools } from './room-context.ts';
import styles from './reactions.module.css';

const shownMs = 5_000;

/** Reactions for a few seconds at the lower left, as words with a sign; nothing flies about. */
export function Reactions() {
  const { t } = useTranslation('meeting');
  const { session } = useTools();
  const { snapshot } = useNow();
  const number = useGrouped();
  const [shown, setShown] = useState<readonly ShownReaction[]>([]);
  const people = useRef(snapshot.participants);
  useEffect(() => {
    people.current = snapshot.participants;
  }, [snapshot.participants]);
  useEffect(() => {
    const timers = new Map<string, ReturnType<typeof setTimeout>>();
    const goesLater = (key: string) => {
      clearTimeout(timers.get(key));
      timers.set(
        key,
        setTimeout(() => {
          timers.delete(key);
          setShown((last) => last.filter((one) => one.key !== key));
        }, shownMs),
      );
    };
    const end = session.onNotice(({ id, kind, reaction, reactions = {}, participantId }: SessionNotice) => {
      if (kind === 'reaction' && isReaction(reaction)) {
        const name = people.current.find((person) => person.id === participantId)?.name ?? '';
        setShown((last) => withReaction(last, String(id), reaction, name));
        goesLater(String(id));
      } else if (kind === 'reactions') {
        setShown((last) => withCounts(last, reactions));
        Object.keys(reactions).forEach(goesLater);
      }
    });
    return () => {
      end();
      timers.forEach(clearTimeout);
    };
  }, [session]);
  return (
    <ul className={styles.reactions} aria-live="off">
      {shown.map(({ key, name, reaction, count }) => {
        const Icon = reactionIcons[reaction];
        const word = t(`reaction.${reaction}`);
        return (
          <li key={key}>
            <Icon aria-hidden="true" size={20} strokeWidth={1.75} />
            <span>
              {name === undefined
                ? t('reaction.count', { reaction: word, number: number(count).number })
                : t('reaction.from', { name, reaction: word })}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
