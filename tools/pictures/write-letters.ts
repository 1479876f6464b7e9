/** The real product writes letters to somebody, over a real relay: an invitation, its change, its end, a reminder, a series, an interview. */
import { startTestRelay, type TestRelay } from '@saal/invitations/testing';
import { ApplicantsSet, CampaignDone, CampaignView, InviteeList, MeetingDetail } from '@saal/protocol';
import { createPerson, freePort, setUpAdministrator, startSaal, until, type SaalProcess, type SignedIn } from '@saal/testkit';

export const reader = { name: 'Jürgen Groß', email: 'juergen.gross@example.net' };

/** One letter as the relay took it. */
export interface WrittenLetter {
  subject: string;
  /** Of the whole mail (RFC 5322). */
  source: string;
}

export interface LetterHouse {
  readonly saal: SaalProcess;
  readonly anna: SignedIn;
  /** Where mail to the house is taken in: answers of calendars. */
  readonly receivePort: number;
  /** Of the meeting that is invited to and takes place. */
  readonly meetingId: string;
  /** From this week to that of the meeting. */
  readonly weeksAhead: number;
  /** In the order they came, to `reader`. */
  readonly letters: readonly WrittenLetter[];
  close(): Promise<void>;
}

const minute = 60_000;
const day = 24 * 60 * minute;
/** Of reminders where the house says nothing else; the letter goes out so long before. */
const soon = 15 * minute;
/** As long as planning and inviting take. */
const lead = 8_000;

/** The letters of one house to one person outside. Takes up to a minute and a half: a reminder goes out when it is due. */
export async function writeLetters(): Promise<LetterHouse> {
  const relay = await startTestRelay();
  const [port, receivePort] = [await freePort(), await freePort()];
  const saal = await startSaal({
    ...{ port, readyWithinMs: 3 * minute },
    env: {
      ...{ SAAL_PUBLIC_URL: `http://localhost:${port}`, SAAL_MAIL_HOST: '127.0.0.1', SAAL_MAIL_PORT: String(relay.port) },
      ...{ SAAL_MAIL_SECURITY: 'plain', SAAL_MAIL_FROM: 'saal@stadt.example', SAAL_MAIL_HOUSE_NAME: 'Stadt Beispielingen' },
      ...{ SAAL_MAIL_ANSWERS_TO: 'saal@stadt.example', SAAL_MAIL_RECEIVE_PORT: String(receivePort) },
      ...{ SAAL_IMPRINT_URL: `http://localhost:${port}/impressum`, SAAL_PRIVACY_URL: `http://localhost:${port}/datenschutz` },
    },
  });
  const close = async (): Promise<void> => {
    await saal.stop();
    await relay.stop();
  };
  try {
    const anna = await setUpAdministrator(saal);
    const meetingId = await write(anna, relay);
    const letters = relay.taken
      .filter(({ to }) => to === reader.email)
      .map(({ mail, source }) => ({ subject: mail.subject ?? '', source }));
    return { saal, anna, receivePort, meetingId, weeksAhead: WEEKS_AHEAD, letters, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @returns the meeting that takes place, and whose invitation may be answered */
async function write(anna: SignedIn, relay: TestRelay): Promise<string> {
  await createPerson(anna, 'Bob Maier');
  const { http } = anna;
  const arrived = (subject: string): Promise<unknown> =>
    until(`the letter „${subject}“`, () => relay.taken.some(({ to, mail }) => to === reader.email && mail.subject === subject), {
      timeoutMs: 2 * minute,
    });
  const plan = (meeting: object): Promise<MeetingDetail> =>
    http.expect(MeetingDetail, 'POST', '/api/meetings', { kind: 'planned', timeZone: 'Europe/Berlin', durationMin: 45, ...meeting });
  const invite = ({ id }: MeetingDetail): Promise<InviteeList> =>
    http.expect(InviteeList, 'POST', `/api/meetings/${id}/invitees`, { invitees: [reader] });

  // First, since its letter goes out by the clock.
  const near = await plan({ title: 'Rückfragen zum Grundbuch', startsAtMs: Math.ceil((Date.now() + soon + lead) / minute) * minute });
  await invite(near);

  const tuesday = tuesdayAtEight();
  const appointment = await plan({
    ...{ title: 'Bauvoranfrage Lindenstraße 12 – Anhörung', presetId: 'appointment', startsAtMs: tuesday },
  });
  await invite(appointment);
  await arrived(`Einladung: ${appointment.title}`);

  const moved = await plan({ title: 'Straßenfest Gießerei: Absprache', startsAtMs: tuesday + day });
  await invite(moved);
  await arrived(`Einladung: ${moved.title}`);
  await http.request('PATCH', `/api/meetings/${moved.id}`, { body: { startsAtMs: tuesday + day + 90 * minute } });
  await arrived(`Geändert: ${moved.title}`);
  await http.request('DELETE', `/api/meetings/${moved.id}`);
  await arrived(`Abgesagt: ${moved.title}`);

  const series = await plan({
    ...{ title: 'Runder Tisch Ärztehaus', startsAtMs: tuesday + 2 * day },
    series: { every: 'week', interval: 1, days: ['th'], end: { count: 6 } },
  });
  await invite(series);
  await arrived(`Einladung: ${series.title}`);
  await sendCampaign(anna);
  await arrived('Einladung zum Gespräch: Sachbearbeitung Bauamt (m/w/d)');
  await arrived(`Erinnerung: ${near.title}`);
  return appointment.id;
}

async function sendCampaign({ http, email }: SignedIn): Promise<void> {
  const date = new Date(Date.now() + 10 * day).toISOString().slice(0, 10);
  const { id } = await http.expect(CampaignView, 'POST', '/api/campaigns', {
    ...{ title: 'Sachbearbeitung Bauamt (m/w/d)', timeZone: 'Europe/Berlin', lengthMin: 45, panels: [{ name: 'A', people: [email] }] },
    days: [{ date, from: '09:00', to: '16:00' }],
  });
  await http.expect(ApplicantsSet, 'PUT', `/api/campaigns/${id}/applicants`, { applicants: [reader] });
  await http.expect(CampaignDone, 'POST', `/api/campaigns/${id}/send`, {});
}

const WEEKS_AHEAD = 2;
/** On the Tuesday of that week at eight by UTC: dates in pictures are of working days. */
function tuesdayAtEight(): number {
  const today = new Date().setUTCHours(8, 0, 0, 0);
  const sinceMonday = (new Date(today).getUTCDay() + 6) % 7;
  return today + (WEEKS_AHEAD * 7 + 1 - sinceMonday) * day;
}
