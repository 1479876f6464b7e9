import type { Snapshot } from '@saal/protocol';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { batchMs } from '../announce/batch.ts';
import { holds, useNow, useTools } from '../room/room-context.ts';
import { useGrouped } from '../stage/use-grouped.ts';
import { newsOf } from './sections.ts';

/** Says what happens at the question desk, in one batch every few seconds. */
export function useQuestionNews(): void {
  const { t } = useTranslation('meeting');
  const { announcer } = useTools();
  const { snapshot, me } = useNow();
  const number = useGrouped();
  const moderates = holds(me, 'mute-others');
  const told = useRef<Pick<Snapshot, 'questions' | 'me'>>(snapshot);
  const now = useRef({ snapshot, moderates, t, number });
  useEffect(() => {
    now.current = { snapshot, moderates, t, number };
  });
  useEffect(() => {
    const timer = setInterval(() => {
      const { snapshot: latest, moderates: leading, t: words, number: grouped } = now.current;
      if (latest.questions === told.current.questions) return;
      const news = newsOf(told.current, latest, leading);
      told.current = latest;
      for (const one of news) {
        const values = 'count' in one ? grouped(one.count) : 'text' in one ? { text: one.text } : {};
        announcer.say(words(`questions.say.${one.kind}`, values));
      }
    }, batchMs);
    return () => clearInterval(timer);
  }, [announcer]);
}
