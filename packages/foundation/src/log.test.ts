import { expect, test } from 'vitest';
import { createLogger } from './log.ts';

function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  write(createLogger('info', { write: (line) => (text += line) }));
  return text;
}

test('a secret that slips into a line is blanked, wherever it stands', () => {
  const text = logged((log) => log.info({ password: 'hunter2', body: { token: 'hunter2', form: { passcode: 'hunter2' } } }, 'sign-in'));
  expect(text).not.toContain('hunter2');
  expect(text).toContain('[redacted]');
});

test('lines below the level are not written', () => {
  expect(logged((log) => log.debug('quiet'))).toBe('');
});
