/** Signing in to chat with the session of our own pages: the cookie proves who it is, chat gives a token for this browser. */
import { ChatFailed } from '../chat-failed.ts';
import { randomId } from '../../random-id.ts';
import { SESSION } from '../stored.ts';
import type { Kept } from './kept.ts';

const DEVICE = 'device';

export interface ChatEntry {
  userId: string;
  deviceId: string;
  accessToken: string;
}

export interface SignInOptions {
  baseUrl: string;
  fetch: typeof fetch;
  kept: Kept;
  /** As the person reads it in the list of devices. */
  deviceName: string;
}

/** The entry of the last time, or a new one for the same device. @throws {ChatFailed} signed_out, offline */
export async function entryOfBrowser(options: SignInOptions): Promise<ChatEntry> {
  const kept = await options.kept.get(SESSION);
  return isEntry(kept) ? kept : signIn(options);
}

/** @throws {ChatFailed} signed_out: nobody is signed in here; offline */
export async function signIn({ baseUrl, fetch, kept, deviceName }: SignInOptions): Promise<ChatEntry> {
  const known = await kept.get(DEVICE);
  const deviceId = typeof known === 'string' ? known : newDeviceId();
  if (known !== deviceId) await kept.set(DEVICE, deviceId);
  let response: Response;
  try {
    response = await fetch(`${baseUrl}/_matrix/client/v3/login`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'eu.saal.login.session', device_id: deviceId, initial_device_display_name: deviceName }),
    });
  } catch (error) {
    throw new ChatFailed('offline', 'no answer to the sign-in', { cause: error });
  }
  if (response.status === 403 || response.status === 401) throw new ChatFailed('signed_out', 'nobody is signed in here');
  if (!response.ok) throw new ChatFailed('offline', `sign-in answered ${response.status}`);
  const answer = (await response.json()) as { user_id?: unknown; access_token?: unknown };
  const entry = { userId: answer.user_id, deviceId, accessToken: answer.access_token };
  if (!isEntry(entry)) throw new ChatFailed('failed', 'the sign-in is not understood');
  await kept.set(SESSION, entry);
  return entry;
}

/** The token is no longer good. The device stays the same one, with its keys. */
export async function forgetEntry(kept: Kept): Promise<void> {
  await kept.delete(SESSION);
}

const newDeviceId = (): string =>
  `WEB${randomId()
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .slice(0, 12)
    .toUpperCase()}`;

function isEntry(value: unknown): value is ChatEntry {
  const { userId, deviceId, accessToken } = (value ?? {}) as Record<string, unknown>;
  return typeof userId === 'string' && typeof deviceId === 'string' && typeof accessToken === 'string';
}
