/** Nheko on a screen that nobody sees: its keys are pressed, and its log tells how far it is. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { until } from '@saal/testkit';

const run = promisify(execFile);
const screen = '1200x800x24';
/** Of the button on its first page, of the field for the name on the second, and of "Cancel" where it asks to set up encryption. */
const signInButton = { x: 614, y: 432 };
const nameField = { x: 533, y: 272 };
const cancelButton = { x: 1000, y: 561 };
const patienceMs = 60_000;

export interface Nheko {
  /** Opens a room by its name, again and again until others see that it is open. */
  open(room: string, isOpen: () => Promise<boolean>): Promise<void>;
  /** Writes into the room that is open. */
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

/** Signs in by its own page, by hand; resolves when it has read its rooms. */
export async function startNheko(baseUrl: string, person: { userId: string; password: string }): Promise<Nheko> {
  const folder = mkdtempSync(join(tmpdir(), 'saal-nheko-'));
  const log = join(folder, 'log');
  const configuration = join(folder, '.config', 'nheko');
  mkdirSync(configuration, { recursive: true });
  // There is no keyring on a machine without a desktop.
  writeFileSync(join(configuration, 'nheko.conf'), '[General]\nrun_without_secure_secrets_service=true\n');
  const { display, screenProcess } = await openScreen();
  const env = {
    ...{ PATH: process.env.PATH, LANG: 'C.UTF-8', HOME: folder, XDG_RUNTIME_DIR: folder, DISPLAY: display },
    ...{ QT_QPA_PLATFORM: 'xcb', QT_QUICK_BACKEND: 'software', LIBGL_ALWAYS_SOFTWARE: '1' },
  };
  const program = spawn('sh', ['-c', 'exec dbus-run-session -- nheko > "$0" 2>&1', log], { env, stdio: 'ignore', detached: true });
  const close = async (): Promise<void> => {
    await end(program, -(program.pid ?? 0));
    await end(screenProcess, screenProcess.pid ?? 0);
    rmSync(folder, { recursive: true, force: true });
  };
  const press = async (...words: string[]): Promise<void> => {
    await run('xdotool', words, { env });
  };
  const says = async (what: string, timeoutMs = patienceMs): Promise<void> => {
    await until(`Nheko to say ${what}`, () => existsSync(log) && readFileSync(log, 'utf8').includes(what), { timeoutMs });
  };
  const type = (text: string): Promise<void> => press('type', '--delay', '40', text);
  const click = ({ x, y }: { x: number; y: number }): Promise<void> => press('mousemove', String(x), String(y), 'click', '1');
  try {
    await says('starting nheko');
    // What is typed before the page is drawn is lost, and nothing tells that it is drawn.
    await untilDone('the name to be taken', async () => {
      await click(signInButton);
      await click(nameField);
      await press('key', 'ctrl+a');
      await type(person.userId);
      await press('key', 'Tab');
      await says('Autodiscovery failed', 10_000);
    });
    await type(person.password);
    await press('key', 'Tab', 'Tab', 'ctrl+a');
    await type(baseUrl);
    await press('key', 'Tab');
    // The button does nothing until it has found the server.
    await untilDone('to be in', async () => {
      await press('key', 'Return');
      await says('initial sync completed', 10_000);
    });
  } catch (error) {
    const told = existsSync(log) ? readFileSync(log, 'utf8') : '';
    await close();
    throw new Error(`${String(error)}\n${told}`);
  }
  return {
    open: (room, isOpen) =>
      untilDone(`${room} to be open`, async () => {
        // It asks some time after its start whether to set up encryption.
        await click(cancelButton);
        await press('key', 'ctrl+k');
        await type(room);
        await press('key', 'Return');
        await until('others to see it', isOpen, { timeoutMs: 8_000 });
      }),
    async write(text) {
      await type(text);
      await press('key', 'Return');
    },
    close,
  };
}

async function untilDone(what: string, act: () => Promise<void>): Promise<void> {
  const deadlineMs = performance.now() + patienceMs;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (performance.now() > deadlineMs) throw new Error(`${what}: ${String(error)}`, { cause: error });
    }
  }
}

/** The X server chooses a number that is free and tells it. */
async function openScreen(): Promise<{ display: string; screenProcess: ChildProcess }> {
  const screenProcess = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', screen], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const told = screenProcess.stdio[3];
  if (!told || !('readable' in told)) throw new Error('Xvfb cannot tell its display');
  const [number] = (await once(createInterface({ input: told }), 'line')) as [string];
  return { display: `:${number}`, screenProcess };
}

async function end(child: ChildProcess, target: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  process.kill(target, 'SIGKILL');
  await gone;
}
