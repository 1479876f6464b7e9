/**
 * What a provider encrypted for us (XML Encryption 1.1): AES-GCM with a key wrapped by RSA-OAEP. AES-CBC only where the operator allows it,
 * since it lets whoever changes it learn from our answers; RSA 1.5 and triple DES never.
 */
import { constants, createDecipheriv, privateDecrypt } from 'node:crypto';
import { xpath } from '@node-saml/node-saml/lib/xml.js';
import type { SamlProvider } from '../provider.ts';

/** Wrapped for so many readers at most, of whom we are one. */
const MAX_WRAPPED = 5;
const TAG_BYTES = 16;
const XMLENC = 'http://www.w3.org/2001/04/xmlenc#';
const XMLENC11 = 'http://www.w3.org/2009/xmlenc11#';
const OAEP = `${XMLENC}rsa-oaep-mgf1p`;
const OAEP11 = `${XMLENC11}rsa-oaep`;
const digests: Readonly<Record<string, string>> = {
  'http://www.w3.org/2000/09/xmldsig#sha1': 'sha1',
  [`${XMLENC}sha256`]: 'sha256',
  [`${XMLENC}sha512`]: 'sha512',
};
/** What OAEP's mask is made by; Node knows only the one its digest is. */
const masks: Readonly<Record<string, string>> = {
  [`${XMLENC11}mgf1sha1`]: 'sha1',
  [`${XMLENC11}mgf1sha256`]: 'sha256',
  [`${XMLENC11}mgf1sha512`]: 'sha512',
};
const ciphers: Readonly<Record<string, { name: 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm'; keyBytes: number }>> = {
  [`${XMLENC11}aes128-gcm`]: { name: 'aes-128-gcm', keyBytes: 16 },
  [`${XMLENC11}aes192-gcm`]: { name: 'aes-192-gcm', keyBytes: 24 },
  [`${XMLENC11}aes256-gcm`]: { name: 'aes-256-gcm', keyBytes: 32 },
};
const cbcCiphers: Readonly<Record<string, { name: string; keyBytes: number }>> = {
  [`${XMLENC}aes128-cbc`]: { name: 'aes-128-cbc', keyBytes: 16 },
  [`${XMLENC}aes256-cbc`]: { name: 'aes-256-cbc', keyBytes: 32 },
};

/**
 * @param encrypted element around one `EncryptedData` and its wrapped keys
 * @returns undefined: not ours to open, or not in a way that is good; why is told to nobody
 */
export function decryptedText(encrypted: Element, keys: SamlProvider['decryptionKeys'], acceptCbc: boolean): string | undefined {
  const [data, another] = xpath.selectElements(encrypted, "./*[local-name()='EncryptedData']");
  const wrapped = xpath.selectElements(encrypted, ".//*[local-name()='EncryptedKey']");
  if (!data || another || wrapped.length > MAX_WRAPPED) return undefined;
  const algorithm = algorithmOf(data);
  const content = bytesIn(data);
  for (const one of wrapped)
    for (const { privateKey } of keys) {
      try {
        return opened(algorithm, unwrapped(one, privateKey), content, acceptCbc).toString('utf8');
      } catch {
        // Wrapped for another reader, or broken: which of the two shall not be told apart.
      }
    }
  return undefined;
}

function unwrapped(wrapped: Element, privateKey: string): Buffer {
  const algorithm = algorithmOf(wrapped);
  const digest = xpath.selectAttributes(wrapped, "./*[local-name()='EncryptionMethod']/*[local-name()='DigestMethod']/@Algorithm")[0];
  const mask = xpath.selectAttributes(wrapped, "./*[local-name()='EncryptionMethod']/*[local-name()='MGF']/@Algorithm")[0];
  const oaepHash = digest === undefined ? 'sha1' : digests[digest.value];
  const maskHash = mask === undefined ? 'sha1' : masks[mask.value];
  // With the older name the mask is made by SHA-1 (5.5.2); Node cannot have it differ from the digest.
  if (!(algorithm === OAEP || algorithm === OAEP11) || oaepHash === undefined || maskHash !== oaepHash)
    throw new TypeError('unknown wrapping');
  return privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, bytesIn(wrapped));
}

function opened(algorithm: string, key: Buffer, content: Buffer, acceptCbc: boolean): Buffer {
  const gcm = ciphers[algorithm];
  if (gcm) {
    if (key.length !== gcm.keyBytes || content.length < 12 + TAG_BYTES) throw new TypeError('cut off');
    const decipher = createDecipheriv(gcm.name, key, content.subarray(0, 12), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(content.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(content.subarray(12, -TAG_BYTES)), decipher.final()]);
  }
  const cbc = acceptCbc ? cbcCiphers[algorithm] : undefined;
  if (key.length !== cbc?.keyBytes) throw new TypeError('unknown cipher');
  const decipher = createDecipheriv(cbc.name, key, content.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(content.subarray(16)), decipher.final()]);
  // ISO 10126: only the last byte counts, the others are random (5.2.4.1).
  const padding = padded.at(-1) ?? 0;
  if (padding < 1 || padding > 16) throw new TypeError('bad padding');
  return padded.subarray(0, -padding);
}

function algorithmOf(element: Element): string {
  return xpath.selectAttributes(element, "./*[local-name()='EncryptionMethod']/@Algorithm")[0]?.value ?? '';
}

function bytesIn(element: Element): Buffer {
  const [value] = xpath.selectElements(element, "./*[local-name()='CipherData']/*[local-name()='CipherValue']");
  return Buffer.from(value?.textContent ?? '', 'base64');
}
