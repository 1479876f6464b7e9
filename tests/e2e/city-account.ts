/** A server on which people sign in with the account of their city, and the provider of it. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startSaal, type SaalProcess } from '@saal/testkit';

/** Where the provider may send people back to; known before the server starts. */
export type Home = { redirectUri: string; backUri: string; metadataUri: string };

/**
 * @param startProvider told where to send people
 * @param settingsOf how the server's settings name this provider, but for id and label
 */
export async function startWithCityAccount<P extends { close(): Promise<void> }>(
  startProvider: (home: Home) => Promise<P>,
  settingsOf: (provider: P) => Record<string, unknown>,
): Promise<{ saal: SaalProcess; provider: P; stop(): Promise<void> }> {
  const port = await freePort();
  const base = `http://localhost:${port}/api/sign-in/city`;
  const provider = await startProvider({ redirectUri: `${base}/callback`, backUri: `${base}/signed-out`, metadataUri: `${base}/metadata` });
  try {
    const city = { id: 'city', label: { de: 'Stadtkonto', en: 'city account' }, ...settingsOf(provider) };
    const file = join(mkdtempSync(join(tmpdir(), 'saal-sign-in-')), 'sign-in.json');
    writeFileSync(file, JSON.stringify({ providers: [city] }), { mode: 0o600 });
    const saal = await startSaal({ port, env: { SAAL_SIGN_IN_FILE: file } });
    return {
      ...{ saal, provider },
      async stop() {
        await saal.stop();
        await provider.close();
      },
    };
  } catch (error) {
    await provider.close();
    throw error;
  }
}
