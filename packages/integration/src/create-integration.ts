/** Builds what other applications use from its parts; the one file of the package that knows all of them. */
import {
  AuditTrail,
  deedsOf,
  every,
  hashSecret,
  InstallationSeal,
  newId,
  newSecret,
  type Clock,
  type Database,
  type Logger,
} from '@saal/foundation';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { Applications } from './applications.ts';
import type { Administrators } from './http/administrator.ts';
import { applicationRoutes } from './http/application-routes.ts';
import { tokenRoutes } from './http/token-routes.ts';
import { tokenSigner } from './http/token-signer.ts';
import { answerProblems, callers, type WireErrorOf } from './http/v1-caller.ts';
import { v1CampaignRoutes } from './http/v1-campaign-routes.ts';
import { v1MeetingRoutes } from './http/v1-meeting-routes.ts';
import { v1PeopleRoutes } from './http/v1-people-routes.ts';
import { webhookRoutes } from './http/webhook-routes.ts';
import { IdempotentRequests } from './idempotent-requests.ts';
import { InterviewNews } from './interview-news.ts';
import { MadeCampaigns } from './made-campaigns.ts';
import { MadeMeetings } from './made-meetings.ts';
import { MeetingNews } from './meeting-news.ts';
import { webhookPoster } from './outbound/post-webhook.ts';
import { signedHeaders } from './outbound/standard-webhook.ts';
import type { CampaignPlans, MeetingPlans, People } from './ports.ts';
import { PostgresAnsweredRequestStore } from './postgres/answered-request-store.ts';
import { PostgresApplicationStore } from './postgres/application-store.ts';
import { PostgresDeliveryStore } from './postgres/delivery-store.ts';
import { PostgresMadeCampaignStore } from './postgres/made-campaign-store.ts';
import { PostgresMadeMeetingStore } from './postgres/made-meeting-store.ts';
import { PostgresNewsStore } from './postgres/news-store.ts';
import { narrowed, type IntegrationDatabase } from './postgres/tables.ts';
import { turningOff, type TellTurnedOff } from './postgres/turn-off.ts';
import { PostgresWebhookStore } from './postgres/webhook-store.ts';
import { Pump } from './pump.ts';
import type { InterviewFacts, MeetingFacts } from './webhook-ports.ts';
import { WebhookSender } from './webhook-sender.ts';
import { Webhooks } from './webhooks.ts';

export interface Integration {
  /** The routes; registered by the app with prefix `/api`. */
  http: FastifyPluginAsync;
  /** Pages of applications that may show this meeting inside of them. */
  embedOrigins(meetingId: string): Promise<readonly string[]>;
  /** Something may have happened with a meeting: it is told at once, rather than with the next look. */
  wake(): void;
  /** Finishes what has begun; what waits is sent by the next server. Idempotent. */
  close(): Promise<void>;
}

/** For `migrate` of foundation. */
export const integrationMigrations = { feature: 'integration', directory: new URL('../migrations/', import.meta.url) };

const LOOK_EVERY_MS = 2_000;
const FORGET_EVERY_MS = 3600_000;
/** So long a delivery can be replayed. */
const DELIVERIES_KEPT_MS = 14 * 24 * 3600_000;
/** So long an application can ask which guests came. */
const VISITS_KEPT_MS = 30 * 24 * 3600_000;

