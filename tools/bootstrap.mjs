// @ts-check
// Sets up what is missing and then runs a command of Saal. No dependencies: it runs before there are any, on Node 18 or newer.
//
//   node tools/bootstrap.mjs start [-- options of the server]   npm start
//   node tools/bootstrap.mjs test                               npm test
//   node tools/bootstrap.mjs cluster                            npm run cluster
//   node tools/bootstrap.mjs setup                              only sets up what `start` needs
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureMediaWorker, nodeOf } from './setup/media-worker.mjs';
import { ensureNodeModules } from './setup/node-modules.mjs';
import { run } from './setup/run.mjs';
import { say, SetupFailed } from './setup/say.mjs';
import { ensureBus, ensureTestPrograms } from './setup/test-programs.mjs';
import { ensureWebClient } from './setup/web-client.mjs';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const commands = {
  start: 'apps/server/src/main.ts',
  test: 'tools/check/main.ts',
  cluster: 'tools/cluster.ts',
  setup: undefined,
};

const [command = 'start', ...rest] = process.argv.slice(2);
try {
  if (!Object.hasOwn(commands, command))
    throw new SetupFailed(`there is no command ${command}`, `there are ${Object.keys(commands).join(', ')}`);
  process.chdir(root);
  await ensureNodeModules(root);
  refuseOldNode();
  const worker = await ensureMediaWorker(root);
  if (command === 'test') await ensureTestPrograms();
  if (command === 'cluster') await ensureBus();
  await ensureWebClient(root);
  const program = commands[/** @type {keyof typeof commands} */ (command)];
  if (program === undefined) {
    await prepareDatabase();
    say('everything is there; npm start runs it');
  } else replaceBy([join(root, program), ...rest.filter((word) => word !== '--')], { ...process.env, MEDIASOUP_WORKER_BIN: worker });
} catch (error) {
  if (!(error instanceof SetupFailed)) throw error;
  say(error.message);
  process.exitCode = 1;
}

/** Node comes out of npm on Linux; elsewhere the developer's own has to be new enough to run TypeScript. */
function refuseOldNode() {
  if (nodeOf(root) !== process.execPath) return;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 18)) {
    throw new SetupFailed(
      `npm has no Node for ${process.platform} ${process.arch}, and yours (${process.versions.node}) is too old`,
      'install Node 22.18 or newer',
    );
  }
}

/** So that the server can run as another user later, who may not write to node_modules. */
async function prepareDatabase() {
  const { code, output } = await run(nodeOf(root), [join(root, 'packages/foundation/src/postgres/prepare.ts')]);
  if (code !== 0)
    throw new SetupFailed(
      `the embedded database cannot be used (${output.trim().split('\n').at(-1)})`,
      'set DATABASE_URL to a PostgreSQL 15 or newer',
    );
}

/**
 * Goes on as another program, so that this one takes no memory and no signal. Where Node cannot do that yet, it waits.
 * @param {string[]} argv
 * @param {NodeJS.ProcessEnv} env
 */
function replaceBy(argv, env) {
  const node = nodeOf(root);
  if (typeof process.execve === 'function') {
    process.removeAllListeners('warning'); // Node calls it experimental; nobody at a terminal can do anything about that
    process.execve(node, [node, ...argv], env);
  }
  const child = spawn(node, argv, { stdio: 'inherit', env });
  // Ctrl-C reaches the child by itself; SIGTERM reaches only this process.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}
