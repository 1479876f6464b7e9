/** Debian's Janus with a configuration of ours, as a peer to compare with: its video room over its WebSocket. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync, openSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@saal/testkit';
import { installPackages, isInstalled } from '../../tools/setup/system-packages.mjs';
import { cpuSeconds } from '../machine.ts';
import type { Swarm } from '../swarm.ts';
import { answerTo, offerOf, remoteIn, streamsOf } from './janus-sdp.ts';
import { JanusSession } from './janus-session.ts';
import type { Listening, Publisher, RoomUnderTest, Sent, ServerUnderTest } from './server.ts';
import { firstSsrcs, Numbering, startSending } from './streams.ts';

export interface JanusOptions {
  /** Threads that serve all clients (`event_loops`); 0 as shipped: a thread a client. */
  eventLoops: number;
  /** Port of its WebSocket. */
  port: number;
  core?: number;
}

/** @throws {SetupFailed} when it is missing and cannot be installed */
export async function startJanus({ eventLoops, port, core }: JanusOptions): Promise<ServerUnderTest> {
  if (!isInstalled('janus'))
    await installPackages('the comparison', { deb: ['janus'], rpm: ['janus'] }, 'npm run bench -- application-tax');
  const folder = mkdtempSync(join(tmpdir(), 'saal-bench-janus-'));
  const address = ownAddress();
  writeConfiguration(folder, eventLoops, port, address);
  const log = openSync(join(folder, 'log'), 'w');
  const argv = ['-F', folder, '-C', join(folder, 'janus.jcfg')];
  const [program, ...before] = core === undefined ? ['janus'] : ['taskset', '-c', String(core), 'janus'];
  const janus = spawn(program, [...before, ...argv], { stdio: ['ignore', log, log] });
  const pid = janus.pid ?? 0;
  const gone = once(janus, 'exit');
  const close = async () => {
    janus.kill('SIGKILL');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const session = await until('Janus to answer', () => {
      if (janus.exitCode !== null) throw new Error(readFileSync(join(folder, 'log'), 'utf8').slice(-1_000));
      return JanusSession.open(`ws://127.0.0.1:${port}`);
    });
    return {
      name: eventLoops > 0 ? `Janus, event_loops=${eventLoops}` : 'Janus as shipped',
      version: execFileSync('dpkg-query', ['-W', '-f', 'janus ${Version}', 'janus'], { encoding: 'utf8' }),
      cpuSeconds: () => ({ forwarding: cpuSeconds(pid), application: 0 }),
      openRoom: async () => new JanusRoom(session, await createRoom(session)),
      async close() {
        session.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Janus does not offer the loopback address; packets to an own address stay in the kernel as well. */
function ownAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((one) => one ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}

/** What is not needed is off, so that it costs nothing; everything else as shipped. */
function writeConfiguration(folder: string, eventLoops: number, port: number, address: string): void {
  const library = readdirSync('/usr/lib').find((name) => name.endsWith('-linux-gnu')) ?? '';
  const base = `/usr/lib/${library}/janus`;
  const others = (kind: string, but: string) => readdirSync(join(base, kind)).filter((name) => /^lib.*\.so$/.test(name) && name !== but);
  const quoted = (names: string[]) => `"${names.join(',')}"`;
  const files = {
    'janus.jcfg': `general: { configs_folder = "${folder}"; plugins_folder = "${base}/plugins"; transports_folder = "${base}/transports"; debug_level = 2; interface = "${address}"; session_timeout = 0; ${eventLoops > 0 ? `event_loops = ${eventLoops};` : ''} }
media: { rtp_port_range = "20000-30000"; dtls_mtu = 1200; }
nat: { ice_lite = true; ice_enforce_list = "${address}"; full_trickle = false; }
plugins: { disable = ${quoted(others('plugins', 'libjanus_videoroom.so'))}; }
transports: { disable = ${quoted(others('transports', 'libjanus_websockets.so'))}; }
events: { broadcast = false; }
`,
    'janus.plugin.videoroom.jcfg': 'general: { }\n',
    'janus.transport.websockets.jcfg': `general: { json = "compact"; ws = true; ws_port = ${port}; ws_ip = "127.0.0.1"; wss = false; }\nadmin: { admin_ws = false; }\n`,
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
}

async function createRoom(session: JanusSession): Promise<unknown> {
  const settings = { publishers: 100, bitrate: 5_000_000, videocodec: 'vp8', audiocodec: 'opus', audiolevel_ext: true, fir_freq: 0 };
  // Feedback would be the server's to the publishers; it estimates nothing for viewers.
  const body = { request: 'create', ...settings, transport_wide_cc_ext: false };
  const answer = await session.message(await session.attach(), body, undefined, false);
  return answer.plugindata?.data['room'];
}

class JanusRoom implements RoomUnderTest {
  readonly #session: JanusSession;
  readonly #room: unknown;
  readonly #numbering = new Numbering();
  readonly #feeds: { feed: unknown; key: string }[] = [];

  constructor(session: JanusSession, room: unknown) {
    this.#session = session;
    this.#room = room;
  }

  async publish(swarm: Swarm, sent: readonly Sent[]): Promise<Publisher> {
    const streams = sent.map((one) => ({ ...this.#numbering.number(one), rtxSsrcs: [] }));
    const handle = await this.#session.attach();
    const joined = await this.#session.message(handle, { request: 'join', ptype: 'publisher', room: this.#room });
    const feed = joined.plugindata?.data['id'];
    const { client, up } = await swarm.reserve(async (client) => {
      const offer = { type: 'offer', sdp: offerOf(streams, client, await swarm.fingerprint) };
      return remoteIn((await this.#session.message(handle, { request: 'publish' }, offer)).jsep?.sdp ?? '');
    });
    await up;
    for (const numbered of streams) startSending(swarm, client, numbered);
    this.#feeds.push({ feed, key: String(feed) });
    return { client, keys: [String(feed)], ssrcs: firstSsrcs(streams) };
  }

  async listen(swarm: Swarm, { except = [] }: Listening): Promise<number> {
    const handle = await this.#session.attach();
    const streams = this.#feeds.filter(({ key }) => !except.includes(key)).map(({ feed }) => ({ feed }));
    const joined = await this.#session.message(handle, { request: 'join', ptype: 'subscriber', room: this.#room, streams });
    const offer = joined.jsep?.sdp ?? '';
    const offered = streamsOf(offer);
    const { client, up } = await swarm.reserve(() => Promise.resolve(remoteIn(offer)));
    for (const { kind, ssrc } of offered) if (kind === 'video' && ssrc !== undefined) swarm.receive(client, ssrc);
    const answer = { type: 'answer', sdp: answerTo(offered, client, await swarm.fingerprint) };
    await this.#session.message(handle, { request: 'start' }, answer);
    await up;
    return client;
  }
}
