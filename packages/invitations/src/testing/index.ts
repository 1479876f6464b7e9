export { handIn, replyOf, reportOf } from './hand-in.ts';
export { startTestRelay, type TestRelay } from './test-relay.ts';
export { calendarText } from '../ical/calendar-text.ts';
/** For tests that lie outside of this package. */
export { default as ICAL } from 'ical.js';
