import { useTranslation } from 'react-i18next';
import { Notice } from '../ui/notice.tsx';

/** What went wrong, in words where there are some for the code; the code small below. */
export function ChatFailure({ failure, onClose, className }: { failure: string; onClose?: () => void; className?: string }) {
  const { t, i18n } = useTranslation('chat');
  const own = i18n.exists(`chat:failure.${failure}`);
  const text = own ? t(`failure.${failure}`) : i18n.exists(`error:${failure}`) ? t(`error:${failure}`) : t('failed');
  return (
    <Notice tone="error" code={failure} onClose={onClose} className={className}>
      {text}
    </Notice>
  );
}
