import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';

/** Asks first: whose letter is `unknown` may have it already. */
export function SendAgain({
  label,
  count,
  unknown,
  isPending,
  onConfirm,
}: {
  label: string;
  count: number;
  /** How many of them may have got it. */
  unknown: number;
  isPending: boolean;
  onConfirm: () => void;
}) {
  const { t } = useTranslation('campaigns');
  const [asks, setAsks] = useState(false);
  return (
    <>
      <Button isPending={isPending} onPress={() => setAsks(true)}>
        {label}
      </Button>
      <ConfirmDialog
        title={t('again.title', { count })}
        isOpen={asks}
        onOpenChange={setAsks}
        confirm={t('again.confirm')}
        onConfirm={() => {
          setAsks(false);
          onConfirm();
        }}
      >
        <p>{unknown > 0 ? t('again.unknown', { count: unknown }) : t('again.bounced')}</p>
      </ConfirmDialog>
    </>
  );
}
