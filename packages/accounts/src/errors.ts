/** Refusals of accounts. Messages name no person: they reach logs. */
import { SaalError } from '@saal/foundation/pure';
import type { SecondStepView } from '@saal/protocol';
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
    super(`the rights of this account do not reach to ${what}`);
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
  constructor(message = "one's own password is not reset by a link of one's own") {
    super(message);
  }
}

/** One run at a time, on all servers together. */
export class DirectoryBusy extends SaalError {
  readonly code = 'conflict';
  constructor() {
    super('the directory is being read right now');
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

  /** @param minLength told where it is what counts */
  constructor(reason: Weakness, minLength?: number) {
    super(`the password is too weak: ${reason}`, { details: { reason, ...(minLength === undefined ? {} : { minLength }) } });
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

/** The journey to a provider, or the wait for the second step, began in another browser, was finished, or took too long: told apart to nobody. */
export class SignInExpired extends SaalError {
  readonly code = 'sign_in_expired';
  constructor() {
    super('there is no sign-in to be finished in this browser');
  }
}

/** The provider refused, or something about its answer does not hold. The cause is for the log, not for strangers. */
export class SignInFailed extends SaalError {
  readonly code = 'sign_in_failed';
  constructor(what: string, options: { cause?: unknown } = {}) {
    super(`the provider's answer is refused: ${what}`, options);
  }
}

/** What a provider says of a session that is over does not hold. The cause is for the log. */
export class SignOutRefused extends SaalError {
  readonly code = 'sign_out_refused';
  constructor(what: string, options: { cause?: unknown } = {}) {
    super(`the provider's word that a session is over is refused: ${what}`, options);
  }
}

export class ProviderUnavailable extends SaalError {
  readonly code = 'sign_in_unavailable';
  constructor(options: { cause?: unknown } = {}) {
    super('the provider of identities cannot be reached', options);
  }
}

/** Who they are is proven; there is no account for them here. */
export class NoAccount extends SaalError {
  readonly code = 'sign_in_no_account';
  readonly reason: 'no-match' | 'no-email' | 'email-taken';
  constructor(reason: NoAccount['reason']) {
    super(`the identity has no account here: ${reason}`);
    this.reason = reason;
  }
}

/** Without it nobody could sign in to the account any more. */
export class LastWayIn extends SaalError {
  readonly code = 'conflict';
  constructor() {
    super('the account has no other way to sign in', { details: { reason: 'last-way-in' } });
  }
}

/** The password was right, and is not enough. Whoever gave it is told by what to go on. */
export class SecondFactorNeeded extends SaalError {
  readonly code = 'second_factor_needed';
  constructor(left: SecondStepView) {
    super('the second step is left to do', { details: { ...left } });
  }
}

/** A code or passkey that is wrong, used up, too old, or of somebody else: told apart to nobody. */
export class FactorRefused extends SaalError {
  readonly code = 'factor_refused';
  constructor() {
    super('the code or passkey is refused');
  }
}

export class FreshProofNeeded extends SaalError {
  readonly code = 'fresh_proof_needed';
  constructor() {
    super('password or factor are to be proven again first');
  }
}

/** Programs cannot ask for a second factor, so they get a password of their own. */
export class AppPasswordNeeded extends SaalError {
  readonly code = 'app_password_needed';
  constructor() {
    super('this account has a second factor: programs need an app password');
  }
}

/** The policy of the house asks for one. */
export class FactorDemanded extends SaalError {
  readonly code = 'conflict';
  constructor() {
    super('the last second factor stays', { details: { reason: 'second-factor-required' } });
  }
}

/** Others are to be removed first. */
export class TooManyPasskeys extends SaalError {
  readonly code = 'conflict';
  constructor(most: number) {
    super(`there are ${most} passkeys already, or this one is known`, { details: { reason: 'too-many-passkeys' } });
  }
}

/** The house makes no accounts by link, or leaves it to others. */
export class AccountLinksRefused extends SaalError {
  readonly code = 'account_links_refused';
  constructor() {
    super('a policy of the house: no links to new accounts by this person');
  }
}

export class ExternalsRefused extends SaalError {
  readonly code = 'externals_refused';
  constructor() {
    super('a policy of the house: no accounts of other houses');
  }
}

/** Who it is is known, and they may not come in. */
export function isRefusedAccount(error: unknown): error is AccountDisabled | ExternalsRefused {
  return error instanceof AccountDisabled || error instanceof ExternalsRefused;
}

export class PolicyFixed extends SaalError {
  readonly code = 'policy_fixed';
  constructor(policies: readonly string[]) {
    super(`set by the configuration of the operator: ${policies.join(', ')}`, { details: { policies } });
  }
}
