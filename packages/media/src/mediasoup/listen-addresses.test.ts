import { expect, test } from 'vitest';
import { listenInfos } from './listen-addresses.ts';

test('one worker listens on one port, UDP first, and browsers are told the public address', () => {
  const infos = listenInfos('0.0.0.0', 'media.example.org', 44_000);
  expect(infos).toMatchObject([
    { protocol: 'udp', ip: '0.0.0.0', announcedAddress: 'media.example.org', port: 44_000 },
    { protocol: 'tcp', ip: '0.0.0.0', announcedAddress: 'media.example.org', port: 44_000 },
  ]);
});

test('without a public address, "all addresses" are the own ones, never 0.0.0.0 itself', () => {
  const ips = listenInfos('0.0.0.0', undefined, 44_000).map(({ ip }) => ip);
  expect(ips).toContain('127.0.0.1');
  expect(ips).not.toContain('0.0.0.0');
});
