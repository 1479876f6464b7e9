/** Joins other applications with the people and meetings of this server. */
import type { FastifyRequest } from 'fastify';
import type { Accounts } from '@saal/accounts';
import { systemClock, type Database, type Logger } from '@saal/foundation';
import { createIntegration, type Integration } from '@saal/integration';
import type { CampaignsFeature, MailFeature } from '@saal/invitations';
import type { Meetings } from '@saal/meetings';
import { MeetingId } from '@saal/protocol';
import type { Config } from './config/schema.ts';
import { wireErrorOf } from './http/errors.ts';
import { isIn } from './http/forwarded.ts';
import { named, personByEmail } from './person-by-email.ts';
import { webhookLetters } from './webhook-letters.ts';

export function startIntegration(
  config: Pick<Config, 'SAAL_PUBLIC_URL' | 'SAAL_WEBHOOK_HTTP_HOSTS' | 'SAAL_WEBHOOK_NETWORKS'>,
  o: {
    db: Database;
    accounts: Accounts;
    meetings: Meetings;
    campaigns: Pick<CampaignsFeature, 'plans' | 'facts'>;
    mail: Pick<MailFeature, 'outbox' | 'putIn'>;
    installationSecret: string;
    baseUrl: (request: FastifyRequest) => string;
    log: Logger;
  },
): Integration {
  const { accounts, meetings } = o;
  const integration = createIntegration({
    ...{ db: o.db, clock: systemClock, log: o.log, baseUrl: o.baseUrl, installationSecret: o.installationSecret },
    ...{ plans: meetings.plans, campaigns: o.campaigns.plans, wireErrorOf },
    accounts: { ...accounts, byEmail: async (email) => named(await personByEmail(accounts, email)) },
    facts: {
      follow: (meetingId) => meetings.facts.follow(MeetingId.parse(meetingId)),
      takeNext: (take) => meetings.facts.takeNext(take),
    },
    interviewFacts: o.campaigns.facts,
    tellTurnedOff: webhookLetters({ mail: o.mail, accounts, publicUrl: config.SAAL_PUBLIC_URL?.replace(/\/$/, '') }),
    webhooks: { httpHosts: config.SAAL_WEBHOOK_HTTP_HOSTS, isAllowed: (address) => isIn(config.SAAL_WEBHOOK_NETWORKS, address) },
  });
  const stopListening = meetings.onStandingChanged(() => integration.wake());
  return {
    ...integration,
    async close() {
      stopListening();
      await integration.close();
    },
  };
}
