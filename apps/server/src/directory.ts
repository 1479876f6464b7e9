import { readFileSync } from 'node:fs';
import { DirectorySettings } from '@saal/accounts';
import { z } from 'zod';
import type { Config } from './config/schema.ts';
import { StartRefused } from './start-refused.ts';

/** @throws {StartRefused} when the file cannot be read or says what it may not */
export function directoryOf({ SAAL_DIRECTORY_FILE: file }: Pick<Config, 'SAAL_DIRECTORY_FILE'>): DirectorySettings | undefined {
  if (file === undefined) return undefined;
  try {
    const settings = DirectorySettings.parse(JSON.parse(readFileSync(file, 'utf8')));
    // Missing files are told now and not at the first reading, at night.
    for (const needed of [settings.passwordFile, settings.caFile]) if (needed !== undefined) readFileSync(needed);
    return settings;
  } catch (cause) {
    const what = cause instanceof z.ZodError ? z.prettifyError(cause) : cause instanceof Error ? cause.message : 'unknown';
    throw new StartRefused(`the directory's file ${file} cannot be used: ${what}`, 'deploy/directory.example.json shows what it may say', {
      cause,
    });
  }
}
