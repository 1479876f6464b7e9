// @ts-check
import { existsSync, readdirSync } from 'node:fs';
import { installPackages, isInstalled } from './system-packages.mjs';

const bus = { name: 'NATS', deb: 'nats-server', rpm: 'nats-server', isThere: () => isInstalled('nats-server') };

/** Programs of the distribution that only the tests use. */
const programs = [
  {
    name: 'chromium',
    deb: 'chromium',
    rpm: 'chromium',
    isThere: () => ['chromium', 'chromium-browser', 'google-chrome'].some(isInstalled) || Boolean(process.env.CHROMIUM_BIN),
  },
  { name: 'ffmpeg', deb: 'ffmpeg', rpm: 'ffmpeg-free', isThere: () => isInstalled('ffmpeg') },
  { name: 'coturn', deb: 'coturn', rpm: 'coturn', isThere: () => isInstalled('turnserver') },
  { name: 'PostgreSQL', deb: 'postgresql', rpm: 'postgresql-server', isThere: () => installedPostgres() !== undefined },
  bus,
  {
    name: 'matrix-nio',
    deb: 'python3-matrix-nio',
    rpm: 'python3-matrix-nio',
    isThere: () => existsSync('/usr/lib/python3/dist-packages/nio') || existsSync('/usr/lib/python3/site-packages/nio'),
  },
  // Fedora has no Matrix script for it; the test that needs it is left out there.
  ...['weechat-headless', 'weechat-plugins', 'weechat-python', 'weechat-matrix'].map((deb) => ({
    ...{ name: 'WeeChat', deb, rpm: undefined },
    isThere: () => existsSync(`/usr/share/doc/${deb}`) || !isInstalled('apt-get'),
  })),
  { name: 'Nheko', deb: 'nheko', rpm: 'nheko', isThere: () => isInstalled('nheko') },
  { name: 'Xvfb', deb: 'xvfb', rpm: 'xorg-x11-server-Xvfb', isThere: () => isInstalled('Xvfb') },
  { name: 'xdotool', deb: 'xdotool', rpm: 'xdotool', isThere: () => isInstalled('xdotool') },
  { name: 'D-Bus', deb: 'dbus', rpm: 'dbus-daemon', isThere: () => isInstalled('dbus-run-session') },
  { name: 'slapd', deb: 'slapd', rpm: 'openldap-servers', isThere: () => isInstalled('slapd') || existsSync('/usr/sbin/slapd') },
  { name: 'Radicale', deb: 'radicale', rpm: 'radicale3', isThere: () => isInstalled('radicale') },
  { name: 'openssl', deb: 'openssl', rpm: 'openssl', isThere: () => isInstalled('openssl') },
];

/** `bin` folder of the distribution's PostgreSQL, the tests' second one; the newest, when there are several. */
export function installedPostgres(folder = '/usr/lib/postgresql') {
  if (!existsSync(folder)) return existsSync('/usr/bin/postgres') ? '/usr/bin' : undefined;
  const newest = readdirSync(folder)
    .filter((name) => existsSync(`${folder}/${name}/bin/postgres`))
    .sort((a, b) => Number(b) - Number(a))[0];
  return newest === undefined ? undefined : `${folder}/${newest}/bin`;
}

/** Browser tests, a TURN server and a second PostgreSQL need programs that npm does not have. */
export async function ensureTestPrograms() {
  const missing = programs.filter((program) => !program.isThere());
  if (missing.length === 0) return;
  await installPackages(
    'the tests',
    { deb: missing.map(({ deb }) => deb), rpm: missing.flatMap(({ rpm }) => rpm ?? []) },
    'npm run test:unit needs none of them',
  );
}

/** What joins several servers on one machine (`npm run cluster`). */
export async function ensureBus() {
  if (bus.isThere()) return;
  await installPackages('the bus', { deb: [bus.deb], rpm: [bus.rpm] }, 'npm start runs one server and needs none');
}
