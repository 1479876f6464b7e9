import { DeviceId } from '@saal/protocol';
import { expect, test } from 'vitest';
import { turnCredentials } from './turn-credentials.ts';

test('TURN credentials carry their expiry and prove themselves with the shared secret', () => {
  const access = { urls: ['turn:turn.example.org:3478'], secret: 'north' };
  const server = turnCredentials(access, DeviceId.parse('alice-device'), 1_700_000_000_500, 3_600_000);
  // printf '1700003600:alice-device' | openssl dgst -sha1 -hmac north -binary | base64
  expect(server).toEqual({ urls: access.urls, username: '1700003600:alice-device', credential: '4Fs0xsQ4leG4VbQTXP37Nxz16po=' });
});
