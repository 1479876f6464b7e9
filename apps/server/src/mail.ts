/** Mail of this server by its configuration: out by the relay of the house, and back in. */
import { readFileSync } from 'node:fs';
import { systemClock, type Database, type Logger } from '@saal/foundation';
import { createOutbox, noOutbox, type MailFeature, type MailSettings } from '@saal/invitations';
import type { Config } from './config/schema.ts';
import { StartRefused } from './start-refused.ts';

/** @throws {StartRefused} when the file of the password cannot be read, or the port for incoming mail not be opened */
export async function startMail(
  config: Config,
  parts: { db: Database; databaseUrl: string; installationSecret: string; log: Logger },
): Promise<MailFeature> {
  const settings = settingsOf(config, parts.installationSecret);
  if (!settings) return { outbox: noOutbox, putIn: () => Promise.resolve(), close: () => Promise.resolve() };
  try {
    return await createOutbox({ db: parts.db, databaseUrl: parts.databaseUrl, clock: systemClock, log: parts.log, settings });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw cause;
    const place = `${config.SAAL_MAIL_RECEIVE_HOST}:${config.SAAL_MAIL_RECEIVE_PORT ?? ''}`;
    throw new StartRefused(`${place} cannot be opened for mail (${code})`, 'correct SAAL_MAIL_RECEIVE_HOST and SAAL_MAIL_RECEIVE_PORT', {
      cause,
    });
  }
}

function settingsOf(config: Config, installationSecret: string): MailSettings | undefined {
  const { SAAL_MAIL_HOST: host, SAAL_MAIL_FROM: from, SAAL_MAIL_ANSWERS_TO: answersTo, SAAL_MAIL_RECEIVE_PORT: receivePort } = config;
  if (host === undefined || from === undefined) return undefined;
  const { SAAL_MAIL_USER: user, SAAL_MAIL_PASSWORD_FILE: file } = config;
  return {
    relay: {
      ...{ host, port: config.SAAL_MAIL_PORT, security: config.SAAL_MAIL_SECURITY, perMinute: config.SAAL_MAIL_PER_MINUTE },
      ...(user === undefined || file === undefined ? {} : { user, password: passwordIn(file) }),
    },
    ...{ from, installationSecret },
    house: {
      name: config.SAAL_MAIL_HOUSE_NAME ?? config.SAAL_PRODUCT_NAME,
      imprintUrl: config.SAAL_IMPRINT_URL,
      privacyUrl: config.SAAL_PRIVACY_URL,
    },
    ...(answersTo === undefined ? {} : { answersTo }),
    ...(receivePort === undefined
      ? {}
      : { receive: { host: config.SAAL_MAIL_RECEIVE_HOST, port: receivePort, networks: config.SAAL_MAIL_RECEIVE_NETWORKS } }),
  };
}

function passwordIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new StartRefused(`the file ${file} cannot be read`, 'correct SAAL_MAIL_PASSWORD_FILE or the rights of the file', { cause });
  }
}
