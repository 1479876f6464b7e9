/** Debian's Thunderbird with an account of its own and no way out: letters lie in its folders, answers go to the house alone. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHiddenScreen, type HiddenScreen } from './hidden-screen.ts';
import type { WrittenLetter } from './write-letters.ts';

export interface Thunderbird {
  /** The letter at this place of those given, in a page of its own; it takes the place of the one before. */
  open(index: number): Promise<void>;
  /** Presses "Akzeptieren" in the bar above the open letter. */
  accept(): Promise<void>;
  /** The calendar, so many weeks from now. */
  openCalendar(weeks: number): Promise<void>;
  take(path: string): Promise<void>;
  close(): Promise<void>;
}

/** A page of the screen that holds a whole letter. */
const screenPx = { width: 1280, height: 1240 };
/** Of what is drawn by Thunderbird 128 and later, in its usual layout. */
const accountRow = { x: 150, y: 112 };
const firstMessage = { x: 430, y: 120 };
const calendarIcon = { x: 22, y: 112 };
/** Beside the calendar, which shows this week. */
const tasksClose = { x: 1266, y: 98 };
const nextWeek = { x: 462, y: 214 };
const acceptButton = { x: 902, y: 240 };
const startMs = 300_000;
/** A key that was pressed before the page could take it is pressed again after this. */
const AGAIN_MS = 30_000;
const TRIES = 6;
/** Folders above those of the letters: inbox and bin. */
const FOLDERS_ABOVE = 2;

/** @param smtpPort where its answers go */
export async function startThunderbird(
  reader: { name: string; email: string },
  letters: readonly WrittenLetter[],
  smtpPort: number,
): Promise<Thunderbird> {
  const folder = mkdtempSync(join(tmpdir(), 'saal-thunderbird-'));
  const mail = join(folder, 'profile', 'Mail', 'house');
  mkdirSync(mail, { recursive: true });
  writeFileSync(join(folder, 'profile', 'user.js'), preferences(reader, smtpPort));
  // Each in a folder of its own, so that its place is known.
  for (const name of ['Inbox', 'Trash']) writeFileSync(join(mail, name), '');
  letters.forEach(({ source }, index) => writeFileSync(join(mail, `Brief ${index + 1}`), mailbox(source)));
  const screen = await openHiddenScreen(screenPx);
  const env = {
    ...{ PATH: process.env.PATH, HOME: folder, XDG_RUNTIME_DIR: folder, DISPLAY: screen.display, LANG: 'C.UTF-8', TZ: 'Europe/Berlin' },
    ...{ GDK_BACKEND: 'x11', LIBGL_ALWAYS_SOFTWARE: '1', MOZ_CRASHREPORTER_DISABLE: '1' },
  };
  const words = ['--', 'thunderbird', '-no-remote', '-profile', join(folder, 'profile')];
  const program = spawn('dbus-run-session', words, { env, stdio: 'ignore', detached: true });
  const close = async (): Promise<void> => {
    if (program.exitCode === null && program.signalCode === null && program.pid !== undefined) {
      const gone = once(program, 'exit');
      process.kill(-program.pid, 'SIGKILL');
      await gone;
    }
    await screen.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await screen.fill('Thunderbird', startMs);
    await screen.still();
    // No list of today's entries beside.
    await screen.press('F11');
    await screen.still();
  } catch (error) {
    await close();
    throw error;
  }
  let isOpen = false;
  return {
    async open(index) {
      if (isOpen) await screen.press('ctrl+w');
      isOpen = true;
      await screen.still();
      await untilTitled(screen, `Brief ${index + 1}`, async () => {
        await screen.click(accountRow);
        // Closed and opened: then the folders are below, whatever a press before did.
        await screen.press('Left', 'Right', ...Array.from({ length: FOLDERS_ABOVE + index + 1 }, () => 'Down'));
      });
      await screen.still();
      await untilTitled(screen, letters[index]?.subject ?? '', async () => {
        await screen.click(firstMessage);
        await screen.press('Return');
      });
      await screen.still();
    },
    async accept() {
      await screen.click(acceptButton);
      await screen.still();
    },
    async openCalendar(weeks) {
      await untilTitled(screen, 'Kalender', () => screen.click(calendarIcon));
      await screen.still();
      await screen.click(tasksClose);
      for (let week = 0; week < weeks; week += 1) await screen.click(nextWeek);
      await screen.still();
    },
    take: (path) => screen.take(path),
    close,
  };
}

