import { CreatedInvitation, GuestReady, Me, MeetingDetail, type PersonRole } from '@saal/protocol';
import type { z } from 'zod';
import { HttpClient } from './http-client.ts';
import type { SaalProcess } from './saal-process.ts';
import { until } from './until.ts';

export const testPassword = 'Sechs-blaue-Fahrraeder-31';

/** Somebody with an account, signed in by HTTP. */
export type SignedIn = { http: HttpClient; me: Me; email: string; password: string };

/** The one-time link a fresh server prints. */
export async function firstAdministratorLink(saal: SaalProcess): Promise<string> {
  return until("the first administrator's link in the log", () => /https?:\/\/[^\s"]+\/setup#[A-Za-z0-9_-]{20,}/.exec(saal.logs)?.[0], {
    timeoutMs: 10_000,
  });
}

/** Makes the first administrator with the token of the printed link. */
export async function setUpAdministrator(
  saal: SaalProcess,
  displayName = 'Anna Huber',
  email = 'anna.huber@stadt.example',
): Promise<SignedIn> {
  const token = (await firstAdministratorLink(saal)).split('#')[1] ?? '';
  const http = new HttpClient(saal.baseUrl);
  const me = await http.expect(Me, 'POST', '/api/setup', { token, email, displayName, password: testPassword });
  return { http, me, email, password: testPassword };
}

/** Invites somebody and accepts the invitation in their name. */
export async function createPerson(administrator: SignedIn, displayName: string, role: PersonRole = 'person'): Promise<SignedIn> {
  const email = `${displayName
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z]+/g, '.')}@stadt.example`;
  const invitation = await administrator.http.expect(CreatedInvitation, 'POST', '/api/invitations', { email, role });
  const token = invitation.url.split('#')[1] ?? '';
  const http = new HttpClient(administrator.http.baseUrl);
  const me = await http.expect(Me, 'POST', '/api/invitations/accept', {
    token,
    email,
    displayName,
    password: testPassword,
    language: 'de',
  });
  return { http, me, email, password: testPassword };
}

/** A browser without an account that has its guest cookie. */
export async function createGuest(baseUrl: string): Promise<HttpClient> {
  const http = new HttpClient(baseUrl);
  await http.expect(GuestReady, 'POST', '/api/guest', {});
  return http;
}

/** Starts a meeting at once. */
export async function startMeeting(
  owner: SignedIn,
  options: { title?: string; settings?: Partial<z.infer<typeof MeetingDetail>['settings']> } = {},
): Promise<MeetingDetail> {
  return owner.http.expect(MeetingDetail, 'POST', '/api/meetings', { kind: 'instant', ...options });
}
