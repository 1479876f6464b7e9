import { MessageCircleQuestionMark } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { BarButton } from '../bar/bar-button.tsx';
import controls from '../bar/controls.module.css';
import { holds, useNow, useTools } from '../room/room-context.ts';
import { useGrouped } from '../stage/use-grouped.ts';
import { pendingCount } from './sections.ts';

/** Opens the question desk; tells who moderates how many wait to be checked. */
export function QuestionsButton() {
  const { t } = useTranslation('meeting');
  const { openPanel } = useTools();
  const { snapshot, me, panel } = useNow();
  const number = useGrouped();
  const pending = holds(me, 'mute-others') ? pendingCount(snapshot.questions) : 0;
  return (
    <BarButton
      label={pending > 0 ? t('questions.pendingBadge', number(pending)) : t('questions.open')}
      word={t('questions.title')}
      icon={<MessageCircleQuestionMark aria-hidden="true" size={20} strokeWidth={1.75} />}
      aria-expanded={panel === 'questions'}
      onPress={() => openPanel(panel === 'questions' ? undefined : 'questions')}
      // Drawn by the style sheet: as text beside the word it would have to stand in the name just so (label in name).
      badge={pending > 0 && <span className={controls.badge} data-count={number(pending).number} />}
    />
  );
}
