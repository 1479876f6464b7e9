import { MessagesSquare } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';

/** What stands where there is no room yet, with the way to the first one. */
export function NoRooms({ onNew }: { onNew: () => void }) {
  const { t } = useTranslation('chat');
  return (
    <EmptyState
      icon={<MessagesSquare aria-hidden="true" size={40} strokeWidth={1.25} />}
      title={t('page.noRooms')}
      action={
        <Button variant="primary" onPress={onNew}>
          {t('page.new')}
        </Button>
      }
    >
      {t('page.noRoomsText')}
    </EmptyState>
  );
}
