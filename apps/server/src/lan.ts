import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { X509Certificate } from 'node:crypto';
import { StartRefused } from './start-refused.ts';

/** This machine's address in its network: the first IPv4 one that is no loopback, else the first such IPv6 one. */
export function lanAddress(interfaces = networkInterfaces()): string | undefined {
  const all = Object.values(interfaces)
    .flatMap((list) => list ?? [])
    .filter((address) => !address.internal);
  const usable = (family: string) => all.find((address) => address.family === family && !/^(169\.254\.|fe80:)/i.test(address.address));
  return (usable('IPv4') ?? usable('IPv6'))?.address;
}

/** Less than this left, and a new one is made. */
const RENEW_BEFORE_MS = 24 * 3600 * 1000;
const VALID_DAYS = 90;

/**
 * A certificate that this machine signed for itself, for a first try in a local network: browsers warn once and then
 * give camera and microphone, which they refuse on plain HTTP. Kept in the folder until it runs out or the address changes.
 * @throws {StartRefused} when there is no `openssl` program
 */
export async function selfSignedCertificate(folder: string, address: string): Promise<{ cert: Buffer; key: Buffer }> {
  const cert = join(folder, 'lan-certificate.pem');
  const key = join(folder, 'lan-key.pem');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(key) || !isGood(cert, address)) await makeCertificate(cert, key, address);
  return { cert: readFileSync(cert), key: readFileSync(key) };
}

function isGood(file: string, address: string): boolean {
  if (!existsSync(file)) return false;
  const certificate = new X509Certificate(readFileSync(file));
  return certificate.checkIP(address) !== undefined && certificate.validToDate.getTime() - Date.now() > RENEW_BEFORE_MS;
}

async function makeCertificate(cert: string, key: string, address: string): Promise<void> {
  const names = `subjectAltName=DNS:localhost,IP:127.0.0.1,IP:${address}`;
  const request = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    String(VALID_DAYS),
    '-subj',
    '/CN=Saal',
  ];
  try {
    await promisify(execFile)('openssl', [...request, '-addext', names, '-keyout', key, '-out', cert]);
  } catch (cause) {
    throw new StartRefused(
      'the certificate for --lan could not be made',
      'install openssl (apt-get install openssl), or give SAAL_TLS_CERTIFICATE and SAAL_TLS_KEY',
      { cause },
    );
  }
}
