import { spawn } from 'node:child_process';

/** What a program that has ended may still have to say through the processes that it left. */
const PIPES_AFTER_END_MS = 2_000;

export interface ProgramOptions {
  env?: Record<string, string>;
  cwd?: string;
  /** After this time the program and all that it started are ended, and its output says so. Default: never */
  limitMs?: number;
  /** Hears what is written to standard output, as it comes. */
  onOutput?: (text: string) => void;
}

/**
 * Runs a program to its end and keeps what it wrote, at most the last megabyte.
 * The end is that of the program itself: a process that it left behind and that still holds its output is not waited for.
 */
export function runProgram(
  program: string,
  argv: readonly string[],
  options: ProgramOptions = {},
): Promise<{ code: number; output: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: number; output: string }>();
  let output = '';
  const keep = (text: string): void => {
    output = (output + text).slice(-1_000_000);
  };
  const child = spawn(program, argv, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that all of it can be ended.
    detached: true,
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    keep(text);
    options.onOutput?.(text);
  });
  child.stderr.setEncoding('utf8').on('data', keep);
  const limit =
    options.limitMs === undefined
      ? undefined
      : setTimeout(() => {
          keep(`\nended after ${Math.round((options.limitMs ?? 0) / 60_000)} minutes, the limit of this check`);
          endGroup(child.pid);
        }, options.limitMs);
  // A group of its own hears nothing of what the terminal or the caller ends.
  const stop = (): void => {
    endGroup(child.pid);
    process.exit(1);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const end = (code: number): void => {
    clearTimeout(limit);
    process.off('SIGINT', stop).off('SIGTERM', stop);
    endGroup(child.pid);
    child.stdout.destroy();
    child.stderr.destroy();
    resolve({ code, output });
  };
  child.once('error', (error) => {
    keep(error.message);
    end(127);
  });
  child.once('exit', (code) => {
    const afterEnd = setTimeout(() => end(code ?? 1), PIPES_AFTER_END_MS);
    child.once('close', () => {
      clearTimeout(afterEnd);
      end(code ?? 1);
    });
  });
  return promise;
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: nothing of the group is left, which is the rule.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
