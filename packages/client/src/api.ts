/** The HTTP API under `/api`, typed. Answers are trusted to fit their schema (see wire-guards.ts). */
import type { z } from 'zod';
import type * as protocol from '@saal/protocol';
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

export interface ApiOptions {
  /** Default: the page's own host. */
  baseUrl?: string;
  fetch?: typeof fetch;
}

/** Every call throws {@link RequestFailed}: with the server's code, or `not_ready` when it cannot be reached. */
export type Api = ReturnType<typeof createApi>;

const timeoutMs = 15_000;

export function createApi({ baseUrl = '', fetch: fetchIt = (...request) => fetch(...request) }: ApiOptions = {}) {
  async function call(method: string, path: string, body?: BodyInit, type?: string): Promise<unknown> {
    let response: Response;
    try {
      response = await fetchIt(`${baseUrl}${path}`, {
        method,
        credentials: 'same-origin',
        headers: { accept: 'application/json', ...(type === undefined ? {} : { 'content-type': type }) },
        ...(body === undefined ? {} : { body }),
        signal: AbortSignal.timeout(timeoutMs),
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
    signOut: () => send('DELETE', '/session'),
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
    people: (search?: string) => ask<{ people: PersonView[]; more: boolean }>('GET', `/people${query({ search })}`),
    changePerson: (personId: string, body: In<'ChangePerson'>) => ask<PersonView>('PATCH', `/people/${id(personId)}`, body),

    /** @param timeZone IANA; what "today" means */
    meetings: (when: 'today' | 'coming' | 'past', timeZone: string) =>
      ask<Out<'MeetingList'>>('GET', `/meetings${query({ when, timeZone })}`),
    personalMeeting: () => ask<MeetingDetail>('GET', '/meetings/personal'),
    planMeeting: (body: In<'PlanMeeting'>) => ask<MeetingDetail>('POST', '/meetings', body),
    meeting: (meetingId: string) => ask<MeetingDetail>('GET', `/meetings/${id(meetingId)}`),
    changeMeeting: (meetingId: string, body: In<'ChangeMeeting'>) => ask<MeetingDetail>('PATCH', `/meetings/${id(meetingId)}`, body),
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
    findByNumber: (body: In<'FindByNumber'>) => ask<Out<'FoundByNumber'>>('POST', '/meetings/by-number', body),
  };
}

function trusted<T>(answer: unknown): T;
function trusted(answer: unknown): unknown {
  return answer;
}
