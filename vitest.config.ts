import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const left = ['**/node_modules/**', '**/dist/**', 'tests/**'];
/** Generous: a loaded machine with two cores must not turn a good test red. */
const slow = { testTimeout: 120_000, hookTimeout: 120_000 };
/** Most tests wait now and then for a database, a timer or a process: one file for each core, not one less. */
const maxWorkers = availableParallelism();
const postgres = './packages/foundation/src/testing/global-setup.ts';

/** What runs without a browser. Tests of several processes and of browsers: tests/vitest.config.ts. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'pure',
          include: ['{packages,tools,bench}/**/*.test.{ts,mjs}', 'apps/{server,media-node}/**/*.test.ts'],
          exclude: [...left, '**/*.{pg,media}.test.ts'],
          testTimeout: 30_000,
          maxWorkers,
        },
      },
      {
        test: { name: 'postgres', include: ['{packages,apps}/**/*.pg.test.ts'], exclude: left, globalSetup: postgres, maxWorkers, ...slow },
      },
      {
        test: {
          name: 'media',
          include: ['{packages,apps,bench}/**/*.media.test.ts'],
          exclude: left,
          globalSetup: postgres,
          maxWorkers,
          ...slow,
        },
      },
      'apps/*/vitest.config.ts', // the web app's own: jsdom and its bundler's plugins
    ],
  },
});
