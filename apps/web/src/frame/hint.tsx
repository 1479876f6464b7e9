import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

/** A first-time hint: shown until it was dismissed once in this browser. */
export function Hint({ name, title, children }: { name: string; title: string; children: ReactNode }) {
  const { t } = useTranslation('common');
  const key = `saal.hint.${name}`;
  const [shown, setShown] = useState(() => localStorage.getItem(key) === null);
  if (!shown) return null;
  const dismiss = () => {
    localStorage.setItem(key, 'seen');
    setShown(false);
  };
  return (
    <Notice
      live={false}
      title={title}
      actions={
        <Button size="small" onPress={dismiss}>
          {t('understood')}
        </Button>
      }
    >
      {children}
    </Notice>
  );
}
