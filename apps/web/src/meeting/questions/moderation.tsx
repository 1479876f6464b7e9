import { Ellipsis } from 'lucide-react';
import type { QuestionState, QuestionView } from '@saal/protocol';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../../ui/button.tsx';
import { Menu, MenuItem, MenuTrigger } from '../../ui/menu.tsx';
import { useTools } from '../room/room-context.ts';
import styles from './questions.module.css';

type Step = { to: QuestionState; word: 'letThrough' | 'live' | 'answered' | 'dismiss' | 'reopen' };

/** The first is the button, the others are in the menu. */
const steps: Record<QuestionState, readonly [Step, ...Step[]]> = {
  pending: [
    { to: 'open', word: 'letThrough' },
    { to: 'live', word: 'live' },
    { to: 'dismissed', word: 'dismiss' },
  ],
  open: [
    { to: 'live', word: 'live' },
    { to: 'answered', word: 'answered' },
    { to: 'dismissed', word: 'dismiss' },
  ],
  live: [
    { to: 'answered', word: 'answered' },
    { to: 'open', word: 'reopen' },
    { to: 'dismissed', word: 'dismiss' },
  ],
  answered: [{ to: 'open', word: 'reopen' }],
  dismissed: [{ to: 'open', word: 'reopen' }],
};

/** What who moderates does with a question: the usual next step with one click, the rest in a menu. */
export function Moderation({ question, onAnswer }: { question: QuestionView; onAnswer: () => void }) {
  const { t } = useTranslation('meeting');
  const { session, attempt } = useTools();
  const [next, ...more] = steps[question.state];
  const move = ({ to }: Step) => attempt(session.moderateQuestion(question.id, to));
  const { text } = question;
  return (
    <div className={styles.buttons}>
      <Button size="small" aria-label={`${t(`questions.${next.word}`)}: ${text}`} onPress={() => move(next)}>
        {t(`questions.${next.word}`)}
      </Button>
      <MenuTrigger>
        <IconButton size="small" label={t('questions.actions', { text })} icon={<Ellipsis aria-hidden="true" size={20} />} />
        <Menu aria-label={t('questions.actions', { text })} placement="bottom end">
          {more.map((step) => (
            <MenuItem key={step.to} danger={step.to === 'dismissed'} onAction={() => move(step)}>
              {t(`questions.${step.word}`)}
            </MenuItem>
          ))}
          <MenuItem onAction={onAnswer}>{t('questions.inWriting')}</MenuItem>
        </Menu>
      </MenuTrigger>
    </div>
  );
}
