import { expect, test } from 'vitest';
import type { UserId } from './ids.ts';
import type { Pdu } from './pdu.ts';
import { alice, bob } from './testing/room-story.ts';
import { HistoryView } from './visibility.ts';

const event = (type: string, content: object, stateKey?: UserId | ''): Pdu =>
  ({ type, content, sender: alice, ...(stateKey === undefined ? {} : { state_key: stateKey }) }) as Pdu;
const member = (stream: number, membership: string) => ({ stream, pdu: event('m.room.member', { membership }, bob) });
const visibility = (stream: number, history_visibility: string) => ({
  stream,
  pdu: event('m.room.history_visibility', { history_visibility }, ''),
});
const message = (stream: number) => ({ stream, pdu: event('m.room.message', {}) });

test('who was inside, has left and came back reads what was said while away only where it is shared', () => {
  const stay = [member(10, 'join'), member(20, 'leave'), member(30, 'join')];
  const shared = new HistoryView(bob, [visibility(1, 'shared'), ...stay]);
  const joined = new HistoryView(bob, [visibility(1, 'joined'), ...stay]);
  expect([5, 15, 25, 35].map((stream) => shared.canSee(message(stream)))).toEqual([true, true, true, true]);
  expect([5, 15, 25, 35].map((stream) => joined.canSee(message(stream)))).toEqual([false, true, false, true]);
});

test('who has left for good reads up to the leaving, with it', () => {
  const view = new HistoryView(bob, [visibility(1, 'shared'), member(10, 'join'), member(20, 'leave')]);
  expect(view.canSee(member(20, 'leave'))).toBe(true);
  expect(view.canSee(message(21))).toBe(false);
  expect(view.canSee(member(10, 'join'))).toBe(true);
});

test('who is only invited reads what was said since, where that is allowed', () => {
  const view = new HistoryView(bob, [visibility(1, 'invited'), member(10, 'invite')]);
  expect([5, 15].map((stream) => view.canSee(message(stream)))).toEqual([false, true]);
  const shared = new HistoryView(bob, [visibility(1, 'shared'), member(10, 'invite')]);
  expect(shared.canSee(message(15))).toBe(false);
});

test('history that was closed later stays open for what was said before', () => {
  const view = new HistoryView(bob, [visibility(1, 'world_readable'), visibility(10, 'joined'), member(20, 'join')]);
  expect([5, 15, 25].map((stream) => view.canSee(message(stream)))).toEqual([true, false, true]);
  expect(view.canSee(visibility(10, 'joined'))).toBe(true); // by what it was before
});