/** Does it again until a window or a page of it is called so. */
async function untilTitled(screen: HiddenScreen, title: string, act: () => Promise<void>): Promise<void> {
  // xdotool reads a regular expression, by bytes.
  const pattern = title.replaceAll(/[^A-Za-z0-9 ]+/g, '.*');
  for (let tries = 1; ; tries += 1) {
    await act();
    try {
      return await screen.titled(pattern, AGAIN_MS);
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
}

/** One mail as a folder of mbox (RFC 4155): lines that could begin another are marked. */
function mailbox(source: string): string {
  const lines = source.replaceAll('\r\n', '\n').replaceAll(/^(>*From )/gm, '>$1');
  return `From - Thu Jan  1 00:00:00 1970\nX-Mozilla-Status: 0000\n${lines.trimEnd()}\n\n`;
}

/** German, by day, with a calendar, and asking nobody for anything: what it would fetch goes to a port that is closed. */
function preferences({ name, email }: { name: string; email: string }, smtpPort: number): string {
  const calendar = 'calendar.registry.00000000-0000-4000-8000-000000000001';
  const all: Record<string, string | number | boolean> = {
    'intl.locale.requested': 'de',
    'mail.accountmanager.accounts': 'account1',
    'mail.accountmanager.defaultaccount': 'account1',
    'mail.account.account1.identities': 'id1',
    'mail.account.account1.server': 'server1',
    'mail.identity.id1.fcc': false,
    'mail.identity.id1.fullName': name,
    'mail.identity.id1.smtpServer': 'smtp1',
    'mail.identity.id1.useremail': email,
    'mail.identity.id1.valid': true,
    'mail.server.server1.check_new_mail': false,
    'mail.server.server1.directory-rel': '[ProfD]Mail/house',
    'mail.server.server1.hostname': '127.0.0.1',
    'mail.server.server1.login_at_startup': false,
    'mail.server.server1.name': email,
    'mail.server.server1.storeContractID': '@mozilla.org/msgstore/berkeleystore;1',
    'mail.server.server1.type': 'pop3',
    'mail.server.server1.userName': 'reader',
    'mail.smtpservers': 'smtp1',
    'mail.smtp.defaultserver': 'smtp1',
    'mail.smtpserver.smtp1.authMethod': 1,
    'mail.smtpserver.smtp1.hostname': '127.0.0.1',
    'mail.smtpserver.smtp1.port': smtpPort,
    'mail.smtpserver.smtp1.try_ssl': 0,
    'mail.smtpserver.smtp1.type': 'smtp',
    [`${calendar}.name`]: 'Privat',
    [`${calendar}.type`]: 'storage',
    [`${calendar}.uri`]: 'moz-storage-calendar://',
    [`${calendar}.calendar-main-in-composite`]: true,
    [`${calendar}.imip.identity.key`]: 'id1',
    'calendar.list.sortOrder': '00000000-0000-4000-8000-000000000001',
    'calendar.timezone.local': 'Europe/Berlin',
    'calendar.timezone.useSystemTimezone': false,
    'calendar.week.start': 1,
    'mail.openMessageBehavior': 2,
    'mail.tabs.drawInTitlebar': false,
    'mailnews.start_page.enabled': false,
    'mailnews.start_page_override.mstone': 'ignore',
    'mail.provider.suppress_dialog_on_startup': true,
    'mail.rights.version': 1,
    'mail.shell.checkDefaultClient': false,
    'mail.spotlight.firstRunDone': true,
    'app.donation.eoy.version.viewed': 999,
    'app.normandy.enabled': false,
    'app.update.enabled': false,
    'datareporting.healthreport.uploadEnabled': false,
    'datareporting.policy.dataSubmissionEnabled': false,
    'extensions.blocklist.enabled': false,
    'extensions.systemAddon.update.enabled': false,
    'extensions.update.enabled': false,
    'mail.inappnotifications.enabled': false,
    'mail.instrumentation.askUser': false,
    'network.captive-portal-service.enabled': false,
    'network.connectivity-service.enabled': false,
    'network.dns.disablePrefetch': true,
    'network.proxy.http': '127.0.0.1',
    'network.proxy.http_port': 9,
    'network.proxy.no_proxies_on': '127.0.0.1',
    'network.proxy.ssl': '127.0.0.1',
    'network.proxy.ssl_port': 9,
    'network.proxy.type': 1,
    'services.settings.server': 'data:,',
    'toolkit.telemetry.enabled': false,
    'toolkit.telemetry.unified': false,
  };
  return Object.entries(all)
    .map(([key, value]) => `user_pref(${JSON.stringify(key)}, ${JSON.stringify(value)});\n`)
    .join('');
}
