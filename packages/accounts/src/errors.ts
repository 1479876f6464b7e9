/** Refusals of accounts. Messages name no person: they reach logs. */
import { SaalError } from '@saal/foundation/pure';
import type { Weakness } from './password-rule.ts';

export class NotSignedIn extends SaalError {
  readonly code = 'not_signed_in';
  constructor() {
    super('nobody is signed in here');
  }
}

export class NotAllowed extends SaalError {
  readonly code = 'not_allowed';
  constructor(what: string) {
    super(`only administrators may ${what}`);
  }
}

/** The same for an unknown e-mail and a wrong password. */
export class WrongCredentials extends SaalError {
  readonly code = 'wrong_credentials';
  constructor() {
    super('e-mail or password is wrong');
  }
}

/** Told only to somebody who knows the password, and to administrators. */
export class AccountDisabled extends SaalError {
  readonly code = 'account_disabled';
  constructor() {
    super('the account is disabled');
  }
}

/** A one-time link that was never made, was used, was withdrawn, or is too old: told apart to nobody. */
export class LinkInvalid extends SaalError {
  readonly code = 'link_invalid';
  constructor() {
    super('the link is unknown, used or expired');
  }
}

/** One's own password is changed with the present one, also by administrators: a session left open must not be enough. */
export class ResetOfOneself extends SaalError {
  readonly code = 'not_allowed';
  constructor() {
    super("one's own password is not reset by a link of one's own");
  }
}

export class AlreadySetUp extends SaalError {
  readonly code = 'already_set_up';
  constructor() {
    super('there is an administrator already');
  }
}

export class EmailTaken extends SaalError {
  readonly code = 'email_taken';
  constructor(options: { cause?: unknown } = {}) {
    super('another account has this e-mail', options);
  }
}

/** An invitation that names an e-mail is for that e-mail only. */
export class InvitationForOther extends SaalError {
  readonly code = 'bad_request';
  constructor() {
    super('the invitation is for another e-mail', { details: { path: 'email' } });
  }
}

export class PasswordTooWeak extends SaalError {
  readonly code = 'password_too_weak';
  readonly reason: Weakness;

  constructor(reason: Weakness) {
    super(`the password is too weak: ${reason}`, { details: { reason } });
    this.reason = reason;
  }
}

export type PictureFault = 'too-large' | 'too-many-pixels' | 'unknown-format' | 'damaged' | 'animated';

export class PictureInvalid extends SaalError {
  readonly code = 'picture_invalid';
  readonly reason: PictureFault;

  constructor(reason: PictureFault) {
    super(`the picture is refused: ${reason}`, { details: { reason } });
    this.reason = reason;
  }
}

/** Somebody must stay who can let others in. */
export class LastAdministrator extends SaalError {
  readonly code = 'conflict';
  constructor() {
    super('the last administrator can be neither demoted nor disabled', { details: { reason: 'last-administrator' } });
  }
}

/** Others are to be revoked first. */
export class TooManyAppPasswords extends SaalError {
  readonly code = 'conflict';
  constructor(most: number) {
    super(`there are ${most} app passwords already`, { details: { reason: 'too-many-app-passwords' } });
  }
}

export class RateLimited extends SaalError {
  readonly code = 'rate_limited';
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super(`too many attempts; again in ${retryAfterMs} ms`, { details: { retryAfterMs } });
    this.retryAfterMs = retryAfterMs;
  }
}

export class NotFound extends SaalError {
  readonly code = 'not_found';
  constructor(what: string) {
    super(`no such ${what}`);
  }
}
