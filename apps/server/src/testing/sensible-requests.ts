/** What each route for applications is asked by one that knows its way: else chance decides whether it ever does anything. */
import { expect, vi } from 'vitest';
import type { ApplicationsHouse } from './applications-house.ts';

/** What an application made: its ids. `seriesId` is held daily; of `sentId` both interviews are planned, of `draftId` nobody is invited. */
export type Own = { meetingId: string; seriesId: string; draftId: string; sentId: string; interviewId: string };

const nextYear = new Date().getUTCFullYear() + 1;
const applicants = [
  { name: 'Emil Ernst', email: 'emil@example.net' },
  { name: 'Frida Fuchs', email: 'frida@example.net' },
];
const daily = {
  ...{ kind: 'planned', title: 'Daily', startsAtMs: Date.UTC(nextYear, 2, 1, 9), durationMin: 30, timeZone: 'Europe/Berlin' },
  series: { every: 'day', interval: 1, end: { count: 7 } },
};
let months = 0;

/** A campaign without applicants. In a month of its own each, so that the panel is free. */
export function interviewsWith(email: string, title: string) {
  const month = months++;
  const date = `${nextYear + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`;
  return {
    ...{ title, timeZone: 'Europe/Berlin', lengthMin: 30, bufferMin: 0 },
    days: [{ date, from: '09:00', to: '12:00' }],
    panels: [{ name: 'A', people: [email] }],
  };
}
const interviews = () => ({ ...interviewsWith('dora@example.org', 'Own'), applicants });

export async function ownThings(house: ApplicationsHouse, key: string): Promise<Own> {
  const made = async (path: string, body: object): Promise<string> => {
    const answer = await house.as(key, 'POST', path, body);
    expect([answer.statusCode, answer.body]).toEqual([201, answer.body]);
    return answer.json<{ id: string }>().id;
  };
  const sentId = await made('/campaigns', interviews());
  expect((await house.as(key, 'POST', `/campaigns/${sentId}/send`, {})).statusCode).toBe(200);
  const sent = async () =>
    (await house.as(key, 'GET', `/campaigns/${sentId}`)).json<{ interviews: { id: string; state: string }[] }>().interviews;
  await vi.waitFor(async () => expect((await sent()).map(({ state }) => state)).toEqual(['planned', 'planned']), { timeout: 20_000 });
  return {
    meetingId: await made('/meetings', { kind: 'instant' }),
    seriesId: await made('/meetings', daily),
    draftId: await made('/campaigns', interviews()),
    ...{ sentId, interviewId: (await sent())[0]?.id ?? '' },
  };
}

const requests: Readonly<Record<string, (own: Own) => { at: string; body?: unknown }>> = {
  'POST /api/v1/meetings': () => ({ at: '/meetings', body: daily }),
  'GET /api/v1/meetings': () => ({ at: '/meetings?limit=1' }),
  'GET /api/v1/meetings/{id}': ({ seriesId }) => ({ at: `/meetings/${seriesId}` }),
  'PATCH /api/v1/meetings/{id}': ({ seriesId }) => ({ at: `/meetings/${seriesId}`, body: { title: 'Every day' } }),
  'PATCH /api/v1/meetings/{id}/dates/{day}': ({ seriesId }) => ({
    ...{ at: `/meetings/${seriesId}/dates/${nextYear}-03-03`, body: { scope: 'this', durationMin: 45 } },
  }),
  'GET /api/v1/meetings/{id}/attendance': ({ meetingId }) => ({ at: `/meetings/${meetingId}/attendance` }),
  'DELETE /api/v1/meetings/{id}': ({ meetingId }) => ({ at: `/meetings/${meetingId}` }),
  'POST /api/v1/campaigns': () => ({ at: '/campaigns', body: interviews() }),
  'GET /api/v1/campaigns': () => ({ at: '/campaigns?limit=1' }),
  'GET /api/v1/campaigns/{id}': ({ sentId }) => ({ at: `/campaigns/${sentId}` }),
  'PUT /api/v1/campaigns/{id}/applicants': ({ draftId }) => ({ at: `/campaigns/${draftId}/applicants`, body: { applicants } }),
  'POST /api/v1/campaigns/{id}/send': ({ draftId }) => ({ at: `/campaigns/${draftId}/send`, body: {} }),
  'POST /api/v1/campaigns/{id}/move': ({ sentId, interviewId }) => ({
    ...{ at: `/campaigns/${sentId}/move`, body: { interviews: [interviewId], byMin: 60 } },
  }),
  'POST /api/v1/campaigns/{id}/cancel': ({ sentId, interviewId }) => ({
    ...{ at: `/campaigns/${sentId}/cancel`, body: { interviews: [interviewId] } },
  }),
  'GET /api/v1/people': () => ({ at: '/people?email=bob@example.org' }),
};

/** @param route as `GET /api/v1/meetings`. @returns undefined: nobody has said yet what it is good for */
export function sensibleRequest(
  route: string,
  own: Own,
): { at: string; headers: Record<string, string>; body: string | undefined } | undefined {
  const request = requests[route]?.(own);
  if (!request) return undefined;
  const { at, body } = request;
  return {
    at: `/api/v1${at}`,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  };
}
