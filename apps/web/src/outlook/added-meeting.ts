import { RequestFailed, type OutlookApi, type OutlookMeeting } from '@saal/client';
import { useMemo } from 'react';
import { withInvitation, withoutInvitation, type InvitationWords } from './invitation-text.ts';
import type { OpenAppointment } from './office.ts';

/** The meeting that was added to an appointment, and what is done with both. */
export function useAddedMeeting({ api, token, appointment }: { api: OutlookApi; token: string; appointment: OpenAppointment }) {
  return useMemo(() => addedMeeting(api, token, appointment), [api, token, appointment]);
}

function addedMeeting(api: OutlookApi, token: string, appointment: OpenAppointment) {
  const planOf = async (untitled: string) => {
    const [subject, { startsAtMs, endsAtMs }] = await Promise.all([appointment.subject(), appointment.time()]);
    const durationMin = Math.min(24 * 60, Math.max(5, Math.round((endsAtMs - startsAtMs) / 60_000)));
    return { title: subject.trim().slice(0, 140) || untitled, startsAtMs, durationMin };
  };
  return {
    /** @returns undefined: none was added, or it is gone meanwhile */
    async load(): Promise<OutlookMeeting | undefined> {
      const id = await appointment.meetingId();
      if (id === undefined) return undefined;
      try {
        return await api.meeting(token, id);
      } catch (error) {
        if (error instanceof RequestFailed && error.code === 'meeting_not_found') return undefined;
        throw error;
      }
    },

    /** The id first: whatever fails after it, the meeting is found again by the appointment. */
    async add(untitled: string, timeZone: string, words: InvitationWords): Promise<OutlookMeeting> {
      const meeting = await api.plan(token, { ...(await planOf(untitled)), timeZone });
      await appointment.keepMeetingId(meeting.id);
      if ((await appointment.location()).trim() === '') await appointment.setLocation(meeting.url);
      await appointment.setBody(withInvitation(await appointment.body(), meeting, words));
      return meeting;
    },

    /** Its title and time become those of the appointment. */
    async follow(meeting: OutlookMeeting): Promise<OutlookMeeting> {
      return api.change(token, meeting.id, await planOf(meeting.title));
    },

    async remove(meeting: OutlookMeeting): Promise<void> {
      await api.remove(token, meeting.id);
      await appointment.keepMeetingId(undefined);
      if ((await appointment.location()) === meeting.url) await appointment.setLocation('');
      await appointment.setBody(withoutInvitation(await appointment.body()));
    },
  };
}
