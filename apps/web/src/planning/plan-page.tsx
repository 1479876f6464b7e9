import { momentOf } from '@saal/protocol';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { useAction } from '../app/use-action.ts';
import { Frame } from '../frame/frame.tsx';
import { localTimeZone } from '../i18n/format.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { newDraft, type Draft } from './draft.ts';
import { asNewInvitee } from './invitees/pending-invitee.ts';
import { MeetingForm } from './meeting-form.tsx';
import { ruleOf } from './repeat.ts';

/** `/plan`: a new meeting with a time. Leads to its page, where the invitation is. */
export function PlanPage() {
  const { t } = useTranslation('home');
  const api = useApi();
  const navigate = useNavigate();
  const [initial] = useState(() => newDraft(Date.now(), localTimeZone()));
  const plan = useAction(async (draft: Draft) => {
    const { title, when, durationMin, timeZone, repeat, settings, preset, onBehalfOf, resourceIds, remindersMin, invitees } = draft;
    const meeting = await api.planMeeting({
      kind: 'planned',
      ...(title.trim() === '' ? {} : { title: title.trim() }),
      startsAtMs: momentOf(when, timeZone),
      durationMin,
      timeZone,
      series: ruleOf(repeat, when.date),
      settings,
      ...(preset && { presetId: preset.id }),
      ...(onBehalfOf !== undefined && { onBehalfOf }),
      ...(resourceIds.length > 0 && { resourceIds }),
      ...(remindersMin && { remindersMin: [...remindersMin] }),
    });
    // The meeting is there, whatever becomes of the invitations: its page says so and offers them again.
    const invited = invitees.length === 0 || (await api.invite(meeting.id, invitees.map(asNewInvitee)).then(Boolean, () => false));
    const search = {
      planned: true,
      ...(!invited && { notInvited: true }),
      ...(meeting.uncheckedRooms && { roomsUnchecked: true }),
    };
    await navigate({ to: '/meetings/$meetingId', params: { meetingId: meeting.id }, search, replace: true });
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
