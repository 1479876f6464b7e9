import { readFileSync } from 'node:fs';
import type { Config } from './config/schema.ts';
import { StartRefused } from './start-refused.ts';

/** Reads the certificate files of the configuration. @throws {StartRefused} */
export function certificateOf(config: Config): { cert: Buffer; key: Buffer } | undefined {
  if (config.SAAL_TLS_CERTIFICATE === undefined || config.SAAL_TLS_KEY === undefined) return undefined;
  try {
    return { cert: readFileSync(config.SAAL_TLS_CERTIFICATE), key: readFileSync(config.SAAL_TLS_KEY) };
  } catch (cause) {
    throw new StartRefused(
      `the certificate cannot be read (${cause instanceof Error ? cause.message : String(cause)})`,
      'correct SAAL_TLS_CERTIFICATE and SAAL_TLS_KEY, or the rights of the files',
      { cause },
    );
  }
}
