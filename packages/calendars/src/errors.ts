import { SaalError } from '@saal/foundation/pure';

/** Calendars are of people with an account. */
export class NotSignedIn extends SaalError {
  readonly code = 'not_signed_in';
  constructor() {
    super('nobody is signed in');
  }
}

/** There is no such feed, or not any more: wrong, revoked and of somebody without account look alike (A03). */
export class FeedNotFound extends SaalError {
  readonly code = 'not_found';
  constructor() {
    super('there is nothing at this address');
  }
}

/** A program reads too often. */
export class ReadTooOften extends SaalError {
  readonly code = 'rate_limited';
  constructor(retryAfterMs: number) {
    super('this feed was read too often', { details: { retryAfterMs } });
  }
}

/** The calendar server does not let this account in, or not to this calendar. */
export class CalendarRefused extends SaalError {
  readonly code = 'calendar_refused';
  constructor() {
    super('the calendar server refused name or password');
  }
}

/** The calendar server does not answer as one. */
export class CalendarUnavailable extends SaalError {
  readonly code = 'calendar_unavailable';
  /** For so long the server wants to be left alone; undefined: it does not say. */
  readonly retryAfterMs: number | undefined;
  constructor(why: string, { cause, retryAfterMs }: { cause?: unknown; retryAfterMs?: number | undefined } = {}) {
    super(`the calendar server cannot be used: ${why}`, { cause });
    this.retryAfterMs = retryAfterMs;
  }
}

/** No such server, calendar or connection. */
export class CalendarNotFound extends SaalError {
  readonly code = 'not_found';
  constructor() {
    super('there is no such calendar');
  }
}

/** Names and passwords of calendar servers are not guessed by way of this one. */
export class TriedTooOften extends SaalError {
  readonly code = 'rate_limited';
  constructor(retryAfterMs: number) {
    super('too many tries to connect a calendar', { details: { retryAfterMs } });
  }
}

/** More of people's time than planning needs. */
export class RangeTooLong extends SaalError {
  readonly code = 'bad_request';
  constructor(days: number) {
    super(`toMs: at most ${days} days after fromMs`, { details: { path: 'toMs' } });
  }
}

/** No Outlook waits with this code, or not any more. */
export class CodeWrong extends SaalError {
  readonly code = 'link_invalid';
  constructor() {
    super('no Outlook waits with this code');
  }
}
