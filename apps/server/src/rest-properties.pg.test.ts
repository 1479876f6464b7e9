/** Every route of both OpenAPI documents, asked with whatever they allow and more: no fault of ours, no answer but those documented, nothing of others. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { openApplicationsHouse, password, type Answer, type ApplicationsHouse, type Method } from './testing/applications-house.ts';
import { interviewsWith, ownThings, sensibleRequest } from './testing/sensible-requests.ts';
import { arbitraryOf, spoilt, type JsonSchema } from './testing/schema-arbitrary.ts';

type Content = Record<string, { schema?: JsonSchema }>;
type Operation = {
  parameters?: { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: JsonSchema }[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
};
type Route = { path: string; method: Method; operation: Operation };
type OpenApi = { openapi: string; paths: Record<string, Record<string, Operation>> };

/** How many times as many requests as each run of CI has time for; `SAAL_TEST_DEPTH=5` before a release. */
const depth = Math.max(1, Number(process.env['SAAL_TEST_DEPTH']) || 1);
vi.setConfig({ testTimeout: depth * 120_000 });
const canary = 'canary-of-dora';
const everything = ['meetings.read', 'meetings.write', 'campaigns.read', 'campaigns.write', 'attendance.read', 'names.read', 'people.read'];

let house: ApplicationsHouse;
let doraCookie: string;
/** Ids of what is Dora's, an application's for her and a webhook's of it: whoever else asks with them learns nothing. */
const doras: Record<'meetingId' | 'campaignId' | 'personId' | 'madeId' | 'madeCampaignId', string> = {
  ...{ meetingId: '', campaignId: '', personId: '', madeId: '', madeCampaignId: '' },
};
let dorasApplication: { id: string; key: string };
let people = 0;

beforeAll(async () => {
  house = await openApplicationsHouse();
  const dora = await house.accounts.createPerson({ email: 'dora@example.org', displayName: 'Dora', password, role: 'person' });
  doras.personId = dora.id;
  doraCookie = await house.signIn('dora@example.org');
  const idOf = (answer: Answer): string => {
    expect([answer.statusCode, answer.body]).toEqual([201, answer.body]);
    return answer.json<{ id: string }>().id;
  };
  doras.meetingId = idOf(await house.fromPage(doraCookie, 'POST', '/api/meetings', { kind: 'instant', title: canary }));
  doras.campaignId = idOf(await house.fromPage(doraCookie, 'POST', '/api/campaigns', interviewsWith('dora@example.org', canary)));
  dorasApplication = await house.newApplication(everything, dora.id);
  doras.madeId = idOf(await house.as(dorasApplication.key, 'POST', '/meetings', { kind: 'instant', title: canary }));
  doras.madeCampaignId = idOf(await house.as(dorasApplication.key, 'POST', '/campaigns', interviewsWith('dora@example.org', canary)));
});
afterAll(() => house.close());

async function routesOf(path: string): Promise<Route[]> {
  const document = (await house.ask('GET', path, {})).json<OpenApi>();
  expect(document.openapi).toBe('3.1.0');
  return Object.entries(document.paths).flatMap(([at, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path: at, method: method.toUpperCase() as Method, operation })),
  );
}

/** Of whoever asks. */
let mine: string[] = [];
const known = (name: string): readonly string[] => {
  if (/^(people|email)$/.test(name)) return ['dora@example.org'];
  return /id$|day|^interviews$/i.test(name) ? [...Object.values(doras), ...mine, 'AAAA'] : [];
};
/** As a client sends it: an id of Dora's, one that may be, or anything. */
const piece = (schema: JsonSchema, name: string) =>
  fc
    .oneof(
      { weight: 2, arbitrary: arbitraryOf(schema, known, name) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 90 }) },
      ...(known(name).length > 0 ? [{ weight: 3, arbitrary: fc.constantFrom(...known(name)) }] : []),
      ...(mine.length > 0 && name === 'id' ? [{ weight: 4, arbitrary: fc.constantFrom(...mine) }] : []),
    )
    .map(asText);

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

type Request = { at: string; headers: Record<string, string>; body: string | undefined };
const others = ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'x'];
const types = [...Array.from({ length: 12 }, () => 'application/json'), ...others];

function requestsTo({ path, method, operation }: Route): fc.Arbitrary<Request> {
  const named = (place: string) => (operation.parameters ?? []).filter((each) => each.in === place);
  const inPath = fc.record(Object.fromEntries(named('path').map(({ name, schema }) => [name, piece(schema, name)])));
  const inQuery = fc.record(Object.fromEntries(named('query').map(({ name, schema }) => [name, piece(schema, name)])), {
    requiredKeys: [],
  });
  const inHeader = fc.record(Object.fromEntries(named('header').map(({ name }) => [name, fc.stringMatching(/^[\x21-\x7e]{1,140}$/)])), {
    requiredKeys: [],
  });
  const content = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  const good = content && arbitraryOf(content, known);
  const json = (value: unknown): string => JSON.stringify(value) ?? 'null';
  const body =
    method === 'GET'
      ? fc.constant(undefined)
      : good
        ? fc.oneof(
            { weight: 4, arbitrary: good.map(json) },
            { weight: 3, arbitrary: spoilt(good).map(json) },
            { weight: 1, arbitrary: fc.string() },
          )
        : fc.option(fc.jsonValue().map(json), { nil: undefined });
  return fc.tuple(inPath, inQuery, inHeader, body, fc.constantFrom(...types)).map(([parts, query, headers, sent, type]) => {
    const filled = path.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(well(parts[name] ?? '')) || 'x');
    const asked = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])).toString();
    return {
      at: asked === '' ? filled : `${filled}?${asked}`,
      headers: { ...headers, ...(sent !== undefined && { 'content-type': type }) },
      body: sent,
    };
  });
}

