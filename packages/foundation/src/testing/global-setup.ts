import { startTestCluster } from './cluster.ts';

/** vitest `globalSetup`: one PostgreSQL for the whole run, unless SAAL_TEST_DATABASE_URL names one. The workers inherit the variable. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['SAAL_TEST_DATABASE_URL']) return undefined;
  const cluster = await startTestCluster();
  process.env['SAAL_TEST_DATABASE_URL'] = cluster.url;
  return async () => {
    delete process.env['SAAL_TEST_DATABASE_URL'];
    await cluster.stop();
  };
}
