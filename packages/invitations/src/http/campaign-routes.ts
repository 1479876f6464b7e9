import {
  ApplicantsSet,
  CampaignDone,
  CampaignList,
  CampaignView,
  CancelInterviews,
  CorrectAddress,
  DayQuery,
  DayView,
  MAX_APPLICANT_FILE_BYTES,
  MoveInterviews,
  NewCampaignPlan,
  RunLate,
  SendCampaign,
  SetApplicants,
  type CampaignSummary,
  type InterviewView,
  type Language,
  type MeetingId,
  type PersonId,
} from '@saal/protocol';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ApplicantLine } from '../campaign-check.ts';
import type { CampaignAddresses } from '../campaign-addresses.ts';
import type { CampaignMessages } from '../campaign-messages.ts';
import type { Columns } from '../campaign-columns.ts';
import { NotSignedIn } from '../campaign-errors.ts';
import { linesOf, type CampaignPlans } from '../campaign-plans.ts';
import type { Campaigns } from '../campaigns.ts';
import type { Span } from '../campaign-slots.ts';
import { messageRoutes } from './message-routes.ts';

const BODY_BYTES = 64 * 1024;
const CampaignPath = z.object({ id: z.string().max(64) });
const InterviewPath = CampaignPath.extend({ interviewId: z.string().max(64) });
/** A day, and somewhat more for those who travel. */
const MAX_RANGE_MS = 3 * 86_400_000;

export type CampaignRoutesOptions = {
  viewerOf: (cookie: string | undefined) => Promise<{ id: PersonId; language: Language } | undefined>;
  campaigns: Campaigns;
  addresses: CampaignAddresses;
  messages: CampaignMessages;
  plans: Pick<CampaignPlans, 'view' | 'secrets'>;
  list: (ownerId: PersonId) => Promise<CampaignSummary[]>;
  day: (personId: PersonId, range: Span) => Promise<DayView>;
  readFile: (
    bytes: Uint8Array,
    columns?: Columns,
  ) => { columnsClear: true; lines: ApplicantLine[] } | { columnsClear: false; header: string[]; guess: Columns };
  table: (
    interviews: readonly InterviewView[],
    how: { timeZone: string; language: Language; linkTo: ReadonlyMap<MeetingId, string> },
  ) => string;
  baseUrl: (request: FastifyRequest) => string;
};

