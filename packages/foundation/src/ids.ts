import { createHash, randomBytes } from 'node:crypto';

/** A new random id of 128 bits as 22 characters of base64url. */
export function newId(): string {
  return randomBytes(16).toString('base64url');
}

/** A new secret of 256 bits as 43 characters of base64url: for cookies and one-time links. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a secret: SHA-256, base64url. Enough for secrets of 256 random bits (no salt, no stretching needed). */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
