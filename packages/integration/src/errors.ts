import { SaalError } from '@saal/foundation/pure';
import type { Scope } from './application.ts';

/** No key, or one that is unknown, revoked, expired, or whose owner has no open account: told alike. */
export class ApiKeyInvalid extends SaalError {
  readonly code = 'api_key_invalid';
  constructor() {
    super('the key of the application is missing or not valid');
  }
}

/** The application was not given this scope. */
export class ScopeMissing extends SaalError {
  readonly code = 'scope_missing';
  constructor(scope: Scope) {
    super(`this needs the scope ${scope}`, { details: { scope } });
  }
}

/** The same idempotency key came with another body. */
export class IdempotencyKeyReused extends SaalError {
  readonly code = 'idempotency_key_reused';
  constructor() {
    super('this idempotency key was used with another body');
  }
}

/** The first request with this idempotency key is not answered yet, or was cut off: its outcome is unknown. */
export class RequestUnderWay extends SaalError {
  readonly code = 'conflict';
  constructor() {
    super('a request with this idempotency key is under way or was cut off; look in the list of what was made');
  }
}

/** Also what belongs to another application. */
export class MeetingNotFound extends SaalError {
  readonly code = 'meeting_not_found';
  constructor() {
    super('there is no such meeting');
  }
}

/** It belongs to a campaign, by which it is moved and cancelled, so that the applicant is told. */
export class MeetingIsAnInterview extends SaalError {
  readonly code = 'conflict';
  constructor() {
    super('this meeting is an interview: move or cancel it by its campaign');
  }
}

/** Also what belongs to another application. */
export class CampaignNotFound extends SaalError {
  readonly code = 'campaign_not_found';
  constructor() {
    super('there is no such campaign');
  }
}

export class PersonNotFound extends SaalError {
  readonly code = 'not_found';
  constructor() {
    super('nobody here has this address');
  }
}

export class ApplicationNotFound extends SaalError {
  readonly code = 'not_found';
  constructor() {
    super('there is no such application');
  }
}

/** Also a delivery that is none of this webhook's, or still under way. */
export class WebhookNotFound extends SaalError {
  readonly code = 'not_found';
  constructor() {
    super('there is no such webhook or delivery');
  }
}

export class WebhookAddressBad extends SaalError {
  readonly code = 'webhook_address_bad';
  constructor(reason: 'no_url' | 'not_https' | 'too_many') {
    super('webhooks go to https addresses without a user, a password and a fragment; an application has ten at most', {
      details: { reason },
    });
  }
}

/** The application may not ask for what the webhook would tell. */
export class WebhookScopeMissing extends SaalError {
  readonly code = 'bad_request';
  constructor(scope: Scope) {
    super(`events: this needs the scope ${scope}`, { details: { path: 'events', scope } });
  }
}

export class OwnerUnknown extends SaalError {
  readonly code = 'bad_request';
  constructor() {
    super('ownerId or ownerEmail: a person with an open account', { details: { path: 'ownerId' } });
  }
}

export class NotSignedIn extends SaalError {
  readonly code = 'not_signed_in';
  constructor() {
    super('sign in first');
  }
}

export class NotAllowed extends SaalError {
  readonly code = 'not_allowed';
  constructor() {
    super('only administrators look after applications');
  }
}

/** Too many requests of one application. */
export class RateLimited extends SaalError {
  readonly code = 'rate_limited';
  constructor(retryAfterMs: number) {
    super('too many requests of this application', { details: { retryAfterMs } });
  }
}
