import type { InterviewView } from '@saal/client';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { useAction } from '../app/use-action.ts';
import { CorrectAddress } from '../planning/invitees/correct-address.tsx';

/** The right address of an applicant; the invitation goes out there. */
export function CorrectInterview({
  campaignId,
  interview: { id, name, email },
  onClose,
  onDone,
}: {
  campaignId: string;
  interview: InterviewView;
  onClose: () => void;
  onDone: (words: string) => void;
}) {
  const { t } = useTranslation('invitees');
  const api = useApi();
  const correct = useAction(async (next: string) => {
    await api.correctAddress(campaignId, id, { email: next });
    onDone(t('correct.done', { name, email: next }));
  });
  return (
    <CorrectAddress name={name} email={email} onClose={onClose} isPending={correct.pending} error={correct.error} onSubmit={correct.run} />
  );
}
