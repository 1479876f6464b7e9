/** The HTTP API under `/api`, typed. Answers are trusted to fit their schema (see wire-guards.ts). */
import type { z } from 'zod';
import type * as protocol from '@saal/protocol';
import { adminCalls } from './api-admin.ts';
import { calendarCalls } from './api-calendars.ts';
import { directoryCalls } from './api-directory.ts';
import { applicationCalls } from './api-applications.ts';
import { factorCalls } from './api-factors.ts';
import { planningCalls } from './api-planning.ts';
import { inviteeCalls } from './api-invitees.ts';
import { RequestFailed } from './request-failed.ts';
import { isRecord, readWireError } from './wire-guards.ts';

type In<K extends keyof typeof protocol> = (typeof protocol)[K] extends z.ZodType ? z.input<(typeof protocol)[K]> : never;
type Out<K extends keyof typeof protocol> = (typeof protocol)[K] extends z.ZodType ? z.output<(typeof protocol)[K]> : never;

export type Me = Out<'Me'>;
export type MeetingDetail = Out<'MeetingDetail'>;
/** A line of somebody's list; `owner` tells which. */
export type ListedMeeting = Out<'MeetingList'>['meetings'][number];
export type PublicMeeting = Out<'PublicMeeting'>;
export type RegistrationView = Out<'RegistrationView'>;
export type ClientConfig = Out<'ClientConfig'>;
export type SessionView = Out<'SessionView'>;
export type AppPasswordView = Out<'AppPasswordView'>;
export type InvitationView = Out<'InvitationView'>;
export type CreatedInvitation = Out<'CreatedInvitation'>;
export type CheckedInvitation = Out<'CheckedInvitation'>;
export type CreatedPasswordReset = Out<'CreatedPasswordReset'>;
export type CheckedPasswordReset = Out<'CheckedPasswordReset'>;
export type PersonView = Out<'PersonView'>;
export type PeopleFilter = Out<'PeopleFilter'>;
export type CampaignSummary = Out<'CampaignSummary'>;
export type CampaignView = Out<'CampaignView'>;
export type InterviewView = Out<'InterviewView'>;
export type DayEntry = Out<'DayEntry'>;

/** Somebody calls, and waits for an answer. */
export interface IncomingCall {
  ringId: string;
  meetingId: string;
  roomId: string;
  video: boolean;
  callerName: string;
  callerPicture?: string;
  sinceMs: number;
  /** How long it still rings. */
  forMs: number;
  /** This person is in a meeting: it is shown, and makes no sound. */
  isQuiet?: boolean;
}

/** One's own, as colleagues are told it. */
export interface OwnStatus {
  state: 'available' | 'busy' | 'dnd' | 'invisible';
  text: string;
  /** Until then state and text hold; undefined: until they are changed. */
  untilMs?: number;
  hideMeetings: boolean;
}

export interface ApiOptions {
  /** Default: the page's own host. */
  baseUrl?: string;
  fetch?: typeof fetch;
}

/** Every call throws {@link RequestFailed}: with the server's code, or `not_ready` when it cannot be reached. */
export type Api = ReturnType<typeof createApi>;

const timeoutMs = 15_000;

