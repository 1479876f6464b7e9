import { expect, test } from 'vitest';
import { quietMedia } from '../fixtures/fake-session.ts';
import { idOf } from '../fixtures/people.ts';
import { exportText, percent, verdictOf } from './verdict.ts';

test('the verdict is about what one can do: network, own device, or nothing at all', () => {
  expect(verdictOf(quietMedia)).toBe('good');
  expect(verdictOf({ ...quietMedia, quality: { level: 1, reason: 'cpu' } })).toBe('cpu');
  expect(verdictOf({ ...quietMedia, quality: { level: 1, reason: 'network-in' } })).toBe('bad');
  expect(verdictOf({ ...quietMedia, transport: 'failed' })).toBe('off');
});

test('the file for the service desk holds figures and nobody', () => {
  const id = idOf('bob');
  const stream = {
    direction: 'receive' as const,
    source: 'camera',
    participantId: id,
    codec: 'VP8',
    bitrateBps: 400_000,
    packetsLostRatio: 0.01,
    jitterMs: 4,
  };
  const text = exportText({
    state: quietMedia,
    streams: [stream, stream],
    atMs: 0,
    agent: 'test',
    screen: { widthPx: 1, heightPx: 1, pixelRatio: 1 },
  });
  expect(text).not.toContain(id);
  expect(JSON.parse(text)).toMatchObject({
    at: '1970-01-01T00:00:00.000Z',
    path: 'udp',
    streams: [{ codec: 'VP8', person: 1 }, { person: 1 }],
  });
});

test('loss is read as in the language', () => {
  expect(percent(0.0034, 'de-DE').replace(/\s/u, ' ')).toBe('0,3 %');
});
