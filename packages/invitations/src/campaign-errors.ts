import { SaalError } from '@saal/foundation/pure';

/** There is no such campaign or interview, or it is none of the asker's business: both look the same (A03). */
export class CampaignNotFound extends SaalError {
  readonly code = 'campaign_not_found';
  constructor() {
    super('there is no such campaign');
  }
}

/** The file is no list of applicants; `why` is for the screen. */
export class ApplicantFileBad extends SaalError {
  readonly code = 'applicant_file_bad';
  constructor(why: 'no_table' | 'empty' | 'too_many', options: { cause?: unknown } = {}) {
    super(`the file is no list of applicants: ${why}`, { details: { why }, ...options });
  }
}

/** What is asked does not fit how far the campaign is; `why` is for the screen. */
export class CampaignStateWrong extends SaalError {
  readonly code = 'campaign_state_wrong';
  constructor(why: 'already_sent' | 'not_sent' | 'problems' | 'nobody' | 'over' | 'no_mail' | 'too_many_messages') {
    super(`not possible now: ${why}`, { details: { why } });
  }
}

/** Nobody has an account with some address of a panel. @param paths of the plan, as `panels.0.people.1` */
export class PanelPersonUnknown extends SaalError {
  readonly code = 'panel_person_unknown';
  constructor(paths: readonly string[]) {
    super('somebody of a panel has no account here', { details: { paths } });
  }
}

/** The panel is not free then. */
export class PanelNotFree extends SaalError {
  readonly code = 'panel_not_free';
  constructor() {
    super('the panel has another interview or meeting then');
  }
}

/** The plan contradicts itself. */
export class PlanBad extends SaalError {
  readonly code = 'bad_request';
  constructor(path: string, message: string) {
    super(`${path}: ${message}`, { details: { path } });
  }
}

/** Campaigns are of people with an account. */
export class NotSignedIn extends SaalError {
  readonly code = 'not_signed_in';
  constructor() {
    super('nobody is signed in');
  }
}