/** Campaigns of their owner, and the day of a panel. The app has set the zod compilers and answers errors. */
export function campaignRoutes(options: CampaignRoutesOptions): FastifyPluginAsync {
  const { viewerOf, campaigns, addresses, messages, plans, list, day, readFile, table, baseUrl } = options;
  const signedIn = async (request: FastifyRequest): Promise<{ id: PersonId; language: Language }> => {
    const viewer = await viewerOf(request.headers.cookie);
    if (!viewer) throw new NotSignedIn();
    return viewer;
  };
  const viewOf = plans.view;

  return async (instance) => {
    const app = instance.withTypeProvider<ZodTypeProvider>();
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
    });

    app.post(
      '/campaigns',
      { bodyLimit: BODY_BYTES, schema: { body: NewCampaignPlan, response: { 201: CampaignView } } },
      async (request, reply) => {
        const { id: ownerId } = await signedIn(request);
        const { id } = await campaigns.create(ownerId, request.body);
        return reply.code(201).send(await viewOf(ownerId, id));
      },
    );

    app.get('/campaigns', { schema: { response: { 200: CampaignList } } }, async (request) => {
      const { id } = await signedIn(request);
      return { campaigns: await list(id) };
    });

    app.get('/campaigns/:id', { schema: { params: CampaignPath, response: { 200: CampaignView } } }, async (request) => {
      const { id } = await signedIn(request);
      return viewOf(id, request.params.id);
    });

    app.delete('/campaigns/:id', { schema: { params: CampaignPath } }, async (request, reply) => {
      const { id } = await signedIn(request);
      await campaigns.delete(id, request.params.id);
      return reply.code(204).send();
    });

    app.put(
      '/campaigns/:id/applicants',
      // Base64 is a third longer.
      { bodyLimit: MAX_APPLICANT_FILE_BYTES * 2, schema: { params: CampaignPath, body: SetApplicants, response: { 200: ApplicantsSet } } },
      async (request) => {
        const { id: ownerId, language } = await signedIn(request);
        await campaigns.own(ownerId, request.params.id); // before anything of others is looked into
        const given = request.body;
        const file =
          'file' in given
            ? readFile(Buffer.from(given.file, 'base64'), given.columns)
            : { columnsClear: true as const, lines: linesOf(given.applicants) };
        if (!file.columnsClear) return { unclear: { header: file.header, guess: [...file.guess] } };
        await campaigns.setApplicants(ownerId, request.params.id, file.lines, language);
        return { campaign: await viewOf(ownerId, request.params.id) };
      },
    );

    const concerned = { 200: CampaignDone };
    app.post('/campaigns/:id/send', { schema: { params: CampaignPath, body: SendCampaign, response: concerned } }, async (request) => {
      const { id } = await signedIn(request);
      return { concerned: await campaigns.send(id, request.params.id, request.body.leaveOutProblems) };
    });

    app.post(
      '/campaigns/:id/move',
      { bodyLimit: BODY_BYTES, schema: { params: CampaignPath, body: MoveInterviews, response: concerned } },
      async (request) => {
        const { id } = await signedIn(request);
        return { concerned: await campaigns.move(id, request.params.id, request.body, request.body.byMin) };
      },
    );

    app.post(
      '/campaigns/:id/cancel',
      { bodyLimit: BODY_BYTES, schema: { params: CampaignPath, body: CancelInterviews, response: concerned } },
      async (request) => {
        const { id } = await signedIn(request);
        return { concerned: await campaigns.cancel(id, request.params.id, request.body.interviews) };
      },
    );

    app.patch(
      '/campaigns/:id/interviews/:interviewId',
      { bodyLimit: BODY_BYTES, schema: { params: InterviewPath, body: CorrectAddress, response: concerned } },
      async (request) => {
        const { id } = await signedIn(request);
        const isCorrected = await addresses.correct(id, request.params.id, request.params.interviewId, request.body.email);
        return { concerned: isCorrected ? 1 : 0 };
      },
    );

    await app.register(messageRoutes({ signedIn, messages }));

    app.get('/campaigns/:id/interviews.csv', { schema: { params: CampaignPath } }, async (request, reply) => {
      const { id, language } = await signedIn(request);
      const { campaign, interviews } = await campaigns.overview(id, request.params.id);
      const secrets = await plans.secrets(interviews.flatMap(({ meetingId }) => meetingId ?? []));
      const linkTo = new Map([...secrets].map(([meetingId, secret]) => [meetingId, `${baseUrl(request)}/i/#${secret}`]));
      return reply
        .header('content-disposition', `attachment; filename="${language === 'de' ? 'gespraeche' : 'interviews'}.csv"`)
        .type('text/csv; charset=utf-8')
        .send(table(interviews, { timeZone: campaign.plan.timeZone, language, linkTo }));
    });

    app.get('/day', { schema: { querystring: DayQuery, response: { 200: DayView } } }, async (request) => {
      const { id } = await signedIn(request);
      const { fromMs, toMs } = request.query;
      return day(id, { fromMs, toMs: Math.min(toMs, fromMs + MAX_RANGE_MS) });
    });

    app.post('/day/late', { bodyLimit: BODY_BYTES, schema: { body: RunLate, response: concerned } }, async (request) => {
      const { id } = await signedIn(request);
      return { concerned: await campaigns.runLate(id, request.body.interviewId, request.body.byMin) };
    });
  };
}
