import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { failedWith, passed, type Check } from './check.ts';

const dist = 'apps/web/dist';
/** What a guest who opens a link loads before anything can be done (R33). */
const GUEST_LIMIT_BYTES = 250 * 1024;
/** The page behind a meeting's link; its part of the first load besides index.html's. */
const guestPage = 'src/meeting/meeting-page.tsx';
/** One language is loaded. */
const guestWords = /src\/i18n\/de\/(join|common|error)\.json$/;

/** Comments of their makers in the blur's WebAssembly loader, and the standards behind RTP header extensions. */
const namesOnly = [
  ...['www.ietf.org', 'tools.ietf.org', 'www.webrtc.org', 'aomediacodec.github.io', 'json-schema.org', 'www.khronos.org'],
  ...['kripken.github.io', 'unicode.org', 'en.wikipedia.org', 'pubs.opengroup.org', 'server.com:4324', 'webkit.org', 'bugzil.la'],
];
/** Names of things, not places to go to: XML namespaces, and where libraries explain their error messages. */
const inertHosts = new Set([
  ...namesOnly,
  'www.w3.org',
  'react.dev',
  'reactjs.org',
  'www.i18next.com',
  'react.i18next.com',
  'developer.mozilla.org',
  'tanstack.com',
  'github.com',
  // How people are named in formatted text of Matrix; no page of ours leads there (packages/client/src/chat/safe-html.ts).
  'matrix.to',
  'localhost',
  'localhost:3000',
  'react-aria.adobe.com',
  'simplewebauthn.dev',
  'react-spectrum.adobe.com',
]);

const Manifest = z.record(
  z.string(),
  z.looseObject({
    file: z.string(),
    src: z.string().optional(),
    css: z.array(z.string()).default([]),
    assets: z.array(z.string()).default([]),
    imports: z.array(z.string()).default([]),
  }),
);
type Manifest = z.infer<typeof Manifest>;

/** Fonts, pictures and code come from our own host; nobody learns who meets whom (P01). The content security policy is the second fence. */
export const foreignHostCheck: Check = {
  name: 'foreign hosts in the pages',
  kind: 'static',
  async run() {
    if (!existsSync(dist)) return failedWith(`${dist} is not there: npm test builds it`);
    const found = textFiles(dist).flatMap((file) => foreignHosts(readFileSync(join(dist, file), 'utf8')).map((host) => `${file}: ${host}`));
    return found.length === 0 ? passed : failedWith(`the pages name foreign hosts:\n${[...new Set(found)].join('\n')}`);
  },
};

export const firstLoadCheck: Check = {
  name: 'first load of guests',
  kind: 'static',
  async run() {
    const file = join(dist, '.vite/manifest.json');
    if (!existsSync(file)) return failedWith(`${file} is not there: npm test builds it`);
    const files = firstLoadFiles(Manifest.parse(JSON.parse(readFileSync(file, 'utf8'))));
    const sizes = files.map((name) => ({ name, bytes: sizeOnTheWire(join(dist, name)) }));
    const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    const table = sizes.sort((a, b) => b.bytes - a.bytes).map(({ name, bytes }) => `${(bytes / 1024).toFixed(1).padStart(8)} kB  ${name}`);
    const line = `a guest's first load is ${(total / 1024).toFixed(0)} kB of ${GUEST_LIMIT_BYTES / 1024} kB (gzip)`;
    return total <= GUEST_LIMIT_BYTES ? { ...passed, report: line } : failedWith([line, ...table].join('\n'));
  },
};

/** Hosts named by addresses in built code. */
export function foreignHosts(text: string): string[] {
  const hosts = [...text.matchAll(/\b(?:https?|wss?):\/\/([a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?|localhost(?::\d+)?)/gi)].map(
    (match) => match[1] ?? '',
  );
  return hosts.filter((host) => !inertHosts.has(host.toLowerCase()));
}

/** index.html, its script and styles, the meeting's page and one language, with all they import at once. */
export function firstLoadFiles(manifest: Manifest): string[] {
  const files = new Set(['index.html']);
  const add = (key: string): void => {
    const chunk = manifest[key];
    if (!chunk || files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const style of chunk.css) files.add(style);
    chunk.imports.forEach(add);
  };
  for (const key of Object.keys(manifest)) if (key === 'index.html' || key.endsWith(guestPage) || guestWords.test(key)) add(key);
  return [...files];
}

function sizeOnTheWire(file: string): number {
  const content = readFileSync(file);
  return /\.(js|css|html|json|svg)$/.test(file) ? gzipSync(content, { level: 9 }).length : content.length;
}

function textFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(js|css|html|json|svg|webmanifest)$/.test(file));
}
