/** A provider of SAML ends somebody's sessions on the real server: meeting, chat and account are over at once, those of others go on. */
import { asForm, asLink, logoutXml, signedLogout } from '@saal/accounts/testing/saml-logout';
import { startSamlProvider, visitSamlProvider, type SamlProviderForTests } from '@saal/accounts/testing/saml';
import type { MeetingId } from '@saal/protocol';
import {
  HttpClient,
  MatrixClient,
  MatrixRefused,
  setUpAdministrator,
  startMeeting,
  until,
  WireParticipant,
  type SaalProcess,
} from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWithCityAccount } from '../e2e/city-account.ts';

let city: Awaited<ReturnType<typeof startWithCityAccount<SamlProviderForTests>>>;
let saal: SaalProcess;
let administrator: ReturnType<typeof setUpAdministrator>;

beforeAll(async () => {
  const person = (name: string) => ({ email: `${name}@stadt.example`, displayName: name });
  city = await startWithCityAccount(
    ({ redirectUri, backUri, metadataUri }) =>
      startSamlProvider({ redirectUri, backUri, ownEntityId: metadataUri, people: { alice: person('alice'), bob: person('bob') } }),
    ({ entityId, signInUrl, signOutUrl, key }) => ({
      ...{ kind: 'saml', entityId, signInUrl, signOutUrl, certificates: [key.certificate], trustEmail: true },
    }),
  );
  ({ saal } = city);
  administrator = setUpAdministrator(saal);
});
afterAll(() => city?.stop());

const form = { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://city.example' };

/** In a meeting and its chat, by a browser that came from the provider. */
async function comes(login: string, meetingId: MeetingId) {
  const http = new HttpClient(saal.baseUrl);
  const { json } = await http.request('POST', '/api/sign-in/city', { body: {} });
  const answer = await visitSamlProvider((json as { url: string }).url, login);
  const back = await http.request('POST', '/api/sign-in/city/callback', { raw: answer.toString(), headers: form });
  expect(back.headers.get('location')).toBe('/');
  const wire = await WireParticipant.connect(http);
  await wire.join(meetingId);
  return { http, wire, chat: await MatrixClient.enterMeeting(http, meetingId) };
}

const whoAmI = (chat: MatrixClient): Promise<number> =>
  chat.ask('GET', '/account/whoami').then(
    () => 200,
    (error: unknown) => {
      if (error instanceof MatrixRefused) return error.status;
      throw error;
    },
  );

test.each(['link', 'form'] as const)('by a %s', async (way) => {
  const anna = await administrator;
  const { id: meetingId } = await startMeeting(anna, { settings: { lobbyBypass: 'everyone' } });
  const host = await WireParticipant.connect(anna.http);
  await host.join(meetingId);
  const [desk, laptop, bob] = [await comes('alice', meetingId), await comes('alice', meetingId), await comes('bob', meetingId)];
  const { entityId, key, signOutUrl } = city.provider;
  const xml = logoutXml({ entityId, destination: `${saal.baseUrl}/api/sign-in/city/logout`, nameId: 'id-of-alice' });
  const stranger = new HttpClient(saal.baseUrl);
  const told =
    way === 'link'
      ? await stranger.request('GET', `/api/sign-in/city/logout?${asLink(xml, key)}`)
      : await stranger.request('POST', '/api/sign-in/city/logout', { raw: asForm(signedLogout(xml, key)), headers: form });
  expect(told.headers.get('location')).toContain(`${signOutUrl}?SAMLResponse=`);
  for (const { http, wire, chat } of [desk, laptop]) {
    expect((await http.request('GET', '/api/me')).status).toBe(401);
    await until('the WebSocket to be closed', () => wire.closed, { timeoutMs: 5_000 });
    await until('chat to refuse', async () => (await whoAmI(chat)) === 401, { timeoutMs: 5_000 });
  }
  expect((await bob.http.request('GET', '/api/me')).status).toBe(200);
  expect([bob.wire.closed, await whoAmI(bob.chat)]).toEqual([undefined, 200]);
});