/** No address holds half a character. */
function well(text: string): string {
  return text.isWellFormed() ? text : 'x';
}

function checked(route: Route, request: Request, answer: Answer, { documentedOnly }: { documentedOnly: boolean }): void {
  const said = `${route.method} ${request.at} ${request.body ?? ''} -> ${answer.statusCode} ${answer.body.slice(0, 400)}`;
  // A directory or a provider of identities that is not there is told as it is.
  expect(answer.statusCode === 503 || answer.statusCode < 500, said).toBe(true);
  const documented = route.operation.responses[String(answer.statusCode)];
  if (documentedOnly) expect(documented, said).toBeDefined();
  const schema = documented?.content?.['application/json']?.schema;
  if (schema && answer.body !== '') {
    const read = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(JSON.parse(answer.body));
    expect(read.success, `${said} ${String(read.error)}`).toBe(true);
  }
}

/** Kept as long as what is asked leaves them signed in. */
const signedIn = new Map<string, string>();
async function somebody(role: 'person' | 'administrator'): Promise<string> {
  const kept = signedIn.get(role);
  if (kept !== undefined && (await house.fromPage(kept, 'GET', '/api/me')).statusCode === 200) return kept;
  const email = `mallory${people++}@example.org`;
  await house.accounts.createPerson({ email, displayName: 'Mallory', password, role });
  const cookie = await house.signIn(email);
  signedIn.set(role, cookie);
  return cookie;
}

async function dorasThingsAreAsTheyWere(): Promise<void> {
  const [ofPages, ofProgram] = [
    (path: string) => house.fromPage(doraCookie, 'GET', path),
    (path: string) => house.as(dorasApplication.key, 'GET', path),
  ];
  expect((await ofPages(`/api/meetings/${doras.meetingId}`)).json()).toMatchObject({ title: canary });
  expect((await ofPages(`/api/campaigns/${doras.campaignId}`)).json()).toMatchObject({ title: canary, phase: 'draft', interviews: [] });
  expect((await ofProgram(`/meetings/${doras.madeId}`)).json()).toMatchObject({ title: canary });
  expect((await ofProgram(`/campaigns/${doras.madeCampaignId}`)).json()).toMatchObject({ title: canary, phase: 'draft' });
}

/** Whoever has the link or the number of a meeting is told its title. */
const toldByLink = /^\/api\/(public\/meetings|meetings\/by-number)/;

test('every route for applications answers as its document says, whatever comes, and tells nothing of another application', async () => {
  const routes = await routesOf('/api/v1/openapi.json');
  expect(routes.length).toBeGreaterThanOrEqual(15);
  const served = new Map(routes.map(({ method, path }) => [`${method} ${path}`, 0]));
  // Deeper are more applications, not more requests of one: what asks too much is refused (rate_limited), and nothing is learned.
  for (const route of routes.flatMap((each) => Array.from({ length: depth }, () => each))) {
    const { key } = await house.newApplication(everything);
    const own = await ownThings(house, key);
    mine = Object.values(own);
    const name = `${route.method} ${route.path}`;
    const first = sensibleRequest(name, own);
    await fc.assert(
      fc.asyncProperty(requestsTo(route), async (request) => {
        const answer = await house.ask(route.method, request.at, { authorization: `Bearer ${key}`, ...request.headers }, request.body);
        checked(route, request, answer, { documentedOnly: true });
        if (answer.statusCode < 300) served.set(name, (served.get(name) ?? 0) + 1);
        expect(answer.body).not.toContain(canary);
        if (answer.statusCode >= 400) expect(answer.headers.get('content-type')).toContain('application/problem+json');
      }),
      { numRuns: 30, ...(first && { examples: [[first]] }) },
    );
  }
  // What is asked is no noise: each route had something to do, and did it.
  expect([...served].filter(([, times]) => times === 0).map(([name]) => name)).toEqual([]);
  await dorasThingsAreAsTheyWere();
});

test('text that no database stores is refused as such', async () => {
  const cookie = await somebody('person');
  const refused = [400, { error: { code: 'bad_request' } }];
  const answer = await house.fromPage(cookie, 'GET', '/api/campaigns/%00');
  expect([answer.statusCode, answer.json()]).toMatchObject(refused);
  for (const half of ['Halb \ud83d', '\udc4b halb']) {
    const made = await house.fromPage(cookie, 'POST', '/api/campaigns', interviewsWith('dora@example.org', half));
    expect([half, made.statusCode, made.json()]).toMatchObject([half, ...refused]);
  }
});

test('every route of our pages answers strangers, people and administrators without a fault, and tells nothing of others', async () => {
  const routes = (await routesOf('/api/openapi.json')).filter(({ path }) => !path.startsWith('/api/v1/'));
  expect(routes.length).toBeGreaterThanOrEqual(60);
  for (const route of routes) {
    const cookies = ['', await somebody('person'), await somebody('administrator')];
    await fc.assert(
      fc.asyncProperty(requestsTo(route), fc.constantFrom(...cookies), async (request, cookie) => {
        const answer = await house.ask(route.method, request.at, { origin: house.url, cookie, ...request.headers }, request.body);
        checked(route, request, answer, { documentedOnly: false });
        if (!toldByLink.test(route.path)) expect(answer.body, `${route.method} ${request.at}`).not.toContain(canary);
      }),
      { numRuns: 12 * depth },
    );
  }
  await dorasThingsAreAsTheyWere();
});
