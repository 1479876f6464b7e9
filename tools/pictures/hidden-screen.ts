/** A screen that nobody sees (Xvfb): programs are drawn on it, keys are pressed, pictures are taken. */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { until } from '@saal/testkit';

const run = promisify(execFile);
/** What is drawn and stays so for this long is done. */
const STILL_MS = 1_500;
const STILL_WITHIN_MS = 180_000;

export interface HiddenScreen {
  readonly display: string;
  /** Waits for a window with this in its title and lets it fill the screen. */
  fill(title: string, timeoutMs: number): Promise<void>;
  /** Waits for a window with this in its title. */
  titled(title: string, timeoutMs: number): Promise<void>;
  /** Waits until nothing moves any more. */
  still(): Promise<void>;
  /** @param px from the left and the top */
  click(px: { x: number; y: number }): Promise<void>;
  /** One after the other, as xdotool names them ("ctrl+w"). */
  press(...keys: string[]): Promise<void>;
  take(path: string): Promise<void>;
  close(): Promise<void>;
}

export async function openHiddenScreen({ width, height }: { width: number; height: number }): Promise<HiddenScreen> {
  const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const told = screen.stdio[3];
  if (!told || !('readable' in told)) throw new Error('Xvfb cannot tell its display');
  // The X server chooses a number that is free.
  const [number] = (await once(createInterface({ input: told }), 'line')) as [string];
  const display = `:${number}`;
  const env = { PATH: process.env.PATH, DISPLAY: display };
  const tool = async (...words: string[]): Promise<string> => (await run('xdotool', words, { env })).stdout;
  const find = (title: string, timeoutMs: number): Promise<string> =>
    until(
      `a window „${title}“`,
      // None is found: xdotool fails.
      async () => (await tool('search', '--onlyvisible', '--name', title).catch(() => '')).split('\n').find((line) => line !== ''),
      { timeoutMs, everyMs: 200 },
    );
  const shot = async (): Promise<string> => {
    const { stdout } = await run('import', ['-window', 'root', 'ppm:-'], { env, encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 });
    return createHash('sha256').update(stdout).digest('hex');
  };
  return {
    display,
    async titled(title, timeoutMs) {
      await find(title, timeoutMs);
    },
    async still() {
      let last = '';
      await until(
        'the screen to be still',
        async () => {
          const now = await shot();
          const isStill = now === last;
          last = now;
          return isStill;
        },
        { timeoutMs: STILL_WITHIN_MS, everyMs: STILL_MS },
      );
    },
    async fill(title, timeoutMs) {
      const window = await find(title, timeoutMs);
      await tool('windowmove', window, '0', '0', 'windowsize', window, String(width), String(height));
    },
    async click({ x, y }) {
      await tool('mousemove', String(x), String(y), 'click', '1');
    },
    async press(...keys) {
      for (const key of keys) await tool('key', key);
    },
    async take(path) {
      await run('import', ['-window', 'root', path], { env });
    },
    async close() {
      if (screen.exitCode !== null || screen.signalCode !== null) return;
      const gone = once(screen, 'exit');
      screen.kill();
      await gone;
    },
  };
}
