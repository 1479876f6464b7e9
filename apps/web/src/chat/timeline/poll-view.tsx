import type { Message, Poll, PollAnswer } from '@saal/client';
import { Check } from 'lucide-react';
import { ToggleButton, ToggleButtonGroup, type Key } from 'react-aria-components';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useLineTools } from './message-actions.ts';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from './poll-view.module.css';

interface Props {
  message: Message;
  poll: Poll;
  /** Tab stops in it. */
  reachable: boolean;
}

/** A question with its answers: pressing one votes, pressing it again takes the vote back. */
export function PollView({ message, poll, reachable }: Props) {
  const { t } = useTranslation('chat');
  const tools = useLineTools();
  const id = useId();
  const own = poll.answers.filter(({ isOwn }) => isOwn).map((answer) => answer.id);
  const vote = (chosen: Set<Key>) => {
    const ids = poll.answers.filter((answer) => chosen.has(answer.id)).map((answer) => answer.id);
    tools.polls?.vote(message, ids);
  };
  const most = Math.max(0, ...poll.answers.map(({ count = 0 }) => count));
  const canVote = poll.mayVote && tools.polls !== undefined && message.eventId !== undefined;
  const several = poll.maxChoices > 1;
  const full = several && own.length >= poll.maxChoices;
  return (
    <div className={styles.poll}>
      <p id={`${id}-question`} className={styles.question}>
        {poll.question}
      </p>
      {canVote ? (
        <ToggleButtonGroup
          aria-labelledby={`${id}-question`}
          orientation="vertical"
          selectionMode={several ? 'multiple' : 'single'}
          selectedKeys={own}
          onSelectionChange={vote}
          className={styles.answers}
        >
          {poll.answers.map((answer) => (
            <ToggleButton
              key={answer.id}
              id={answer.id}
              className={styles.answer}
              data-several={several || undefined}
              excludeFromTabOrder={!reachable}
              isDisabled={full && !answer.isOwn}
              aria-label={[answer.text, ...shareOf(answer, poll, t)].join(', ')}
            >
              <AnswerLine answer={answer} poll={poll} isMost={false} />
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      ) : (
        <ul aria-labelledby={`${id}-question`} className={styles.answers}>
          {poll.answers.map((answer) => (
            <li key={answer.id} className={styles.answer} data-selected={answer.isOwn || undefined}>
              <AnswerLine answer={answer} poll={poll} isMost={poll.hasEnded && most > 0 && answer.count === most} />
            </li>
          ))}
        </ul>
      )}
      <p className={styles.foot}>{footOf(poll, t)}</p>
    </div>
  );
}

function AnswerLine({ answer, poll, isMost }: { answer: PollAnswer; poll: Poll; isMost: boolean }) {
  const { t } = useTranslation('chat');
  const share = shareOf(answer, poll, t);
  return (
    <>
      <span className={styles.bar} style={{ inlineSize: `${percentOf(answer, poll)}%` }} aria-hidden="true" />
      <span className={styles.mark} aria-hidden="true">
        {answer.isOwn && <Check size={14} strokeWidth={3} />}
      </span>
      <span className={styles.text} data-most={isMost || undefined}>
        {answer.text}
        {answer.isOwn && poll.hasEnded && <VisuallyHidden>, {t('poll.yours')}</VisuallyHidden>}
        {isMost && <VisuallyHidden>, {t('poll.most')}</VisuallyHidden>}
      </span>
      {share.length > 0 && (
        <span className={styles.count}>
          <VisuallyHidden>, </VisuallyHidden>
          {share.join(', ')}
        </span>
      )}
    </>
  );
}

type Words = ReturnType<typeof useTranslation<'chat'>>['t'];

const percentOf = ({ count = 0 }: PollAnswer, { voterCount = 0 }: Poll): number =>
  voterCount === 0 ? 0 : Math.round((100 * count) / voterCount);

/** "3 Stimmen", "60 %"; nothing while counts are not told. */
function shareOf(answer: PollAnswer, poll: Poll, t: Words): string[] {
  if (answer.count === undefined) return [];
  return [t('poll.votes', { count: answer.count }), ...(poll.voterCount ? [`${percentOf(answer, poll)} %`] : [])];
}

function footOf(poll: Poll, t: Words): string {
  if (poll.voterCount === undefined) return t('poll.counting');
  const voters = t('poll.voters', { count: poll.voterCount });
  if (poll.hasEnded) return `${voters} · ${t('poll.ended')}`;
  const rule = poll.maxChoices > 1 ? t('poll.choices', { count: poll.maxChoices }) : undefined;
  return [voters, rule, poll.isOpen ? undefined : t('poll.hidden')].filter((part) => part !== undefined).join(' · ');
}