export function createApi({ baseUrl = '', fetch: fetchIt = (...request) => fetch(...request) }: ApiOptions = {}) {
  async function call(
    method: string,
    path: string,
    body?: BodyInit,
    type?: string,
    signal = AbortSignal.timeout(timeoutMs),
  ): Promise<unknown> {
    let response: Response;
    try {
      response = await fetchIt(`${baseUrl}${path}`, {
        method,
        credentials: 'same-origin',
        headers: { accept: 'application/json', ...(type === undefined ? {} : { 'content-type': type }) },
        ...(body === undefined ? {} : { body }),
        signal,
      });
    } catch (cause) {
      throw new RequestFailed({ code: 'not_ready', message: 'the server could not be reached' }, { cause });
    }
    if (response.status === 204) return undefined;
    let answer: unknown;
    try {
      answer = await response.json();
    } catch (cause) {
      throw new RequestFailed(
        { code: response.ok ? 'internal' : 'not_ready', message: `no JSON, status ${response.status}` },
        { status: response.status, cause },
      );
    }
    if (response.ok) return answer;
    throw new RequestFailed(readWireError(isRecord(answer) ? answer.error : undefined), { status: response.status });
  }
  const ask = <T>(method: string, path: string, body?: unknown): Promise<T> =>
    call(
      method,
      `/api${path}`,
      body === undefined ? undefined : JSON.stringify(body),
      body === undefined ? undefined : 'application/json',
    ).then(trusted<T>);
  const send = async (method: string, path: string, body?: unknown): Promise<void> => {
    await ask<unknown>(method, path, body);
  };
  const id = encodeURIComponent;
  const query = (fields: Record<string, string | undefined>) => {
    const given = Object.entries(fields).flatMap(([key, value]) => (value === undefined || value === '' ? [] : [[key, value]]));
    return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
  };

  return {
    clientConfig: () => ask<ClientConfig>('GET', '/client-config'),
    /** Gives this browser an identity when it has none; needed before the WebSocket of a guest. */
    guest: async (): Promise<void> => {
      await ask<Out<'GuestReady'>>('POST', '/guest', {});
    },

    /** @returns undefined when nobody is signed in */
    me: async (): Promise<Me | undefined> => {
      try {
        return await ask<Me>('GET', '/me');
      } catch (error) {
        if (error instanceof RequestFailed && error.code === 'not_signed_in') return undefined;
        throw error;
      }
    },
    signIn: (body: In<'SignIn'>) => ask<Me>('POST', '/session', body),
    /** To a provider of identities. @param next path to come back to @returns the address to go to */
    beginSignIn: async (provider: string, next: string): Promise<string> =>
      (await ask<Out<'BegunSignIn'>>('POST', `/sign-in/${id(provider)}`, { next })).url,
    identities: () => ask<Out<'IdentityList'>>('GET', '/me/identities'),
    unlinkIdentity: (identityId: string) => send('DELETE', `/me/identities/${id(identityId)}`),
    /** @returns where to go so that the session at the provider of identities ends, too; undefined: nowhere */
    signOut: async (): Promise<string | undefined> => (await ask<Out<'SignedOut'> | undefined>('DELETE', '/session'))?.url,
    /** A program that speaks Matrix may come in as this person. @returns the address of the program, with a token for it */
    letProgramIn: async (redirectUrl: string): Promise<string> => {
      const body = JSON.stringify({ redirect_url: redirectUrl });
      const asked = call('POST', '/_matrix/client/unstable/eu.saal/consent', body, 'application/json').catch((error: unknown) => {
        // Chat refuses in the words of Matrix.
        const status = error instanceof RequestFailed ? error.status : undefined;
        if (status === 403)
          throw new RequestFailed({ code: 'not_signed_in', message: 'nobody is signed in here' }, { status, cause: error });
        if (status === 400) throw new RequestFailed({ code: 'bad_request', message: 'no address of a program' }, { status, cause: error });
        throw error;
      });
      return trusted<{ url: string }>(await asked).url;
    },
    setUp: (body: In<'SetUp'>) => ask<Me>('POST', '/setup', body),
    changeMe: (body: In<'ChangeMe'>) => ask<Me>('PATCH', '/me', body),
    changePassword: (body: In<'ChangePassword'>) => send('POST', '/me/password', body),
    /** @param picture PNG, JPEG or WebP */
    setPicture: (picture: Blob) => call('PUT', '/api/me/picture', picture, picture.type).then(trusted<Me>),
    removePicture: () => ask<Me>('DELETE', '/me/picture'),
    sessions: () => ask<{ sessions: SessionView[] }>('GET', '/me/sessions'),
    endSession: (sessionId: string) => send('DELETE', `/me/sessions/${id(sessionId)}`),
    appPasswords: () => ask<{ appPasswords: AppPasswordView[] }>('GET', '/me/app-passwords'),
    /** The password is told once. */
    createAppPassword: (body: In<'CreateAppPassword'>) => ask<Out<'CreatedAppPassword'>>('POST', '/me/app-passwords', body),
    revokeAppPassword: (appPasswordId: string) => send('DELETE', `/me/app-passwords/${id(appPasswordId)}`),

    ...factorCalls(ask, send),
    ...planningCalls(ask, send),
    ...inviteeCalls(ask),
    ...adminCalls(ask, query),
    ...calendarCalls(ask, send),
    ...directoryCalls(ask),
    ...applicationCalls(ask, send),

    invitations: () => ask<{ invitations: InvitationView[] }>('GET', '/invitations'),
    createInvitation: (body: In<'CreateInvitation'>) => ask<CreatedInvitation>('POST', '/invitations', body),
    withdrawInvitation: (invitationId: string) => send('DELETE', `/invitations/${id(invitationId)}`),
    checkInvitation: (body: In<'CheckInvitation'>) => ask<CheckedInvitation>('POST', '/invitations/check', body),
    acceptInvitation: (body: In<'AcceptInvitation'>) => ask<Me>('POST', '/invitations/accept', body),
    /** Administrators only; its link is told once. */
    createPasswordReset: (personId: string) => ask<CreatedPasswordReset>('POST', `/people/${id(personId)}/password-reset`),
    checkPasswordReset: (body: In<'CheckPasswordReset'>) => ask<CheckedPasswordReset>('POST', '/password-reset/check', body),
    resetPassword: (body: In<'ResetPassword'>) => send('POST', '/password-reset', body),
    /** Administrators only; at most 200, `more` when there are more. */
    people: (search?: string, filter?: PeopleFilter, after?: string) =>
      ask<Out<'PeoplePage'>>('GET', `/people${query({ search, filter, after })}`),
    changePerson: (personId: string, body: In<'ChangePerson'>) => ask<PersonView>('PATCH', `/people/${id(personId)}`, body),

    /** @param timeZone IANA; what "today" means */
    meetings: (when: 'today' | 'coming' | 'past', timeZone: string) =>
      ask<Out<'MeetingList'>>('GET', `/meetings${query({ when, timeZone })}`),
    personalMeeting: () => ask<MeetingDetail>('GET', '/meetings/personal'),
    planMeeting: (body: In<'PlanMeeting'>) => ask<MeetingDetail>('POST', '/meetings', body),
    meeting: (meetingId: string) => ask<MeetingDetail>('GET', `/meetings/${id(meetingId)}`),
    changeMeeting: (meetingId: string, body: In<'ChangeMeeting'>) => ask<MeetingDetail>('PATCH', `/meetings/${id(meetingId)}`, body),
    /** @param day names the date: the one the rule gives it */
    changeDate: (meetingId: string, day: string, body: In<'ChangeDate'>) =>
      ask<MeetingDetail>('PATCH', `/meetings/${id(meetingId)}/dates/${id(day)}`, body),
    deleteMeeting: (meetingId: string) => send('DELETE', `/meetings/${id(meetingId)}`),
    /** What anybody with the link may see. */
    publicMeeting: (meetingId: string) => ask<PublicMeeting>('GET', `/public/meetings/${id(meetingId)}`),
    registration: (meetingId: string) => ask<RegistrationView>('GET', `/public/meetings/${id(meetingId)}/registration`),
    /** Guests need an identity first (`guest`). */
    register: (meetingId: string, body: In<'Register'>) =>
      ask<RegistrationView>('POST', `/public/meetings/${id(meetingId)}/registration`, body),
    /** The place behind a personal link becomes this browser's. */
    claimRegistration: (meetingId: string, secret: string) =>
      ask<RegistrationView>('POST', `/public/meetings/${id(meetingId)}/registration/claim`, { secret }),
    withdrawRegistration: (meetingId: string) => ask<RegistrationView>('DELETE', `/public/meetings/${id(meetingId)}/registration`),
    /** The meeting of a room of chat, to be entered. @param ring whom it rings for, where they are few */
    callRoom: (roomId: string, ring: 'none' | 'voice' | 'video') =>
      ask<{ meetingId: string; rung: number }>('POST', `/v1/chat/rooms/${id(roomId)}/call`, { ring }),
    /** What rings, as soon as it is other than `known`, or after `waitMs`. */
    rings: (known: string | undefined, waitMs: number, signal: AbortSignal): Promise<{ version: string; rings: IncomingCall[] }> =>
      call(
        'GET',
        `/api/v1/chat/rings${query({ known, wait: String(waitMs) })}`,
        undefined,
        undefined,
        AbortSignal.any([signal, AbortSignal.timeout(waitMs + timeoutMs)]),
      ).then(trusted<{ version: string; rings: IncomingCall[] }>),
    answerRing: (ringId: string, answer: 'accepted' | 'declined') =>
      ask<{ meetingId: string | null }>('POST', `/v1/chat/rings/${id(ringId)}`, { answer }),
    /** `isTold`: here people are told who is there. */
    status: () => ask<OwnStatus & { isTold: boolean }>('GET', '/v1/chat/status'),
    setStatus: (status: OwnStatus) => ask<OwnStatus & { isTold: boolean }>('PUT', '/v1/chat/status', status),
    /** Whether a meeting belongs to a room of chat, and to which that this person is in. */
    roomOfMeeting: (meetingId: string) => ask<{ isCall: boolean; roomId: string | null }>('GET', `/v1/chat/meetings/${id(meetingId)}/room`),
    campaigns: () => ask<Out<'CampaignList'>>('GET', '/campaigns'),
    createCampaign: (body: In<'CampaignPlan'>) => ask<CampaignView>('POST', '/campaigns', body),
    campaign: (campaignId: string) => ask<CampaignView>('GET', `/campaigns/${id(campaignId)}`),
    deleteCampaign: (campaignId: string) => send('DELETE', `/campaigns/${id(campaignId)}`),
    /** Nobody is told by it; answers with each line and what is wrong with it. */
    setApplicants: (campaignId: string, body: In<'SetApplicants'>) =>
      ask<Out<'ApplicantsSet'>>('PUT', `/campaigns/${id(campaignId)}/applicants`, body),
    sendCampaign: (campaignId: string, body: In<'SendCampaign'>) =>
      ask<Out<'CampaignDone'>>('POST', `/campaigns/${id(campaignId)}/send`, body),
    moveInterviews: (campaignId: string, body: In<'MoveInterviews'>) =>
      ask<Out<'CampaignDone'>>('POST', `/campaigns/${id(campaignId)}/move`, body),
    cancelInterviews: (campaignId: string, body: In<'CancelInterviews'>) =>
      ask<Out<'CampaignDone'>>('POST', `/campaigns/${id(campaignId)}/cancel`, body),
    previewMessage: (campaignId: string, body: In<'CampaignMessageWords'>) =>
      ask<Out<'MessagePreview'>>('POST', `/campaigns/${id(campaignId)}/message/preview`, body),
    /** With the id of the preview: again tells nobody twice. */
    writeToCampaign: (campaignId: string, body: In<'CampaignMessage'>) =>
      ask<Out<'CampaignDone'>>('POST', `/campaigns/${id(campaignId)}/message`, body),
    campaignMessages: (campaignId: string) => ask<Out<'CampaignMessageList'>>('GET', `/campaigns/${id(campaignId)}/messages`),
    writeAgain: (campaignId: string, messageId: string) =>
      ask<Out<'CampaignDone'>>('POST', `/campaigns/${id(campaignId)}/messages/${id(messageId)}/again`),
    correctAddress: (campaignId: string, interviewId: string, body: In<'CorrectAddress'>) =>
      ask<Out<'CampaignDone'>>('PATCH', `/campaigns/${id(campaignId)}/interviews/${id(interviewId)}`, body),
    inviteAgain: (campaignId: string, body: In<'InviteAgain'>) =>
      ask<Out<'CampaignDone'>>('POST', `/campaigns/${id(campaignId)}/again`, body),
    /** Interviews of the panels one sits in. */
    panelDay: (fromMs: number, toMs: number) => ask<Out<'DayView'>>('GET', `/day${query({ fromMs: String(fromMs), toMs: String(toMs) })}`),
    runLate: (body: In<'RunLate'>) => ask<Out<'CampaignDone'>>('POST', '/day/late', body),
    findByNumber: (body: In<'FindByNumber'>) => ask<Out<'FoundByNumber'>>('POST', '/meetings/by-number', body),
  };
}

function trusted<T>(answer: unknown): T;
function trusted(answer: unknown): unknown {
  return answer;
}
