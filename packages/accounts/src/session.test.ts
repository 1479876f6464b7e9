import { PersonId } from '@saal/protocol';
import { expect, test } from 'vitest';
import { defaultPolicies } from './policies.ts';
import { describeAgent, isOver, SESSION_IDLE_MS, sessionEnds, shouldNoteUse } from './session.ts';

const session = { id: 's', personId: PersonId.parse('alice-alice'), agent: '?', createdAtMs: 0, lastSeenAtMs: 1_000 };

test('a session lives for 30 days after its last use, if the house says nothing else', () => {
  const after = (ms: number) => sessionEnds(defaultPolicies, 1_000 + ms);
  expect(isOver(session, after(SESSION_IDLE_MS - 1))).toBe(false);
  expect(isOver(session, after(SESSION_IDLE_MS))).toBe(true);
});

test('the house ends sessions that are not used, and those that were begun long ago', () => {
  const hourMs = 3_600_000;
  const policies = { sessionIdleHours: 1, sessionMostHours: 10 };
  const usedAt = (lastSeenAtMs: number) => ({ ...session, lastSeenAtMs });
  expect(isOver(usedAt(0), sessionEnds(policies, hourMs - 1))).toBe(false);
  expect(isOver(usedAt(0), sessionEnds(policies, hourMs))).toBe(true);
  expect(isOver(usedAt(10 * hourMs - 2), sessionEnds(policies, 10 * hourMs - 1))).toBe(false);
  expect(isOver(usedAt(10 * hourMs - 2), sessionEnds(policies, 10 * hourMs))).toBe(true);
});

test('use is noted at most once a minute', () => {
  expect(shouldNoteUse(session, 60_999)).toBe(false);
  expect(shouldNoteUse(session, 61_000)).toBe(true);
});

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox 140, Linux'],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0',
    'Edge 141, Windows',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/141.0.0.0 Safari/537.36', 'Chrome 141, Linux'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    'Safari 18, iOS',
  ],
  [
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36',
    'Chrome 141, Android',
  ],
  ['curl/8.5.0', '?'],
  [undefined, '?'],
  ['\u001b[31m<script>alert(1)</script>\r\nFirefox/99999999', 'Firefox 9999'],
])('agent %s is told as %s', (header, words) => {
  expect(describeAgent(header)).toBe(words);
});
