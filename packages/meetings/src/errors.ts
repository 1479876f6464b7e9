import { SaalError } from '@saal/foundation/pure';
import type { EpochMs, ErrorCode, MeetingId, SettingName } from '@saal/protocol';
import type { Refusal } from './refusal.ts';

/** The rules of the meeting refuse a command; the code says which. */
export class Refused extends SaalError {
  readonly code: ErrorCode;
  constructor(refusal: Refusal) {
    super(`refused: ${refusal.code}`, refusal.details ? { details: refusal.details } : {});
    this.code = refusal.code;
  }
}

/** There is no such meeting, or it is none of the asker's business: both look the same (A03). */
export class MeetingNotFound extends SaalError {
  readonly code = 'meeting_not_found';
  constructor() {
    super('there is no such meeting');
  }
}

/** Number unknown, or passcode wrong: one answer for both, so that numbers cannot be found out (A12). */
export class MeetingOrPasscodeWrong extends SaalError {
  readonly code = 'meeting_or_passcode_wrong';
  constructor() {
    super('meeting number or passcode is wrong');
  }
}

export class PasscodeNeeded extends SaalError {
  readonly code = 'passcode_needed';
  constructor() {
    super('this meeting asks for its passcode');
  }
}

export class PasscodeWrong extends SaalError {
  readonly code = 'passcode_wrong';
  constructor() {
    super('the passcode is wrong');
  }
}

/** Asked more often than allowed. */
export class RateLimited extends SaalError {
  readonly code = 'rate_limited';
  constructor(retryAfterMs: number) {
    super(`too many requests, retry in ${retryAfterMs} ms`, { details: { retryAfterMs } });
  }
}

/** Needs an account. */
export class NotSignedIn extends SaalError {
  readonly code = 'not_signed_in';
  constructor() {
    super('sign in first');
  }
}

/** The rights of this account do not reach to it. */
export class NotAllowed extends SaalError {
  readonly code = 'not_allowed';
  constructor() {
    super('the rights of this account do not reach to this');
  }
}

/** A guest has to say how to be called. */
export class NameNeeded extends SaalError {
  readonly code = 'name_needed';
  constructor() {
    super('a guest needs a name');
  }
}

export class NotAParticipant extends SaalError {
  readonly code = 'not_a_participant';
  constructor() {
    super('join a meeting first');
  }
}

export class NotAdmitted extends SaalError {
  readonly code = 'not_admitted';
  constructor() {
    super('still waiting in the lobby');
  }
}

/** What was asked does not fit what is there. */
export class Conflict extends SaalError {
  readonly code = 'conflict';
}

/** A message that does not fit its schema. @param path of the field, dotted */
export class BadRequest extends SaalError {
  readonly code = 'bad_request';
  constructor(path: string, problem: string) {
    super(`bad request at '${path}': ${problem}`, { details: { path } });
  }
}

export class UnknownMethod extends SaalError {
  readonly code = 'unknown_method';
  constructor() {
    super('there is no such method');
  }
}

export class UnsupportedWireVersion extends SaalError {
  readonly code = 'unsupported_wire_version';
  constructor(supported: number) {
    super(`this server speaks wire version ${supported}`, { details: { supported } });
  }
}

/** The meeting cannot be served now: its database is away, or it just moves to another server. */
export class MeetingNotReady extends SaalError {
  readonly code = 'not_ready';
  constructor(meetingId: MeetingId, reason: string, cause?: unknown) {
    super(`meeting ${meetingId} is not ready: ${reason}`, { cause, details: { retryAfterMs: 1_000 } });
  }
}

/** A living server that is not this one conducts the meeting. */
export class ConductedElsewhere extends MeetingNotReady {
  readonly server: string;
  constructor(meetingId: MeetingId, server: string) {
    super(meetingId, 'another server conducts it');
    this.server = server;
  }
}

/** The server that conducts the meeting went while it was asked: it may have been done or not. */
export class ServerLost extends SaalError {
  readonly code = 'not_ready';
  constructor() {
    super('the server of the meeting is lost', { details: { retryAfterMs: 1_000 } });
  }
}

/** Another server conducts this meeting now; nothing that this one decides counts any more. */
export class LeaseLost extends SaalError {
  readonly code = 'not_ready';
  constructor(meetingId: MeetingId, cause?: unknown) {
    super(`the lease of meeting ${meetingId} is lost`, { cause, details: { retryAfterMs: 1_000 } });
  }
}

/** The meeting is for those who registered. */
export class NotRegistered extends SaalError {
  readonly code = 'not_registered';
  constructor(waiting: boolean) {
    super(waiting ? 'waits for a place' : 'has not registered', { details: { waiting } });
  }
}

/** The personal link of a registration: unknown, replaced by a newer one, or its place was given up. */
export class RegistrationLinkInvalid extends SaalError {
  readonly code = 'link_invalid';
  constructor() {
    super('no registration has this link');
  }
}

export class RegistrationClosed extends SaalError {
  readonly code = 'registration_closed';
  constructor() {
    super('nobody can register for this meeting now');
  }
}

export class PresetNotFound extends SaalError {
  readonly code = 'preset_not_found';
  constructor() {
    super('there is no such preset');
  }
}

/** The house has set this for all meetings of the kind. */
export class SettingLocked extends SaalError {
  readonly code = 'setting_locked';
  constructor(settings: readonly SettingName[]) {
    super(`the preset locks ${settings.join(', ')}`, { details: { settings } });
  }
}

/** The house decides when those invited to meetings of this kind are reminded. */
export class RemindersLocked extends SaalError {
  readonly code = 'reminders_locked';
  constructor() {
    super('the preset locks the reminders');
  }
}

/** Nobody has named them as delegate whom they want to plan for; also when there is no such person (A03). */
export class NotADelegate extends SaalError {
  readonly code = 'not_a_delegate';
  constructor() {
    super('is no delegate of this person');
  }
}

/** Nobody here has this address. */
export class PersonNotFound extends SaalError {
  readonly code = 'person_not_found';
  constructor() {
    super('there is no such person');
  }
}

/** There is no such room or thing, or it can be booked no more. */
export class ResourceNotFound extends SaalError {
  readonly code = 'resource_not_found';
  constructor() {
    super('there is no such resource');
  }
}

/** Another meeting has booked it at one of the times wanted. */
export class ResourceTaken extends SaalError {
  readonly code = 'resource_taken';
  constructor(taken: readonly { resourceId: string; name: string; atMs: EpochMs }[]) {
    super('a resource is taken at a time wanted', { details: { taken } });
  }
}

/** By its own calendar, somebody has the room at one of the times wanted. */
export class ResourceBusy extends SaalError {
  readonly code = 'resource_busy';
  constructor(taken: readonly { resourceId: string; name: string; atMs: EpochMs }[]) {
    super('a room is busy by its calendar at a time wanted', { details: { taken } });
  }
}

/** The house lets only its own people plan. */
export class PlanningRefused extends SaalError {
  readonly code = 'planning_refused';
  constructor() {
    super('a policy of the house: this person plans no meetings');
  }
}

/** The house lets nobody without an account into the meetings of this person. */
export class GuestsRefused extends SaalError {
  readonly code = 'guests_refused';
  constructor() {
    super('a policy of the house: nobody without an account comes into this meeting');
  }
}
