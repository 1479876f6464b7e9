/** Keys and self-made certificates, by OpenSSL as operators make them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type KeyPair = { privateKey: string; certificate: string };
/** An authority of one's own, as a house has one for its inner servers. */
export type Authority = { certificate: string; issue(alternativeName: string): KeyPair };

/** Signed by itself. */
export function makeKeyPair(name: string): KeyPair {
  return inFolder((folder) => made(folder, name, []));
}

export function makeAuthority(name: string): Authority {
  const own = makeKeyPair(name);
  return {
    certificate: own.certificate,
    issue: (alternativeName) =>
      inFolder((folder) => {
        const [key, certificate] = [join(folder, 'ca-key.pem'), join(folder, 'ca.pem')];
        writeFileSync(key, own.privateKey, { mode: 0o600 });
        writeFileSync(certificate, own.certificate);
        const signing = ['-CA', certificate, '-CAkey', key, '-addext', `subjectAltName=${alternativeName}`];
        return made(folder, 'server', [...signing, '-addext', 'basicConstraints=critical,CA:FALSE']);
      }),
  };
}

function made(folder: string, name: string, more: readonly string[]): KeyPair {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '2'];
  execFileSync('openssl', [...request, '-subj', `/CN=${name}`, ...more], { stdio: 'ignore' });
  return { privateKey: readFileSync(key, 'utf8'), certificate: readFileSync(certificate, 'utf8') };
}

function inFolder<T>(task: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'saal-key-'));
  try {
    return task(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
