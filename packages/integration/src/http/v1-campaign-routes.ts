/** Campaigns of other applications: made from applicants, sent, followed, moved and cancelled. */
import {
  CampaignDone,
  CampaignSummary,
  CampaignView,
  CancelInterviews,
  GivenApplicant,
  InterviewView,
  MAX_APPLICANTS,
  MoveInterviews,
  NewCampaignPlan,
  SendCampaign,
} from '@saal/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { MadeCampaign, MadeCampaigns } from '../made-campaigns.ts';
import { Idempotency, PageQuery, Path, refusals, seqOf, type CallerOf } from './v1-caller.ts';

/** Five hundred applicants. */
const APPLICANTS_BYTES = 512 * 1024;
const SMALL_BODY_BYTES = 64 * 1024;

const applicants = z.array(GivenApplicant).max(MAX_APPLICANTS);
const example = {
  ...{ title: 'Interviews', timeZone: 'Europe/Berlin', lengthMin: 30, bufferMin: 10 },
  days: [{ date: '2027-03-01', from: '09:00', to: '12:00', breaks: [] }],
  panels: [{ name: 'Panel', people: ['carol@example.org'] }],
  applicants: [{ name: 'Dora Dorn', email: 'dora@example.net' }],
};
const NewCampaign = NewCampaignPlan.extend({ applicants: applicants.default([]) }).meta({ examples: [example] });
const Applicants = z.strictObject({ applicants });
const Interview = InterviewView.extend({
  url: z.string().nullable().meta({ description: 'The personal link of the applicant, for nobody else; null: none yet' }),
});
const Campaign = CampaignView.extend({ interviews: z.array(Interview) });
const CampaignPage = z.object({ campaigns: z.array(CampaignSummary), nextCursor: z.string().optional() });

export function v1CampaignRoutes(
  instance: FastifyInstance,
  { campaigns, callerOf, baseUrl }: { campaigns: MadeCampaigns; callerOf: CallerOf; baseUrl: (request: FastifyRequest) => string },
): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const view = (request: FastifyRequest, { campaign, secrets }: MadeCampaign): z.output<typeof Campaign> => ({
    ...campaign,
    interviews: campaign.interviews.map((each) => {
      const secret = each.meetingId === null ? undefined : secrets.get(each.meetingId);
      return { ...each, url: secret === undefined ? null : `${baseUrl(request)}/i/#${secret}` };
    }),
  });

  app.post(
    '/campaigns',
    {
      bodyLimit: APPLICANTS_BYTES,
      schema: {
        summary: 'Makes a campaign of interviews, with its applicants. Nobody is invited yet. Scope campaigns.write',
        description:
          'Panels are people with an account, by their address. Each applicant gets the earliest free slot, or says `date` and `time`.',
        headers: Idempotency,
        body: NewCampaign,
        response: { 201: Campaign, ...refusals },
      },
    },
    async (request, reply) => {
      const caller = await callerOf(request, 'campaigns.write');
      const campaign = await campaigns.make(caller, request.body, request.headers['idempotency-key']);
      return reply.code(201).send(view(request, campaign));
    },
  );

  app.get(
    '/campaigns',
    {
      schema: {
        summary: 'The campaigns this application made, newest first. Scope campaigns.read',
        querystring: PageQuery,
        response: { 200: CampaignPage, ...refusals },
      },
    },
    async (request) => {
      const caller = await callerOf(request, 'campaigns.read');
      const page = await campaigns.list(caller, seqOf(request.query.cursor), request.query.limit);
      return { campaigns: page.campaigns, ...(page.nextSeq !== undefined && { nextCursor: String(page.nextSeq) }) };
    },
  );

  app.get(
    '/campaigns/:id',
    {
      schema: {
        summary: 'One of its campaigns, with the state of each applicant. Scope campaigns.read',
        params: Path,
        response: { 200: Campaign, ...refusals },
      },
    },
    async (request) => view(request, await campaigns.get(await callerOf(request, 'campaigns.read'), request.params.id)),
  );

  app.put(
    '/campaigns/:id/applicants',
    {
      bodyLimit: APPLICANTS_BYTES,
      schema: {
        summary: 'Takes the place of all applicants who were not invited. Each problem stands with its applicant. Scope campaigns.write',
        params: Path,
        body: Applicants,
        response: { 200: Campaign, ...refusals },
      },
    },
    async (request) => {
      const caller = await callerOf(request, 'campaigns.write');
      return view(request, await campaigns.setApplicants(caller, request.params.id, request.body.applicants));
    },
  );

  const done = { 200: CampaignDone, ...refusals };
  app.post(
    '/campaigns/:id/send',
    {
      bodyLimit: SMALL_BODY_BYTES,
      schema: {
        summary: 'Plans and invites all; again invites nobody twice. Scope campaigns.write',
        params: Path,
        body: SendCampaign,
        response: done,
      },
    },
    async (request) => {
      const caller = await callerOf(request, 'campaigns.write');
      return { concerned: await campaigns.send(caller, request.params.id, request.body.leaveOutProblems) };
    },
  );

  app.post(
    '/campaigns/:id/move',
    {
      bodyLimit: SMALL_BODY_BYTES,
      schema: {
        summary: 'Moves interviews, all or none; applicants are told. Scope campaigns.write',
        params: Path,
        body: MoveInterviews,
        response: done,
      },
    },
    async (request) => {
      const caller = await callerOf(request, 'campaigns.write');
      return { concerned: await campaigns.move(caller, request.params.id, request.body) };
    },
  );

  app.post(
    '/campaigns/:id/cancel',
    {
      bodyLimit: SMALL_BODY_BYTES,
      schema: {
        summary: 'Cancels interviews, or with none named the whole campaign; applicants are told. Scope campaigns.write',
        ...{ params: Path, body: CancelInterviews, response: done },
      },
    },
    async (request) => {
      const caller = await callerOf(request, 'campaigns.write');
      return { concerned: await campaigns.cancel(caller, request.params.id, request.body.interviews) };
    },
  );
}
