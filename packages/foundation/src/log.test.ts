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

test('of an error only what explains it is written, not what a library hung on it', () => {
  const error = Object.assign(new Error('connection refused', { cause: new Error('no route') }), {
    code: 'ECONNREFUSED',
    client: { password: 'hunter2' },
  });
  const text = logged((log) => log.error({ err: error }, 'database'));
  expect(text).not.toContain('hunter2');
  expect(JSON.parse(text)).toMatchObject({ err: { message: 'connection refused', code: 'ECONNREFUSED', cause: { message: 'no route' } } });
});

test('of a request its path is written, not its query', () => {
  const text = logged((log) => log.info({ req: { method: 'GET', url: '/sync?access_token=hunter2', headers: { cookie: 'hunter2' } } }));
  expect(text).not.toContain('hunter2');
  expect(JSON.parse(text)).toMatchObject({ req: { method: 'GET', path: '/sync' } });
});

test('of the address of a calendar feed the secret is left out', () => {
  const text = logged((log) => log.info({ req: { method: 'GET', url: '/api/calendars/feed/hunter2.ics?x=hunter2' } }));
  expect(text).not.toContain('hunter2');
  expect(JSON.parse(text)).toMatchObject({ req: { path: '/api/calendars/feed/[redacted]' } });
});

test('lines below the level are not written', () => {
  expect(logged((log) => log.debug('quiet'))).toBe('');
});
