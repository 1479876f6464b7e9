import { expect, test } from 'vitest';
import { createAnnouncer } from './announcer.ts';

/** Timers that fire when told to. */
function timers() {
  let waiting: { ms: number; run: () => void }[] = [];
  return {
    after: (ms: number, run: () => void) => {
      const entry = { ms, run };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((one) => one !== entry);
      };
    },
    fire() {
      const now = waiting;
      waiting = [];
      now.forEach((one) => one.run());
    },
  };
}

function announcer(over: { wanted?: boolean; people?: number } = {}) {
  const clock = timers();
  const said = createAnnouncer({
    peopleNow: () => over.people ?? 4,
    wanted: () => over.wanted ?? true,
    words: (told) => `${told.count} ${told.kind}`,
    after: clock.after,
  });
  const heard: string[] = [];
  said.subscribe(() => {
    const { polite, assertive } = said.get();
    for (const text of [polite, assertive]) if (text && text !== heard.at(-1)) heard.push(text);
  });
  return { said, clock, heard };
}

test('several who come within five seconds are said in one sentence', () => {
  const { said, clock, heard } = announcer();
  said.came([{ kind: 'joined', name: 'Alice' }]);
  said.came([
    { kind: 'joined', name: 'Bob' },
    { kind: 'joined', name: 'Carol' },
  ]);
  expect(heard).toEqual([]);
  clock.fire();
  expect(heard).toEqual(['3 joined']);
});

test('who does not want to hear of comings does not', () => {
  const { said, clock, heard } = announcer({ wanted: false });
  said.came([{ kind: 'joined', name: 'Alice' }]);
  clock.fire();
  expect(heard).toEqual([]);
});

test('polite sentences follow each other, an urgent one is said at once', () => {
  const { said, clock, heard } = announcer();
  said.say('one');
  said.say('two');
  said.say('now', 'assertive');
  expect(heard).toEqual(['one', 'now']);
  clock.fire();
  expect(heard).toContain('two');
});

test('it closes after everything was said, and before anything was', () => {
  const { said, clock } = announcer();
  said.came([{ kind: 'joined', name: 'Alice' }]);
  clock.fire();
  clock.fire();
  expect(() => said.close()).not.toThrow();
  expect(() => announcer().said.close()).not.toThrow();
});
