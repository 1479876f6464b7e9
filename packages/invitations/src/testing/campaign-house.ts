/** Campaigns over HTTP with a real database, in which meetings and mail are small fakes. People sign in by their name as a cookie. */
import { createLogger, httpStatusOf, newId, SaalError, systemClock } from '@saal/foundation';
import { throwawayDatabase } from '@saal/foundation/testing';
import { CampaignView, PersonId, type CampaignPlan, type MeetingId } from '@saal/protocol';
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { CampaignMessage, MessageReader } from '../campaign-ports.ts';
import { createCampaigns, type CampaignsFeature, type CampaignsOptions } from '../create-campaigns.ts';
import { applicantLinks } from '../create-invitees.ts';
import { invitationsMigrations, type InterviewMail, type InterviewMeetings } from '../index.ts';

type Planned = Parameters<InterviewMeetings['plan']>[0];

class PresetGone extends SaalError {
  readonly code = 'preset_not_found';
}

/** Meetings as this feature sees them; `breaks` makes the next calls fail. */
export class FakeMeetings implements InterviewMeetings {
  readonly planned = new Map<MeetingId, Planned>();
  readonly visits = new Map<MeetingId, 'waiting' | 'running' | 'done'>();
  breaks = 0;
  /** How long meetings of the kind `interview` take. */
  durationMin: number | undefined;
  async kind(presetId: string): Promise<{ retentionDays: number | null; durationMin?: number | undefined }> {
    if (presetId !== 'interview') throw new PresetGone('none');
    return { retentionDays: 20, durationMin: this.durationMin };
  }
  async plan(meeting: Planned): Promise<void> {
    if (this.breaks-- > 0) throw new Error('the database went away');
    this.planned.set(meeting.id, meeting);
  }
  async withdraw(id: MeetingId): Promise<void> {
    this.planned.delete(id);
  }
  async visit(id: MeetingId): Promise<'nobody' | 'waiting' | 'running' | 'done'> {
    return this.visits.get(id) ?? 'nobody';
  }
  async busy(): Promise<[]> {
    return [];
  }
}

export class FakeMail implements InterviewMail {
  isAvailable = true;
  /** Makes the next messages fail. */
  breaks = 0;
  readonly out: string[] = [];
  async invite({ email, revision }: Parameters<InterviewMail['invite']>[0]): Promise<void> {
    this.out.push(`${revision === 1 ? 'invited' : 'told of the change'} ${email}`);
  }
  async cancel({ email }: Parameters<InterviewMail['cancel']>[0]): Promise<void> {
    this.out.push(`cancelled ${email}`);
  }
  async write({ subject }: CampaignMessage, readers: readonly MessageReader[]): Promise<void> {
    if (this.breaks-- > 0) throw new Error('the database went away');
    for (const { email } of readers) this.out.push(`wrote ${subject} to ${email}`);
  }
  async previewMessage({ email }: MessageReader, { subject, text }: CampaignMessage) {
    return { subject, html: `<p>${text}</p>`, text: `${email}: ${text}` };
  }
  async messageStates(_message: CampaignMessage, readers: readonly MessageReader[]): ReturnType<InterviewMail['messageStates']> {
    return readers.map(({ name, email }) => ({ name, email, mail: email.startsWith('p1@') ? 'bounced' : 'sent', reason: '550' }));
  }
  async writeAgain(): Promise<number> {
    return 1;
  }
  async inviteAgain(interviews: readonly { email: string }[]): Promise<number> {
    for (const { email } of interviews) this.out.push(`invited again ${email}`);
    return interviews.length;
  }
  async states(): ReturnType<InterviewMail['states']> {
    return new Map();
  }
  async forget(): Promise<void> {
    this.out.push('forgot');
  }
}

const people = new Map(['Alice', 'Bob', 'Carol'].map((name) => [name, PersonId.parse(newId())] as const));
const idOf = (name: string): PersonId => people.get(name) ?? PersonId.parse(newId());
export const nextYear = new Date().getUTCFullYear() + 1;
export const plan: CampaignPlan = {
  title: 'Sachbearbeitung',
  timeZone: 'Europe/Berlin',
  lengthMin: 30,
  bufferMin: 10,
  days: [{ date: `${nextYear}-03-02`, from: '09:00', to: '12:00', breaks: [] }],
  panels: [{ name: 'A', people: ['bob@example.org'] }],
  keptDays: 30,
};

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One server; `restart` puts the next in its place, over the same database, meetings and mail. */
export class CampaignHouse {
  readonly database: Awaited<ReturnType<typeof throwawayDatabase>>;
  readonly meetings = new FakeMeetings();
  readonly mail = new FakeMail();
  feature: CampaignsFeature;
  private app: FastifyInstance | undefined;

