/** The calls of inviting by name, and of who comes by a personal link. */
import type { z } from 'zod';
import type * as protocol from '@saal/protocol';

type In<K extends keyof typeof protocol> = (typeof protocol)[K] extends z.ZodType ? z.input<(typeof protocol)[K]> : never;
type Out<K extends keyof typeof protocol> = (typeof protocol)[K] extends z.ZodType ? z.output<(typeof protocol)[K]> : never;

export type InviteeView = Out<'InviteeView'>;
export type InviteeList = Out<'InviteeList'>;
export type NewInvitee = In<'NewInvitee'>;
export type PersonalInvitation = Out<'PersonalInvitation'>;

export function inviteeCalls(ask: <T>(method: string, path: string, body?: unknown) => Promise<T>) {
  const id = encodeURIComponent;
  return {
    /** People with an account, while one types; at least two letters. */
    colleagues: async (search: string) =>
      (await ask<Out<'ColleagueList'>>('GET', `/colleagues?${new URLSearchParams({ search }).toString()}`)).people,
    invitees: (meetingId: string) => ask<InviteeList>('GET', `/meetings/${id(meetingId)}/invitees`),
    invite: (meetingId: string, invitees: NewInvitee[]) => ask<InviteeList>('POST', `/meetings/${id(meetingId)}/invitees`, { invitees }),
    changeInvitee: (meetingId: string, inviteeId: string, body: In<'ChangeInvitee'>) =>
      ask<InviteeList>('PATCH', `/meetings/${id(meetingId)}/invitees/${id(inviteeId)}`, body),
    withdrawInvitee: (meetingId: string, inviteeId: string) =>
      ask<InviteeList>('DELETE', `/meetings/${id(meetingId)}/invitees/${id(inviteeId)}`),

    openPersonalLink: (secret: string) => ask<PersonalInvitation>('POST', '/personal-link', { secret }),
    answerPersonalLink: (secret: string, answer: Out<'InviteeAnswer'>) =>
      ask<PersonalInvitation>('POST', '/personal-link/answer', { secret, answer }),
    /** Times that are free now, of an interview whose time one may choose. */
    personalSlots: (secret: string) => ask<Out<'PersonalSlots'>>('POST', '/personal-link/slots', { secret }),
    movePersonalLink: (secret: string, startsAtMs: number) =>
      ask<PersonalInvitation>('POST', '/personal-link/move', { secret, startsAtMs }),
    /** Guests need an identity first (`guest`). @returns the meeting to go to */
    enterPersonalLink: async (secret: string, takeOver: boolean) =>
      (await ask<Out<'EnteredPersonalLink'>>('POST', '/personal-link/enter', { secret, takeOver })).meetingId,
  };
}
