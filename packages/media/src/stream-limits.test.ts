import { expect, test } from 'vitest';
import { checkStreamLimit } from './stream-limits.ts';

test('a device sends one microphone and one camera', () => {
  expect(() => checkStreamLimit([], { source: 'camera' })).not.toThrow();
  expect(() => checkStreamLimit([{ source: 'camera' }], { source: 'microphone' })).not.toThrow();
  expect(() => checkStreamLimit([{ source: 'camera' }], { source: 'camera' })).toThrow('at most 1 of camera');
});

test('a device sends three shares with sound each, and each share only once', () => {
  const two = ['a', 'b'].flatMap((shareId) => [
    { source: 'screen' as const, shareId },
    { source: 'screen-audio' as const, shareId },
  ]);
  expect(() => checkStreamLimit(two, { source: 'screen', shareId: 'c' })).not.toThrow();
  expect(() => checkStreamLimit(two, { source: 'screen-audio', shareId: 'b' })).toThrow('at most 1 of screen-audio of one share');
  expect(() => checkStreamLimit([...two, { source: 'screen', shareId: 'c' }], { source: 'screen', shareId: 'd' })).toThrow(
    'at most 3 of screen',
  );
});
