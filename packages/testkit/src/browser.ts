import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { installMediaProbe, type ProbeOptions } from './media-probe.ts';

/** Path of the Chromium that tests use, when there is one. */
export const chromiumPath =
  process.env['CHROMIUM_BIN'] ??
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--allow-loopback-in-peer-connection',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-dev-shm-usage',
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  // P01: what is not of this machine or its own networks has no address.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.*, EXCLUDE 10.*',
];

/** Whether a Chromium is installed here; browser tests are skipped, loudly, where none is. */
export const browserInstalled = chromiumPath !== undefined;

/** Debian's Chromium without a window, with made-up devices. One a test file. */
export async function launchBrowser(options: { args?: string[]; executablePath?: string } = {}): Promise<Browser> {
  const executablePath = options.executablePath ?? chromiumPath;
  if (!executablePath) throw new Error('no Chromium found: install the package chromium or set CHROMIUM_BIN');
  return chromium.launch({ executablePath, args: [...flags, ...(options.args ?? [])], timeout: 60_000 });
}

export type PersonInBrowser = {
  name: string;
  context: BrowserContext;
  page: Page;
  foreignRequests: string[];
  consoleErrors: string[];
  close(): Promise<void>;
};

export type ContextOptions = ProbeOptions & {
  language?: 'de' | 'en';
  colorScheme?: 'light' | 'dark';
  viewport?: { width: number; height: number };
  /** Cookies of an HttpClient, to begin signed in. */
  cookies?: ReadonlyMap<string, string>;
  /** False: the browser asks and is refused. */
  devicesAllowed?: boolean;
  reducedMotion?: boolean;
  touch?: boolean;
  forcedColors?: boolean;
};

/**
 * One person with a browser profile of their own. Every request to another host than the server's is written
 * down; only those of this machine and its own networks reach anything, as P01 wants none.
 */
export async function openPerson(browser: Browser, baseUrl: string, name: string, options: ContextOptions = {}): Promise<PersonInBrowser> {
  const context = await browser.newContext({
    baseURL: baseUrl,
    locale: options.language === 'en' ? 'en-GB' : 'de-DE',
    timezoneId: 'Europe/Berlin',
    colorScheme: options.colorScheme ?? 'light',
    forcedColors: options.forcedColors ? 'active' : 'none',
    reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
    viewport: options.viewport ?? { width: 1280, height: 720 },
    hasTouch: options.touch ?? false,
    ...(options.devicesAllowed === false ? {} : { permissions: ['camera', 'microphone'] }),
  });
  const { hostname, host } = new URL(baseUrl);
  if (options.cookies)
    await context.addCookies(
      [...options.cookies].map(([cookie, value]) => ({
        name: cookie,
        value,
        domain: hostname,
        path: '/',
        httpOnly: true,
        sameSite: 'Lax' as const,
      })),
    );
  await installMediaProbe(context, options);
  const foreignRequests: string[] = [];
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.host !== host && !['data:', 'blob:', 'about:'].includes(url.protocol)) foreignRequests.push(request.url());
  });
  const consoleErrors: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error') consoleErrors.push(message.text());
  });
  context.on('weberror', (error) => consoleErrors.push(String(error.error().stack ?? error.error())));
  const page = await context.newPage();
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== host) foreignRequests.push(socket.url());
  });
  page.setDefaultTimeout(20_000);
  return { name, context, page, foreignRequests, consoleErrors, close: () => context.close() };
}

/** One rule of axe that a page breaks, with the places, short enough to read in a failing test. */
export type AccessibilityViolation = { rule: string; impact: string; help: string; places: string[] };

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'EN-301-549', 'best-practice'];
/** The rules of {@link tags} whose outcome another colour scheme can change, which changes colours and nothing else. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/**
 * What axe finds against WCAG 2.2 AA and EN 301 549 in the page as it is now (target size included).
 * @param options.colours `only` of a page that was looked at already, in its other colour scheme; `not` of one that was looked at in
 *   another language. Default: with everything else
 */
export async function accessibilityViolations(page: Page, options: { colours?: 'only' | 'not' } = {}): Promise<AccessibilityViolation[]> {
  // "Legacy" is without gathering over frames, which opens a page for each look and takes as long again: our pages have no frames.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const off = options.colours === 'not' ? colourRules.map((rule) => [rule, { enabled: false }] as const) : [];
  axe.options({
    resultTypes: ['violations'],
    runOnly: options.colours === 'only' ? { type: 'rule', values: colourRules } : { type: 'tag', values: tags },
    rules: options.colours === 'only' ? {} : { 'target-size': { enabled: true }, ...Object.fromEntries(off) },
  });
  const result = await axe.analyze();
  // Tooltips and menus hang beside the landmarks by design; that rule is advice, not WCAG.
  const real = result.violations.filter(
    (violation) => violation.id !== 'region' || !violation.nodes.every((node) => node.html.includes('data-overlay-container')),
  );
  return real.map((violation) => ({
    rule: violation.id,
    impact: violation.impact ?? '',
    help: violation.help,
    places: violation.nodes
      .slice(0, 5)
      .map((node) => `${node.target.join(' ')} — ${node.failureSummary?.split('\n').slice(1, 3).join(' ').trim() ?? ''}`),
  }));
}
