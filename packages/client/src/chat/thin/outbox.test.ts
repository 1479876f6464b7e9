import { beforeEach, expect, test } from 'vitest';
import { FakeTimers } from '../../testing/fake-timers.ts';
import { ChatFailed } from '../chat-failed.ts';
import { Outbox, type Unsent } from './outbox.ts';

let timers: FakeTimers;
let kept: Map<string, string>;
/** What the server got, by key. */
let sent: string[];
let answer: (unsent: Unsent) => Promise<string>;

beforeEach(() => {
  [timers, kept, sent] = [new FakeTimers(), new Map<string, string>(), []];
  answer = ({ key }) => Promise.resolve(`$${key}`);
});

function outbox(): Outbox {
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const send = (unsent: Unsent): Promise<string> => {
    sent.push(unsent.key);
    return answer(unsent);
  };
  return new Outbox({ send, storage, storageKey: 'unsent', timers, backoffMs: () => 500, changed: () => undefined });
}
const words = (key: string): Unsent => ({ key, atMs: 0, content: { msgtype: 'm.text', body: key } });
/** What needs no time is done. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const away = () => Promise.reject(new ChatFailed('offline', 'away'));

test('goes out in the order it was written, one after the other', async () => {
  const box = outbox();
  await Promise.all(['a', 'b', 'c'].map((key) => box.add(words(key))));
  expect(sent).toEqual(['a', 'b', 'c']);
  expect(box.all.map(({ eventId }) => eventId)).toEqual(['$a', '$b', '$c']);
  expect(kept.size).toBe(0);
});

test('waits for the network and goes on by itself, in order', async () => {
  answer = away;
  const box = outbox();
  const both = Promise.all([box.add(words('a')), box.add(words('b'))]);
  await settled();
  expect(sent).toEqual(['a']);
  answer = ({ key }) => Promise.resolve(`$${key}`);
  timers.advance(500);
  await both;
  expect(sent).toEqual(['a', 'a', 'b']);
});

test('what was not sent goes out after a reload, with the same number', async () => {
  answer = away;
  const box = outbox();
  const never = box.add(words('a'));
  never.catch(() => undefined); // The page is gone.
  await settled();
  expect(sent).toEqual(['a']);
  box.close();
  answer = ({ key }) => Promise.resolve(`$${key}`);
  const next = outbox();
  expect(next.all).toEqual([words('a')]);
  next.resume();
  await settled();
  expect(next.all[0]?.eventId).toBe('$a');
  expect(sent).toEqual(['a', 'a']);
});

test('waits as long as the server says', async () => {
  answer = () => Promise.reject(new ChatFailed('rate_limited', 'slower', { retryAfterMs: 7_000 }));
  const box = outbox();
  const done = box.add(words('a'));
  await settled();
  expect(sent).toEqual(['a']);
  answer = ({ key }) => Promise.resolve(`$${key}`);
  timers.advance(6_999);
  expect(sent).toEqual(['a']);
  timers.advance(1);
  await done;
});

test('what is refused is told, holds nobody up, and can be tried again or thrown away', async () => {
  answer = ({ key }) => (key === 'a' ? Promise.reject(new ChatFailed('forbidden', 'no')) : Promise.resolve(`$${key}`));
  const box = outbox();
  const refused = box.add(words('a'));
  await Promise.all([expect(refused).rejects.toMatchObject({ code: 'forbidden' }), box.add(words('b'))]);
  expect(box.all).toMatchObject([{ key: 'a', failed: 'forbidden' }, { eventId: '$b' }]);
  answer = ({ key }) => Promise.resolve(`$${key}`);
  await box.retry('a');
  expect(box.all[0]).toMatchObject({ key: 'a', eventId: '$a' });
  box.discard('a');
  expect(box.all.map(({ key }) => key)).toEqual(['b']);
});
