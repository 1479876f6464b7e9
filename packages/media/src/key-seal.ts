import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const cipher = 'aes-256-gcm';
const keyBytes = 32;
/** Random ones, as NIST SP 800-38D (8.2.2) allows for up to 2^32 messages of one key: more pipes than ever will be. */
const nonceBytes = 12;
const tagBytes = 16;

/** Hides what must not be read on the bus from all who do not hold the cluster's secret. */
export class KeySeal {
  readonly #key: Buffer;

  constructor(clusterSecret: string) {
    this.#key = Buffer.from(hkdfSync('sha256', clusterSecret, '', 'saal: SRTP keys of pipes, 1', keyBytes));
  }

  /** @param context what it belongs to; it opens with the same only */
  seal(text: string, context: string): string {
    const nonce = randomBytes(nonceBytes);
    const sealing = createCipheriv(cipher, this.#key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(context));
    const hidden = Buffer.concat([sealing.update(text), sealing.final()]);
    return Buffer.concat([nonce, sealing.getAuthTag(), hidden]).toString('base64url');
  }

  /** @throws {Error} sealed with another secret, for something else, or changed on the way */
  open(sealed: string, context: string): string {
    const bytes = Buffer.from(sealed, 'base64url');
    const nonce = bytes.subarray(0, nonceBytes);
    const tag = bytes.subarray(nonceBytes, nonceBytes + tagBytes);
    const opening = createDecipheriv(cipher, this.#key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(context)).setAuthTag(tag);
    return Buffer.concat([opening.update(bytes.subarray(nonceBytes + tagBytes)), opening.final()]).toString();
  }
}
