/** Secrets that the database must not tell alone. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { SaalError } from './errors.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Another installation secret than the one it was sealed with, or another owner. */
export class SealBroken extends SaalError {
  readonly code = 'internal';
  constructor(options: { cause?: unknown }) {
    super('a sealed secret cannot be opened: is the installation secret another one?', options);
  }
}

/** AES-256-GCM with a key of its own for each purpose, derived from the installation's secret (docs/decisions/0042). */
export class InstallationSeal {
  readonly #key: Buffer;

  constructor(installationSecret: string, purpose: string) {
    this.#key = Buffer.from(hkdfSync('sha256', installationSecret, '', purpose, 32));
  }

  /** @param owner whose it is: what was sealed for one opens for nobody else */
  close(plain: string, owner: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(owner));
    return Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  }

  /** @throws {SealBroken} */
  open(sealed: string, owner: string): string {
    const bytes = Buffer.from(sealed, 'base64url');
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(owner))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new SealBroken({ cause });
    }
  }
}
