/** The tables of schema `integration`, as migrations/ makes them. */
import type { Database } from '@saal/foundation';
import type { EpochMs, PersonId, WebhookEvent } from '@saal/protocol';
import type { Generated, GeneratedAlways, Kysely } from 'kysely';
import type { Scope } from '../application.ts';
import type { DeliveryState } from '../webhook.ts';

type IntegrationTables = {
  'integration.application': {
    id: string;
    name: string;
    owner_id: PersonId;
    scopes: readonly Scope[];
    origins: readonly string[];
    secret_hash: string;
    created_at_ms: EpochMs;
    expires_at_ms: EpochMs;
    last_used_at_ms: EpochMs | null;
  };
  'integration.made_meeting': {
    seq: GeneratedAlways<number>;
    meeting_id: string;
    application_id: string;
    campaign_id: string | null;
    interview_id: string | null;
  };
  'integration.made_campaign': { seq: GeneratedAlways<number>; campaign_id: string; application_id: string };
  'integration.webhook': {
    id: string;
    application_id: string;
    url: string;
    events: readonly WebhookEvent[];
    sealed_secret: string;
    earlier_secret: string | null;
    earlier_until_ms: EpochMs | null;
    created_at_ms: EpochMs;
    failing_since_ms: EpochMs | null;
    off_at_ms: EpochMs | null;
  };
  'integration.delivery': {
    id: string;
    webhook_id: string;
    fact_id: string;
    type: WebhookEvent;
    body: string;
    created_at_ms: EpochMs;
    state: DeliveryState;
    next_at_ms: EpochMs;
    until_ms: EpochMs;
    attempts: Generated<number>;
    last_at_ms: EpochMs | null;
    last_outcome: string | null;
  };
  'integration.visit': {
    meeting_id: string;
    participant_id: string;
    is_guest: boolean;
    name: string | null;
    joined_at_ms: EpochMs;
    left_at_ms: EpochMs | null;
  };
  'integration.answered_request': {
    application_id: string;
    idempotency_key: string;
    body_hash: string;
    /** Of what was made: a meeting or a campaign. */
    meeting_id: string | null;
    at_ms: EpochMs;
  };
};

export type IntegrationDatabase = Kysely<IntegrationTables>;

export function narrowed(db: Database): IntegrationDatabase {
  return db.$extendTables<IntegrationTables>();
}
