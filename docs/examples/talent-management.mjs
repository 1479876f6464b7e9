/**
 * A talent-management system in 100 lines: invites the applicants of a list to interviews, and notes who came.
 *
 *   SAAL_URL=https://meet.example.org SAAL_CLIENT_ID=... SAAL_KEY=saal_... SAAL_WEBHOOK_SECRET=whsec_... PORT=8090 \
 *     node docs/examples/talent-management.mjs applicants.csv panel@example.org 2027-03-01
 *
 * An administrator makes the application with the scopes campaigns.read, campaigns.write, meetings.read and attendance.read, and a
 * webhook to this program's address with the events meeting.ended and interview.answered. Node 22 or newer, no packages.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const { SAAL_URL, SAAL_CLIENT_ID, SAAL_KEY, SAAL_WEBHOOK_SECRET, PORT = '8090' } = process.env;
const [file, panel, day] = process.argv.slice(2);
/** Tokens are good for a quarter of an hour; a new one is asked for in time. */
let token = { value: '', untilMs: 0 };
async function accessToken() {
  if (Date.now() < token.untilMs) return token.value;
  const answer = await fetch(`${SAAL_URL}/api/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${SAAL_CLIENT_ID}:${SAAL_KEY}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const granted = await answer.json();
  if (!answer.ok) throw new Error(`no token: ${granted.error}`);
  token = { value: granted.access_token, untilMs: Date.now() + (granted.expires_in - 60) * 1000 };
  return token.value;
}

async function saal(method, path, body, headers = {}) {
  const answer = await fetch(`${SAAL_URL}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${await accessToken()}`, ...(body && { 'content-type': 'application/json' }), ...headers },
    body: body && JSON.stringify(body),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(`${told.code}: ${told.title}`);
  return told;
}

/** Each delivery comes at least once: what was there before is left out. */
const seen = new Set();
function isGenuine(headers, body) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures = '' } = headers;
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) return false;
  const key = Buffer.from(SAAL_WEBHOOK_SECRET.replace('whsec_', ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
  return signatures.split(' ').some((each) => {
    const given = Buffer.from(each.replace('v1,', ''), 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

async function noteWhoCame({ type, data }) {
  if (type === 'interview.answered') return console.log(`interview ${data.interviewId}: ${data.answer}`);
  if (type !== 'meeting.ended' || !data.campaignId) return;
  const { interviews } = await saal('GET', `/campaigns/${data.campaignId}`);
  const { guests } = await saal('GET', `/meetings/${data.meetingId}/attendance`);
  const interview = interviews.find(({ id }) => id === data.interviewId);
  console.log(`${interview?.name}: ${guests.length > 0 ? 'came' : 'did not come'}`);
}

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    if (!isGenuine(request.headers, body)) return response.writeHead(401).end();
    const id = request.headers['webhook-id'];
    if (seen.has(id)) return response.writeHead(204).end();
    noteWhoCame(JSON.parse(body)).then(
      () => seen.add(id) && response.writeHead(204).end(),
      () => response.writeHead(503).end(), // it comes again
    );
  });
}).listen(Number(PORT));
const list = readFileSync(file, 'utf8');
const applicants = list
  .trim()
  .split(/\r?\n/)
  .map((line) => {
    const [name = '', email = ''] = line.split(';');
    return { name, email };
  });
const plan = {
  ...{ title: 'Interviews', timeZone: 'Europe/Berlin', lengthMin: 30, bufferMin: 10 },
  days: [{ date: day, from: '09:00', to: '17:00', breaks: [{ from: '12:00', to: '13:00' }] }],
  panels: [{ name: 'Panel', people: [panel] }],
};
// Started again with the same list, it goes on with the same campaign.
const key = createHash('sha256')
  .update(list + day)
  .digest('hex');
const campaign = await saal('POST', '/campaigns', { ...plan, applicants }, { 'idempotency-key': key });
for (const { line, problems } of campaign.interviews) if (problems.length > 0) console.log(`line ${line}: ${problems.join(', ')}`);
const { concerned } = await saal('POST', `/campaigns/${campaign.id}/send`, { leaveOutProblems: true });
const { interviews } = await saal('GET', `/campaigns/${campaign.id}`);
for (const { name, startsAtMs, url } of interviews) if (url) console.log(`${name}: ${new Date(startsAtMs).toISOString()} ${url}`);
console.log(`invited ${concerned}`);
