import { defineConfig } from 'vitest/config';

/** Server processes and people on the wire, no browser: they wait more than they reckon. */
const processes = ['tests/{abuse,chat,invitations}/**/*.e2e.test.ts', 'tests/e2e/resume.e2e.test.ts'];
/** Sound, pictures and gaps that are measured want two cores for themselves. */
const media = [
  'tests/cluster/**/*.e2e.test.ts',
  'tests/e2e/{comfort,layout,main-job,slots,stage}.e2e.test.ts',
  'tests/e2e/{address-change,connection,database-away,fifty,join-time,network,server-death,worker-death}.e2e.test.ts',
];
const test = {
  root: new URL('..', import.meta.url).pathname,
  // One PostgreSQL for all files; each server has a database of its own.
  globalSetup: './packages/foundation/src/testing/global-setup.ts',
  testTimeout: 120_000,
  hookTimeout: 120_000,
  teardownTimeout: 20_000,
  // What is waited for comes; how soon is measured elsewhere.
  expect: { poll: { timeout: 20_000 } },
};
const left = ['**/node_modules/**', '**/dist/**'];

/** Tests of the whole product: real server process, real browser. */
export default defineConfig({
  test: {
    projects: [
      { test: { ...test, name: 'processes', include: processes, exclude: left, maxWorkers: 3, sequence: { groupOrder: 0 } } },
      {
        test: {
          ...test,
          name: 'pages',
          include: ['tests/e2e/**/*.e2e.test.ts'],
          exclude: [...left, ...processes, ...media],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      { test: { ...test, name: 'media', include: media, exclude: left, fileParallelism: false, sequence: { groupOrder: 2 } } },
    ],
  },
});
