import { InstallationSeal } from '@saal/foundation';
import type { Seal } from '../factor-ports.ts';

/** Of the secrets of authenticator apps. */
export class AesSeal extends InstallationSeal implements Seal {
  constructor(installationSecret: string) {
    super(installationSecret, 'saal accounts authenticator secrets 1');
  }
}
