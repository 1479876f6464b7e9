/** Refusals to pages of ours, which come by the session and not as a client of Matrix. */
import { SaalError } from '@saal/foundation';

export class NotSignedIn extends SaalError {
  readonly code = 'not_signed_in';
  constructor() {
    super('nobody is signed in here');
  }
}

export class NotAllowed extends SaalError {
  readonly code = 'not_allowed';
  constructor() {
    super('the rights of this account do not reach to this');
  }
}

export class NotFound extends SaalError {
  readonly code = 'not_found';
  constructor() {
    super('there is nothing here');
  }
}
