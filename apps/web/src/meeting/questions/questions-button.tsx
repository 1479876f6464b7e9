import { MessageCircleQuestionMark } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Badge } from '../../ui/badge.tsx';
import { BarButton } from '../bar/bar-button.tsx';
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
      badge={pending > 0 && <Badge number={number(pending).number} />}
    />
  );
}
