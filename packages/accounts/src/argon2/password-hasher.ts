import { hash, verify } from '@node-rs/argon2';
import type { PasswordHasher } from '../ports.ts';
import { BoundedQueue } from '../bounded-queue.ts';

/** argon2id (number 2 of the library's enum, which erased types cannot import), 19 MiB, two passes: OWASP Password Storage Cheat Sheet. */
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Of a password nobody knows, made with the same parameters: what unknown e-mails are checked against. */
const nobody = '$argon2id$v=19$m=19456,t=2,p=1$0iGsoTIEUQRl8g85EbPMeg$dl0bylr/5jM/dfAVtZOkEH4d0zRL9sQEO1hS8l7MPlc';

export class Argon2PasswordHasher implements PasswordHasher {
  /** Two at once leave the processor to the meetings; those who wait are served within a second or so. */
  readonly #queue = new BoundedQueue({ atOnce: 2, maxWaiting: 60, retryAfterMs: 2_000 });

  async hash(password: string): Promise<string> {
    return this.#queue.run(() => hash(password.normalize('NFC'), parameters));
  }

  async verify(storedHash: string | undefined, password: string): Promise<boolean> {
    const right = await this.#queue.run(() => verify(storedHash ?? nobody, password.normalize('NFC')));
    return right && storedHash !== undefined;
  }
}
