import type { Page } from 'playwright-core';
import { z } from 'zod';
import { until } from './until.ts';

/** What the probe changes in a page before the product runs. */
export type ProbeOptions = {
  /** Size asked of every camera, so that several fit on two cores; default 640x360. */
  cameraPx?: { width: number; height: number };
  /** Drops UDP candidates from what the server offers: as behind a firewall that lets only TCP out. */
  withoutUdp?: boolean;
  /** Every getUserMedia fails with this DOMException name. */
  deviceError?: 'NotAllowedError' | 'NotFoundError' | 'NotReadableError' | 'AbortError';
};

/**
 * Runs in the page before its scripts: keeps hold of each RTCPeerConnection, captured track and WebSocket,
 * so that a test sees what the browser really sends and decodes, without a hook in the product.
 */
function install(options: ProbeOptions): void {
  const probe = { connections: [] as RTCPeerConnection[], tracks: [] as MediaStreamTrack[], sockets: [] as WebSocket[], elements: 0 };
  Object.defineProperty(window, 'saalProbe', { value: probe });

  const Peer = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Peer {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      probe.connections.push(this);
    }
    override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      if (!options.withoutUdp || !description.sdp) return super.setRemoteDescription(description);
      const sdp = description.sdp
        .split('\r\n')
        .filter((line) => !/^a=candidate:\S+ \d+ udp /i.test(line))
        .join('\r\n');
      return super.setRemoteDescription({ type: description.type, sdp });
    }
  };

  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      probe.sockets.push(this);
    }
  };

  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) return;
  const getUserMedia = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => {
    if (options.deviceError) throw new DOMException('set by the test', options.deviceError);
    const size = options.cameraPx ?? { width: 640, height: 360 };
    const video = constraints?.video;
    const narrowed = video ? { ...(typeof video === 'object' ? video : {}), width: size.width, height: size.height, frameRate: 10 } : false;
    const stream = await getUserMedia({ ...constraints, video: narrowed });
    probe.tracks.push(...stream.getTracks());
    return stream;
  };
  const getDisplayMedia = devices.getDisplayMedia.bind(devices);
  devices.getDisplayMedia = async (constraints) => {
    const stream = await getDisplayMedia(constraints);
    probe.tracks.push(...stream.getTracks());
    return stream;
  };
}

const Stream = z.object({
  direction: z.enum(['send', 'receive']),
  kind: z.enum(['audio', 'video']),
  id: z.string(),
  track: z.string(),
  framesDecoded: z.number(),
  framesSent: z.number(),
  widthPx: z.number(),
  heightPx: z.number(),
  energy: z.number(),
  packets: z.number(),
  bytes: z.number(),
  codec: z.string(),
});
export type MediaStreamReport = z.infer<typeof Stream>;

const Report = z.object({
  streams: z.array(Stream),
  /** Pairs in use, one a transport. */
  paths: z.array(
    z.object({ protocol: z.string(), localType: z.string(), remoteType: z.string(), remotePort: z.number(), srtpCipher: z.string() }),
  ),
  /** Captured here: microphone, camera, screen. */
  tracks: z.array(z.object({ kind: z.string(), label: z.string(), state: z.string(), enabled: z.boolean() })),
  connections: z.array(z.string()),
});
export type MediaReport = z.infer<typeof Report>;

/** Installs the probe in a page or in all pages of a context. */
export async function installMediaProbe(target: { addInitScript: Page['addInitScript'] }, options: ProbeOptions = {}): Promise<void> {
  await target.addInitScript(install, options);
}

