/**
 * Addresses that only who got a letter knows: `saal+<id>.<proof>@example.org`. What comes to one belongs to that letter, so nobody
 * answers for others and nobody reports a failure that was none. Small letters and digits only: relays may change the case.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** 80 bits: nobody guesses one against a server that counts; the local part stays below 64 characters (RFC 5321 4.5.3.1.1). */
const PROOF_CHARACTERS = 20;
const MAX_BASE = 10;

export class ReturnAddresses {
  private readonly base: string;
  private readonly domain: string;
  private readonly key: Buffer;

  /**
   * @param address of the house for this, like `saal@example.org`; up to 10 characters before the @
   * @param installationSecret of all servers alike
   */
  constructor(address: string, installationSecret: string) {
    const at = address.lastIndexOf('@');
    this.base = address.slice(0, at).toLowerCase();
    this.domain = address.slice(at + 1).toLowerCase();
    if (at < 1 || this.base.length > MAX_BASE)
      throw new RangeError(`the address for answers needs 1 to ${MAX_BASE} characters before the @`);
    this.key = createHmac('sha256', installationSecret).update('return addresses of letters').digest();
  }

  /** @param id UUID */
  of(id: string): string {
    const name = id.replaceAll('-', '').toLowerCase();
    return `${this.base}+${name}.${this.proof(name)}@${this.domain}`;
  }

  /** @returns the UUID; undefined: no address of ours, or one that was made up */
  idOf(address: string): string | undefined {
    const [, base, name = '', proof = '', domain] = /^([^+@]+)\+([0-9a-f]{32})\.([0-9a-f]{20})@(.+)$/.exec(address.toLowerCase()) ?? [];
    if (base !== this.base || domain !== this.domain) return undefined;
    if (!timingSafeEqual(Buffer.from(proof), Buffer.from(this.proof(name)))) return undefined;
    return name.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  private proof(name: string): string {
    return createHmac('sha256', this.key).update(name).digest('hex').slice(0, PROOF_CHARACTERS);
  }
}