export function createIntegration(o: {
  db: Database;
  clock: Clock;
  log: Logger;
  accounts: People & Administrators;
  plans: MeetingPlans;
  facts: MeetingFacts;
  interviewFacts: InterviewFacts;
  tellTurnedOff: TellTurnedOff;
  campaigns: CampaignPlans;
  /** Seals the secrets of webhooks and signs access tokens. At least 32 characters, the same on all servers and for good. */
  installationSecret: string;
  webhooks: {
    /** Hosts that may be told without TLS. */
    httpHosts: readonly string[];
    /** Addresses that are allowed although they are not of the internet. */
    isAllowed: (address: string) => boolean;
  };
  /** Address people reach this server by, without a slash at its end. */
  baseUrl: (request: FastifyRequest) => string;
  wireErrorOf: WireErrorOf;
}): Integration {
  const { clock, accounts, plans, facts, baseUrl, wireErrorOf } = o;
  const log = o.log.child({ feature: 'integration' });
  const db = narrowed(o.db);
  const audit = new AuditTrail(o.db, clock);
  const secrets = { newId, newSecret, hash: hashSecret };
  const applicationStore = new PostgresApplicationStore(db);
  const tokens = tokenSigner(o.installationSecret);
  const applicationsOn = (store: PostgresApplicationStore): Applications =>
    new Applications({ store, campaigns: o.campaigns, people: accounts, clock, secrets, tokens });
  const applications = applicationsOn(applicationStore);
  const deliveries = new PostgresDeliveryStore(db);
  const newsStore = new PostgresNewsStore(db);
  const madeMeetings = new PostgresMadeMeetingStore(db);
  const follow = async (meetingId: string): Promise<void> => {
    await facts.follow(meetingId);
    noting.wake();
  };
  const requests = new IdempotentRequests({ store: new PostgresAnsweredRequestStore(db), clock, hash: hashSecret });
  const meetings = new MadeMeetings({ plans, made: madeMeetings, requests, visits: newsStore, follow });
  const campaigns = new MadeCampaigns({
    ...{ plans: o.campaigns, made: new PostgresMadeCampaignStore(db), meetings: madeMeetings, requests, follow },
    followCampaign: (campaignId) => o.interviewFacts.follow(campaignId),
  });
  const seal = new InstallationSeal(o.installationSecret, 'saal integration webhook secrets 1');
  const webhooksOn = (on: IntegrationDatabase): Webhooks =>
    new Webhooks({
      ...{ store: new PostgresWebhookStore(on), deliveries: new PostgresDeliveryStore(on), applications: new PostgresApplicationStore(on) },
      ...{ clock, newId, seal, httpHosts: o.webhooks.httpHosts },
      newSecret: () => Buffer.from(newSecret(), 'base64url').toString('base64'),
    });
  const webhooks = webhooksOn(db);
  const sender = new WebhookSender({
    ...{ store: deliveries, clock, signed: signedHeaders, post: webhookPoster(o.webhooks.isAllowed), chance: Math.random },
    secretsOf: (id) => webhooks.secretsOf(id),
    turnOff: turningOff(o.db, o.tellTurnedOff),
    turnedOff: (webhookId, outcome) =>
      log.warn({ audit: 'webhook-turned-off', webhookId, outcome }, 'a webhook was turned off; an administrator can turn it on again'),
  });
  const failed = (error: unknown): void => log.warn({ err: error }, 'webhooks could not be told; it is tried again');
  const sending = new Pump((isOpen) => sender.sendAll(isOpen), failed);
  const news = new MeetingNews({ facts, store: newsStore, plans, clock, newId });
  const interviewNews = new InterviewNews({ facts: o.interviewFacts, store: newsStore, clock, newId });
  const noting = new Pump(async (isOpen) => {
    const some = await Promise.all([news.takeAll(isOpen), interviewNews.takeAll(isOpen)]);
    if (some.includes(true)) sending.wake();
  }, failed);
  const forget = new Pump(async () => {
    await deliveries.forgetBefore(clock.now() - DELIVERIES_KEPT_MS);
    await newsStore.forgetVisitsBefore(clock.now() - VISITS_KEPT_MS);
  }, failed);
  forget.wake();
  const look = (): void => [noting, sending].forEach((pump) => pump.wake());
  look();
  const cancels = [every(clock, LOOK_EVERY_MS, look), every(clock, FORGET_EVERY_MS, () => forget.wake())];
  return {
    http: async (app) => {
      const applicationDeed = deedsOf(o.db, audit, (transaction) => applicationsOn(new PostgresApplicationStore(narrowed(transaction))));
      applicationRoutes(app, { applications, accounts, deed: applicationDeed });
      await app.register(async (tokens) => tokenRoutes(tokens, { applications, clock, wireErrorOf }));
      const webhookDeed = deedsOf(o.db, audit, (transaction) => webhooksOn(narrowed(transaction)));
      webhookRoutes(app, { webhooks, accounts, deed: webhookDeed, wake: () => sending.wake() });
      await app.register(
        async (v1) => {
          // They show a key, which no page of others can make a browser send; no cookie is read.
          v1.addHook('onRoute', (route) => {
            route.config = { ...route.config, askedByServers: true };
          });
          answerProblems(v1, wireErrorOf);
          const shared = { callerOf: callers({ applications, clock }), baseUrl };
          v1MeetingRoutes(v1, { ...shared, meetings });
          v1CampaignRoutes(v1, { ...shared, campaigns });
          v1PeopleRoutes(v1, { ...shared, people: accounts });
        },
        { prefix: '/v1' },
      );
    },
    embedOrigins: (meetingId) => applications.embedOrigins(meetingId),
    wake: () => noting.wake(),
    async close() {
      for (const cancel of cancels) cancel();
      await Promise.all([noting, sending, forget].map((pump) => pump.close()));
    },
  };
}
