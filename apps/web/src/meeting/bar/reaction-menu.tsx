import { Heart, Laugh, PartyPopper, SmilePlus, Sparkles, ThumbsUp, Turtle, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem, MenuTrigger } from '../../ui/menu.tsx';
import { useTools } from '../room/room-context.ts';
import { BarButton } from './bar-button.tsx';
import { reactions, type Reaction } from './reactions-known.ts';

export const reactionIcons: Record<Reaction, LucideIcon> = {
  'thumbs-up': ThumbsUp,
  clap: PartyPopper,
  heart: Heart,
  laugh: Laugh,
  surprise: Sparkles,
  slower: Turtle,
};

/** The reactions, as items of a menu. */
export function useReactionItems() {
  const { t } = useTranslation('meeting');
  const { session, attempt } = useTools();
  return reactions.map((reaction) => {
    const Icon = reactionIcons[reaction];
    return (
      <MenuItem
        key={reaction}
        icon={<Icon aria-hidden="true" size={20} strokeWidth={1.75} />}
        onAction={() => attempt(session.react(reaction))}
      >
        {t(`reaction.${reaction}`)}
      </MenuItem>
    );
  });
}

export function ReactionMenu({ allowed }: { allowed: boolean }) {
  const { t } = useTranslation('meeting');
  const items = useReactionItems();
  return (
    <MenuTrigger>
      <BarButton
        label={t('bar.reactionName')}
        word={t('bar.reaction')}
        icon={<SmilePlus aria-hidden="true" size={20} strokeWidth={1.75} />}
        isDisabled={!allowed}
      />
      <Menu aria-label={t('bar.reactionName')} placement="top">
        {items}
      </Menu>
    </MenuTrigger>
  );
}
