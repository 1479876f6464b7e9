/** Messages that only one browser opens (RFC 8291 over RFC 8188), and the proof of who sends them (RFC 8292). */
import { createCipheriv, createECDH, createPrivateKey, hkdfSync, sign } from 'node:crypto';

const RECORD_BYTES = 4096;
/** RFC 8292 §2 allows a day. */
const PROOF_S = 12 * 3600;

export interface WebPushKey {
  /** 32 bytes, P-256. */
  privateKey: Buffer;
  /** 65 bytes, not compressed. */
  publicKey: Buffer;
}

export interface Subscription {
  /** The browser's public key, 65 bytes. */
  p256dh: Buffer;
  /** Its secret, 16 bytes. */
  auth: Buffer;
}

export function newWebPushKey(): WebPushKey {
  const pair = createECDH('prime256v1');
  const publicKey = pair.generateKeys();
  // Leading zeros are left out of what it gives.
  return { publicKey, privateKey: Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()]).subarray(-32) };
}

/**
 * The body of a request to a push service, `Content-Encoding: aes128gcm`.
 * @param text shorter than 4,000 bytes: it is one record, and push services take no more
 * @param once the key of this message and 16 bytes of salt, used for no other
 * @throws when the browser's key is no point of the curve
 */
export function sealed(text: Buffer, to: Subscription, once: { key: WebPushKey; salt: Buffer }): Buffer {
  const own = createECDH('prime256v1');
  own.setPrivateKey(once.key.privateKey);
  const shared = own.computeSecret(to.p256dh);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), to.p256dh, once.key.publicKey]);
  const secret = Buffer.from(hkdfSync('sha256', shared, to.auth, info, 32));
  const derived = (name: string, bytes: number): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, once.salt, `Content-Encoding: ${name}\0`, bytes));
  const cipher = createCipheriv('aes-128-gcm', derived('aes128gcm', 16), derived('nonce', 12));
  const record = Buffer.concat([cipher.update(text), cipher.update(Buffer.from([2])), cipher.final(), cipher.getAuthTag()]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(RECORD_BYTES);
  return Buffer.concat([once.salt, size, Buffer.from([once.key.publicKey.length]), once.key.publicKey, record]);
}

/**
 * The header `Authorization` for a push service.
 * @param subject how its operators reach us: `https:` or `mailto:`
 */
export function proof(key: WebPushKey, audience: string, subject: string, nowMs: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const expires = Math.floor(nowMs / 1_000) + PROOF_S;
  const claim = `${part({ typ: 'JWT', alg: 'ES256' })}.${part({ aud: audience, exp: expires, sub: subject })}`;
  const jwk = {
    ...{ kty: 'EC', crv: 'P-256', d: key.privateKey.toString('base64url') },
    ...{ x: key.publicKey.subarray(1, 33).toString('base64url'), y: key.publicKey.subarray(33).toString('base64url') },
  };
  const signer = { key: createPrivateKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' as const };
  const signature = sign('sha256', Buffer.from(claim), signer).toString('base64url');
  return `vapid t=${claim}.${signature}, k=${key.publicKey.toString('base64url')}`;
}
