import { ChevronUp } from 'lucide-react';
import type { QuestionView } from '@saal/protocol';
import { useEffect, useRef, useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { holds, useNow, useTools } from '../room/room-context.ts';
import { useGrouped } from '../stage/use-grouped.ts';
import { AnswerForm } from './answer-form.tsx';
import { Moderation } from './moderation.tsx';
import styles from './questions.module.css';

/** One question with its votes, and what one may do with it. */
export function QuestionItem({ question }: { question: QuestionView }) {
  const { t } = useTranslation('meeting');
  const { session, attempt } = useTools();
  const { snapshot, me } = useNow();
  const number = useGrouped();
  const [answering, setAnswering] = useState(false);
  const element = useRef<HTMLLIElement>(null);
  const answered = useRef(false);
  useEffect(() => {
    // The form is gone with the focus in it: back to where it was opened from (X03).
    if (answered.current && !answering) element.current?.querySelector<HTMLElement>('button[aria-haspopup]')?.focus();
    answered.current = answering;
  }, [answering]);
  const { id, text, state, votes, answer } = question;
  const moderates = holds(me, 'mute-others');
  const own = snapshot.me.questions.includes(id);
  const votable = !own && (state === 'open' || state === 'live');
  const unanswered = state === 'open' || state === 'pending';
  const who = own ? t('questions.own') : (question.askerName ?? t('questions.without'));
  const details = [who, state !== 'open' && t(`questions.state.${state}`), !votable && votes > 0 && t('questions.votes', number(votes))];
  return (
    <li ref={element} className={styles.item} data-state={state}>
      <p className={styles.text}>{text}</p>
      <p className={styles.details}>{details.filter(Boolean).join(' · ')}</p>
      {answer !== undefined && <p className={styles.answer}>{answer}</p>}
      <div className={styles.actions}>
        {votable && (
          <ToggleButton
            className={styles.vote}
            aria-label={t('questions.voteFor', { ...number(votes), text })}
            isSelected={snapshot.me.votes.includes(id)}
            onChange={(up) => attempt(session.voteQuestion(id, up))}
          >
            <ChevronUp aria-hidden="true" size={18} />
            {/* Who moderates has other buttons beside it. */}
            {!moderates && <span>{t('questions.vote')}</span>}
            <span>{number(votes).number}</span>
          </ToggleButton>
        )}
        {own && unanswered && (
          <Button
            size="small"
            variant="quiet"
            aria-label={t('questions.withdrawFor', { text })}
            onPress={() => attempt(session.withdrawQuestion(id))}
          >
            {t('questions.withdraw')}
          </Button>
        )}
        {moderates && !answering && <Moderation question={question} onAnswer={() => setAnswering(true)} />}
      </div>
      {answering && <AnswerForm question={question} onClose={() => setAnswering(false)} />}
    </li>
  );
}
