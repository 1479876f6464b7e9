import { defineConfig } from 'vitest/config';

/** Tests of the whole product: real server process, real browser. One file at a time, for two cores. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['tests/**/*.e2e.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // One PostgreSQL for all files; each server has a database of its own.
    globalSetup: './packages/foundation/src/testing/global-setup.ts',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
  },
});
