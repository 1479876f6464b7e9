/** One connection to the directory for one task; a directory that was away is reached again by the next. */
import { readFileSync } from 'node:fs';
import { SaalError } from '@saal/foundation/pure';
import { Client } from 'ldapts';
import type { DirectorySettings } from './settings.ts';

export class DirectoryAway extends SaalError {
  readonly code = 'not_ready';
  constructor(options: { cause: unknown }) {
    super('the directory does not answer as it should', options);
  }
}

/** Opens a connection on which nobody is signed in. */
async function open(settings: DirectorySettings): Promise<Client> {
  const tlsOptions = {
    minVersion: 'TLSv1.2' as const,
    // Whose certificate it has to be. With StartTLS nobody else says so, and one for `localhost` would do.
    host: new URL(settings.url).hostname.replace(/^\[|\]$/g, ''),
    ...(settings.caFile === undefined ? {} : { ca: readFileSync(settings.caFile) }),
  };
  const isTls = settings.url.startsWith('ldaps:');
  const client = new Client({
    ...{ url: settings.url, timeout: settings.timeoutMs, connectTimeout: Math.min(settings.timeoutMs, 10_000) },
    ...(isTls ? { tlsOptions } : {}),
  });
  if (settings.startTls && !isTls) await client.startTLS(tlsOptions);
  return client;
}

async function withClient<T>(settings: DirectorySettings, task: (client: Client) => Promise<T>): Promise<T> {
  const client = await open(settings);
  try {
    return await task(client);
  } finally {
    await client.unbind();
  }
}

/** With the rights of the account that reads the directory. @throws {DirectoryAway} */
export async function asReader<T>(settings: DirectorySettings, task: (client: Client) => Promise<T>): Promise<T> {
  try {
    return await withClient(settings, async (client) => {
      await client.bind(settings.bindDn, readFileSync(settings.passwordFile, 'utf8').replace(/\r?\n$/, ''));
      return task(client);
    });
  } catch (error) {
    throw new DirectoryAway({ cause: error });
  }
}

/** Whether this is the password of that entry. @throws what else goes wrong than a refusal of it */
export async function mayBind(
  settings: DirectorySettings,
  dn: string,
  password: string,
  isRefusal: (error: unknown) => boolean,
): Promise<boolean> {
  try {
    return await withClient(settings, async (client) => {
      await client.bind(dn, password);
      return true;
    });
  } catch (error) {
    if (isRefusal(error)) return false;
    throw new DirectoryAway({ cause: error });
  }
}
