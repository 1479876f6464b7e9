import { SaalError } from '@saal/foundation/pure';

/** Nobody such is invited to this meeting. */
export class InviteeNotFound extends SaalError {
  readonly code = 'invitee_not_found';
  constructor() {
    super('nobody such is invited to this meeting');
  }
}

export class TooManyInvitees extends SaalError {
  readonly code = 'too_many_invitees';
  constructor(limit: number) {
    super(`a meeting has at most ${limit} people who are invited by name`, { details: { limit } });
  }
}

/** Unknown, withdrawn, replaced by a newer one, or of a meeting that is over or deleted: all look the same (A03). */
export class PersonalLinkInvalid extends SaalError {
  readonly code = 'personal_link_invalid';
  constructor() {
    super('the personal link is not good, or not any more');
  }
}

/** Somebody is in the meeting with it in another browser. */
export class PersonalLinkInUse extends SaalError {
  readonly code = 'personal_link_in_use';
  constructor() {
    super('somebody is in the meeting with this link in another browser');
  }
}

/** What is asked does not fit who is invited. */
export class InviteeBad extends SaalError {
  readonly code = 'bad_request';
  constructor(path: string, message: string) {
    super(`${path}: ${message}`, { details: { path } });
  }
}
