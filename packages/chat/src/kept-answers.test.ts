import { expect, test } from 'vitest';
import type { UserId } from './ids.ts';
import { KeptAnswers } from './kept-answers.ts';

const alice = '@alice:stadt.example' as UserId;

function kept() {
  let nowMs = 0;
  let asked = 0;
  const answers = new KeptAnswers<number>({ now: () => nowMs, after: () => () => undefined }, 1_000);
  answers.listening(true);
  const get = () => answers.get('token', async () => ++asked, () => alice); // prettier-ignore
  return { answers, get, pass: (ms: number) => (nowMs += ms) };
}

test('it is asked once, until something of theirs changes or its time is over', async () => {
  const { answers, get, pass } = kept();
  expect([await get(), await get()]).toEqual([1, 1]);
  answers.forget([alice]);
  expect(await get()).toBe(2);
  pass(1_001);
  expect(await get()).toBe(3);
});

test('what was being asked when it changed is not kept', async () => {
  const { answers, get } = kept();
  const asking = get();
  answers.forget([alice]);
  expect([await asking, await get()]).toEqual([1, 2]);
});

test('while other servers are not heard nothing is kept', async () => {
  const { answers, get } = kept();
  await get();
  answers.listening(false);
  expect([await get(), await get()]).toEqual([2, 3]);
});
