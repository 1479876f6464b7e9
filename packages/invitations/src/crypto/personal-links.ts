import { createHmac } from 'node:crypto';
import { hashSecret } from '@saal/foundation';
import type { PersonalLinks } from '../invitee-ports.ts';

/**
 * Secrets of 256 bits that are drawn from the installation's secret instead of being kept: a letter can be written again, and its
 * link shown to whoever invited, although the database has no more than hashes.
 */
export function personalLinks(installationSecret: string): PersonalLinks {
  const key = createHmac('sha256', installationSecret).update('saal personal links').digest();
  return {
    secretOf: ({ id, generation }) => createHmac('sha256', key).update(`${id}.${generation}`).digest('base64url'),
    hash: hashSecret,
  };
}
