/** Refusals to pages of ours, which come by the session and not as a client of Matrix. */
import { SaalError } from '@saal/foundation';

export class NotSignedIn extends SaalError {
  readonly code = 'not_signed_in';
  constructor() {
    super('nobody is signed in here');
  }
}

export class NotFound extends SaalError {
  readonly code = 'not_found';
  constructor() {
    super('there is nothing here');
  }
}