/** What the page's browser sends, receives, decodes and captures now. */
export async function mediaReport(page: Page): Promise<MediaReport> {
  const raw: unknown = await page.evaluate(async () => {
    const probe = (window as unknown as { saalProbe: { connections: RTCPeerConnection[]; tracks: MediaStreamTrack[] } }).saalProbe;
    const streams: unknown[] = [];
    const paths: unknown[] = [];
    for (const connection of probe.connections) {
      if (connection.connectionState === 'closed') continue;
      const stats = await connection.getStats();
      const all: Record<string, unknown>[] = [];
      stats.forEach((value: Record<string, unknown>) => all.push(value));
      const byId = (id: unknown) => all.find((one) => one['id'] === id);
      const number = (value: unknown) => (typeof value === 'number' ? value : 0);
      const text = (value: unknown) => (typeof value === 'string' ? value : '');
      for (const one of all) {
        if (one['type'] === 'inbound-rtp' || one['type'] === 'outbound-rtp') {
          const source = byId(one['mediaSourceId']);
          streams.push({
            direction: one['type'] === 'inbound-rtp' ? 'receive' : 'send',
            kind: one['kind'],
            id: String(one['id']),
            track: text(one['trackIdentifier'] ?? source?.['trackIdentifier']),
            framesDecoded: number(one['framesDecoded']),
            framesSent: number(one['framesSent']),
            widthPx: number(one['frameWidth']),
            heightPx: number(one['frameHeight']),
            energy: number(one['totalAudioEnergy'] ?? source?.['totalAudioEnergy']),
            packets: number(one['packetsReceived'] ?? one['packetsSent']),
            bytes: number(one['bytesReceived'] ?? one['bytesSent']),
            codec: text(byId(one['codecId'])?.['mimeType']),
          });
        }
        if (one['type'] === 'transport' && one['selectedCandidatePairId']) {
          const pair = byId(one['selectedCandidatePairId']);
          const local = byId(pair?.['localCandidateId']);
          const remote = byId(pair?.['remoteCandidateId']);
          paths.push({
            protocol: String(local?.['protocol']),
            localType: String(local?.['candidateType']),
            remoteType: String(remote?.['candidateType']),
            remotePort: number(remote?.['port']),
            srtpCipher: text(one['srtpCipher']),
          });
        }
      }
    }
    return {
      streams,
      paths,
      tracks: probe.tracks.map((track) => ({ kind: track.kind, label: track.label, state: track.readyState, enabled: track.enabled })),
      connections: probe.connections.map((connection) => connection.connectionState),
    };
  });
  return Report.parse(raw);
}

/** By which media worker somebody sends and receives: the ports of the server that the page's connections lead to. */
export async function portsOf({ page }: { page: Page }): Promise<number[]> {
  return [...new Set((await mediaReport(page)).paths.map(({ remotePort }) => remotePort))];
}

/**
 * Waits until a page decodes new pictures of `videos` others and hears sound of `audios` others: counters must grow
 * from what they are now, so that media that stood still does not pass.
 * @returns milliseconds from the call until it was so
 */
export async function untilMediaFlows(
  page: Page,
  wanted: { videos?: number; audios?: number },
  options: { timeoutMs?: number; what?: string } = {},
): Promise<number> {
  const startMs = performance.now();
  const before = new Map((await mediaReport(page)).streams.map((stream) => [`${stream.track}/${stream.id}`, stream]));
  await until(
    `${options.what ?? 'the page'} to see ${wanted.videos ?? 0} and hear ${wanted.audios ?? 0}`,
    async () => {
      const flowing = (await mediaReport(page)).streams.filter((stream) => {
        if (stream.direction !== 'receive') return false;
        const earlier = before.get(`${stream.track}/${stream.id}`);
        if (stream.kind === 'video') return stream.framesDecoded > (earlier?.framesDecoded ?? 0) + 1;
        // A browser goes on with a made-up sound for half a second after the last packet.
        return stream.energy > (earlier?.energy ?? 0) && stream.packets > (earlier?.packets ?? 0) + 2;
      });
      const videos = new Set(flowing.filter((stream) => stream.kind === 'video').map((stream) => stream.track)).size;
      const audios = new Set(flowing.filter((stream) => stream.kind === 'audio').map((stream) => stream.track)).size;
      if (videos >= (wanted.videos ?? 0) && audios >= (wanted.audios ?? 0)) return true;
      throw new Error(`${videos} videos and ${audios} audios flow`);
    },
    { timeoutMs: options.timeoutMs ?? 30_000, everyMs: 200 },
  );
  return performance.now() - startMs;
}

/** Ends the page's WebSockets from within, as a browser does when its network goes. */
export async function closeWebSockets(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { sockets } = (window as unknown as { saalProbe: { sockets: WebSocket[] } }).saalProbe;
    const open = sockets.filter((socket) => socket.readyState === WebSocket.OPEN);
    for (const socket of open) socket.close();
    return open.length;
  });
}
