import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A process that ends as `stop` says. Resolves when it listens to signals. */
async function started(stop: string, limitMs = 60_000): Promise<{ child: ChildProcess; output: () => string }> {
  const program = `
    import { createLogger } from ${JSON.stringify(new URL('log.ts', import.meta.url).href)};
    import { stopOnSignals } from ${JSON.stringify(new URL('stop-on-signals.ts', import.meta.url).href)};
    setInterval(() => undefined, 1_000);
    stopOnSignals(${stop}, { log: createLogger('info'), limitMs: ${limitMs} });
    console.log('ready');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  let output = '';
  const ready = Promise.withResolvers<undefined>();
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (output.includes('ready')) ready.resolve(undefined);
  });
  child.once('exit', () => ready.reject(new Error(`it does not start:\n${output}`)));
  await ready.promise;
  return { child, output: () => output };
}

async function endOf(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
  return child.exitCode;
}

test.each(['SIGTERM', 'SIGINT'] as const)('on %s all is closed before the process ends', async (signal) => {
  const { child, output } = await started(`() => new Promise((closed) => setTimeout(() => { console.log('closed'); closed(); }, 50))`);
  expect(await endOf(child, signal)).toBe(0);
  expect(output()).toContain('closed');
});

test('the same signal, passed on by a parent, is one wish; a second one ends it at once', async () => {
  const { child } = await started(`() => { console.log('asked'); return new Promise(() => undefined); }`);
  const asked = once(child.stdout ?? child, 'data');
  child.kill('SIGTERM');
  await asked;
  child.kill('SIGTERM');
  await delay(2_500); // so much later somebody will not wait
  expect(child.exitCode).toBe(null);
  expect(await endOf(child, 'SIGTERM')).toBe(1);
});

test('what cannot be closed, or takes too long, ends it with an error in the log', async () => {
  const failing = await started(`() => Promise.reject(new Error('the door is stuck'))`);
  expect(await endOf(failing.child, 'SIGTERM')).toBe(1);
  expect(failing.output()).toContain('the door is stuck');
  const slow = await started(`() => new Promise(() => undefined)`, 20);
  expect(await endOf(slow.child, 'SIGTERM')).toBe(1);
  expect(slow.output()).toContain('stopping took too long');
});
