import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { useAction } from '../app/use-action.ts';
import { Frame } from '../frame/frame.tsx';
import { localTimeZone } from '../i18n/format.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { newDraft, type Draft } from './draft.ts';
import { MeetingForm } from './meeting-form.tsx';
import { momentOf } from './zone-time.ts';

/** `/plan`: a new meeting with a time. Leads to its page, where the invitation is. */
export function PlanPage() {
  const { t } = useTranslation('home');
  const api = useApi();
  const navigate = useNavigate();
  const [initial] = useState(() => newDraft(Date.now(), localTimeZone()));
  const plan = useAction(async ({ title, when, durationMin, timeZone, settings }: Draft) => {
    const meeting = await api.planMeeting({
      kind: 'planned',
      ...(title.trim() === '' ? {} : { title: title.trim() }),
      startsAtMs: momentOf(when, timeZone),
      durationMin,
      timeZone,
      settings,
    });
    await navigate({ to: '/meetings/$meetingId', params: { meetingId: meeting.id }, search: { planned: true }, replace: true });
  });
  return (
    <Frame title={t('planning.title')} width="form">
      {(me) => (
        <MeetingForm
          initial={initial}
          withTime
          titlePlaceholder={t('planning.namePlaceholder', { name: me.displayName })}
          onSubmit={plan.run}
          error={plan.error}
          actions={
            <>
              <LinkButton to="/">{t('common:cancel')}</LinkButton>
              <Button type="submit" variant="primary" isPending={plan.pending}>
                {t('planning.submit')}
              </Button>
            </>
          }
        />
      )}
    </Frame>
  );
}