  private constructor(database: CampaignHouse['database']) {
    this.database = database;
    this.feature = createCampaigns(this.options());
  }

  static async open(): Promise<CampaignHouse> {
    const house = new CampaignHouse(await throwawayDatabase([invitationsMigrations]));
    house.app = await serve(house.feature);
    return house;
  }

  async restart(changes: Partial<CampaignsOptions> = {}): Promise<void> {
    await this.feature.close();
    await this.app?.close();
    this.feature = createCampaigns({ ...this.options(), ...changes });
    this.app = await serve(this.feature);
  }

  async close(): Promise<void> {
    await this.feature.close();
    await this.app?.close();
    await this.database.close();
  }

  async ask(cookie: string, method: Method, path: string, payload?: object): Promise<{ status: number; text: string }> {
    if (!this.app) throw new Error('it is not open');
    const answer = await this.app.inject({
      ...{ method, url: `/api${path}`, headers: { cookie } },
      ...(payload === undefined ? {} : { payload }),
    });
    return { status: answer.statusCode, text: answer.payload };
  }

  /** Alice's. */
  async campaignWith(applicants: number, changes: Partial<CampaignPlan> = {}): Promise<CampaignView> {
    const created = await this.ask('Alice', 'POST', '/campaigns', { ...plan, ...changes });
    if (created.status !== 201) throw new Error(created.text);
    const made = CampaignView.parse(JSON.parse(created.text));
    const lines = Array.from({ length: applicants }, (_, index) => ({ name: `Person ${index}`, email: `p${index}@example.net` }));
    const { status, text } = await this.ask('Alice', 'PUT', `/campaigns/${made.id}/applicants`, { applicants: lines });
    if (status !== 200) throw new Error(text);
    return this.view(made.id);
  }

  /** Sent, and all carried out. */
  async sentCampaign(applicants: number, changes: Partial<CampaignPlan> = {}): Promise<CampaignView> {
    const { id } = await this.campaignWith(applicants, changes);
    const { status, text } = await this.ask('Alice', 'POST', `/campaigns/${id}/send`, {});
    if (status !== 200) throw new Error(text);
    await this.feature.settled();
    return this.view(id);
  }

  async view(id: string): Promise<CampaignView> {
    return CampaignView.parse(JSON.parse((await this.ask('Alice', 'GET', `/campaigns/${id}`)).text));
  }

  private options(): CampaignsOptions {
    const { database, meetings, mail } = this;
    return {
      ...{ db: database.db, clock: systemClock, log: createLogger('silent'), meetings, mail },
      links: applicantLinks({ db: database.db, clock: systemClock, installationSecret: 'only this installation knows it' }),
      baseUrl: () => 'https://saal.example.org',
      viewerOf: async (cookie) => (cookie === undefined || cookie === '' ? undefined : { id: idOf(cookie), language: 'de' }),
      colleagues: {
        byEmail: async (email) =>
          [...people].map(([name, id]) => ({ name, id })).find(({ name }) => email === `${name.toLowerCase()}@example.org`),
        name: async (id) => [...people].find(([, each]) => each === id)?.[0],
        contact: async (id) => {
          const name = [...people].find(([, each]) => each === id)?.[0];
          return name === undefined ? undefined : { name, email: `${name.toLowerCase()}@example.org`, language: 'de' };
        },
      },
    };
  }
}

async function serve({ http }: CampaignsFeature): Promise<FastifyInstance> {
  const server = Fastify();
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  server.setErrorHandler((error: FastifyError, _request, reply) =>
    error instanceof SaalError
      ? reply.code(httpStatusOf(error.code)).send({ error: error.toWire() })
      : reply.code(error.statusCode ?? 500).send({ error: { code: 'internal', message: error.message } }),
  );
  await server.register(http, { prefix: '/api' });
  return server;
}

export const startsOf = (campaign: CampaignView): (number | null)[] => campaign.interviews.map(({ startsAtMs }) => startsAtMs);
export const minutes = (count: number): number => count * 60_000;
