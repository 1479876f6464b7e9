/** Reads getStats of one's own transports: per stream for the diagnostics, and all together for the connection's quality. */
import type { Consumer, Producer, Transport } from 'mediasoup-client/types';
import type { ConsumerInfo } from '@saal/protocol';
import type { MediaSessionState, StreamStatistics } from './model.ts';
import type { QualitySample } from './quality.ts';
import { isRecord } from './wire-guards.ts';

export interface StatisticsSources {
  sendTransport: Transport | undefined;
  receiveTransport: Transport | undefined;
  sent: { source: string; producer: Producer }[];
  received: { info: ConsumerInfo; consumer: Consumer; spatialLayer: number | undefined }[];
}

/** One entry of a report. TypeScript knows the reports as `any`, so every field is read with a check. */
type Entry = Record<string, unknown>;

function entriesOf(report: RTCStatsReport): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  report.forEach((value: unknown, key: string) => {
    if (isRecord(value)) entries.set(key, value);
  });
  return entries;
}

function number(entry: Entry | undefined, field: string): number | undefined {
  const value = entry?.[field];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
function text(entry: Entry | undefined, field: string): string | undefined {
  const value = entry?.[field];
  return typeof value === 'string' ? value : undefined;
}
function ofType(entries: Map<string, Entry>, type: string): Entry[] {
  return [...entries.values()].filter((entry) => entry.type === type);
}

interface Counted {
  atMs: number;
  bytes: number;
}

export class StatisticsReader {
  /** Bytes by stream at the reading before, for rates. */
  readonly #counted = new Map<string, Counted>();
  #lastIn: { received: number; lost: number } | undefined;

  /** @returns figures per stream; rates are over the time since the reading before (0 at the first) */
  async streams(sources: StatisticsSources): Promise<StreamStatistics[]> {
    const sent = await Promise.all(sources.sent.map(({ source, producer }) => this.#sent(source, producer)));
    const received = await Promise.all(sources.received.map((consumer) => this.#received(consumer)));
    return [...sent, ...received].filter((statistics) => statistics !== undefined);
  }

  async #sent(source: string, producer: Producer): Promise<StreamStatistics | undefined> {
    const entries = await read(producer);
    if (entries === undefined) return undefined;
    const layers = ofType(entries, 'outbound-rtp');
    const active = layers.filter((layer) => layer.active !== false && (number(layer, 'framesPerSecond') ?? 1) > 0);
    const best = [...(active.length > 0 ? active : layers)].sort(
      (one, other) => (number(other, 'frameWidth') ?? 0) - (number(one, 'frameWidth') ?? 0),
    )[0];
    const remote = ofType(entries, 'remote-inbound-rtp')[0];
    const bytes = layers.reduce((sum, layer) => sum + (number(layer, 'bytesSent') ?? 0), 0);
    const roundTripS = number(remote, 'roundTripTime');
    return {
      direction: 'send',
      source,
      codec: codecOf(entries, best),
      bitrateBps: this.#rate(`send-${producer.id}`, bytes, number(best, 'timestamp')),
      packetsLostRatio: number(remote, 'fractionLost') ?? 0,
      jitterMs: (number(remote, 'jitter') ?? 0) * 1000,
      ...defined({
        roundTripMs: roundTripS === undefined ? undefined : roundTripS * 1000,
        widthPx: number(best, 'frameWidth'),
        heightPx: number(best, 'frameHeight'),
        framesPerSecond: number(best, 'framesPerSecond'),
        totalAudioEnergy: number(ofType(entries, 'media-source')[0], 'totalAudioEnergy'),
        layer: producer.kind === 'video' ? `${active.length}/${layers.length}` : undefined,
      }),
    };
  }

  async #received({ info, consumer, spatialLayer }: StatisticsSources['received'][number]): Promise<StreamStatistics | undefined> {
    const entries = await read(consumer);
    if (entries === undefined) return undefined;
    const inbound = ofType(entries, 'inbound-rtp')[0];
    const lost = number(inbound, 'packetsLost') ?? 0;
    const received = number(inbound, 'packetsReceived') ?? 0;
    return {
      direction: 'receive',
      source: info.source,
      participantId: info.participantId,
      codec: codecOf(entries, inbound),
      bitrateBps: this.#rate(`receive-${info.consumerId}`, number(inbound, 'bytesReceived') ?? 0, number(inbound, 'timestamp')),
      packetsLostRatio: lost > 0 ? lost / (lost + received) : 0,
      jitterMs: (number(inbound, 'jitter') ?? 0) * 1000,
      ...defined({
        widthPx: number(inbound, 'frameWidth'),
        heightPx: number(inbound, 'frameHeight'),
        framesPerSecond: number(inbound, 'framesPerSecond'),
        framesDecoded: number(inbound, 'framesDecoded'),
        totalAudioEnergy: number(inbound, 'totalAudioEnergy'),
        layer: spatialLayer === undefined ? undefined : String(spatialLayer),
      }),
    };
  }

  #rate(key: string, bytes: number, atMs: number | undefined): number {
    if (atMs === undefined) return 0;
    const before = this.#counted.get(key);
    this.#counted.set(key, { atMs, bytes });
    if (before === undefined || atMs <= before.atMs) return 0;
    return Math.max(0, Math.round(((bytes - before.bytes) * 8000) / (atMs - before.atMs)));
  }

  /** One sample of the whole connection, and over which way it goes. */
  async connection({
    sendTransport,
    receiveTransport,
  }: Pick<StatisticsSources, 'sendTransport' | 'receiveTransport'>): Promise<{ sample: QualitySample; path: MediaSessionState['path'] }> {
    const send = sendTransport && (await read(sendTransport));
    const receive = receiveTransport && (await read(receiveTransport));
    const pair = selectedPair(send) ?? selectedPair(receive);
    const roundTripS = number(pair?.entry, 'currentRoundTripTime');
    const losses = send ? ofType(send, 'remote-inbound-rtp').flatMap((entry) => number(entry, 'fractionLost') ?? []) : [];
    const video = send ? ofType(send, 'outbound-rtp').filter((entry) => entry.kind === 'video' && entry.active !== false) : [];
    const limits = video.map((entry) => text(entry, 'qualityLimitationReason'));
    return {
      sample: {
        roundTripMs: roundTripS === undefined ? undefined : roundTripS * 1000,
        lostOutRatio: losses.length > 0 ? Math.max(...losses) : undefined,
        lostInRatio: this.#lostIn(receive),
        limitedBy: limits.includes('cpu') ? 'cpu' : limits.includes('bandwidth') ? 'bandwidth' : 'none',
      },
      path: pair?.path,
    };
  }

  #lostIn(entries: Map<string, Entry> | undefined): number | undefined {
    const inbound = entries ? ofType(entries, 'inbound-rtp') : [];
    const received = inbound.reduce((sum, entry) => sum + (number(entry, 'packetsReceived') ?? 0), 0);
    const lost = inbound.reduce((sum, entry) => sum + (number(entry, 'packetsLost') ?? 0), 0);
    const before = this.#lastIn;
    this.#lastIn = { received, lost };
    // Streams come and go: only a rise on both is a measure.
    if (before === undefined || received <= before.received || lost < before.lost) return undefined;
    const lostNow = lost - before.lost;
    return lostNow / (lostNow + received - before.received);
  }
}

/** Statistics of what has just closed are none. */
async function read(owner: { getStats(): Promise<RTCStatsReport> }): Promise<Map<string, Entry> | undefined> {
  try {
    return entriesOf(await owner.getStats());
  } catch {
    return undefined;
  }
}

function codecOf(entries: Map<string, Entry>, stream: Entry | undefined): string {
  const codec = entries.get(text(stream, 'codecId') ?? '');
  return (text(codec, 'mimeType') ?? '').replace(/^(audio|video)\//, '');
}

function selectedPair(entries: Map<string, Entry> | undefined): { entry: Entry; path: MediaSessionState['path'] } | undefined {
  if (entries === undefined) return undefined;
  const transport = ofType(entries, 'transport').find((entry) => text(entry, 'selectedCandidatePairId') !== undefined);
  // Firefox names no pair in its transport entry, but marks the pair itself.
  const entry =
    entries.get(text(transport, 'selectedCandidatePairId') ?? '') ??
    ofType(entries, 'candidate-pair').find((pair) => pair.selected === true || (pair.nominated === true && pair.state === 'succeeded'));
  if (entry === undefined) return undefined;
  const local = entries.get(text(entry, 'localCandidateId') ?? '');
  if (text(local, 'candidateType') === 'relay') return { entry, path: 'relay' };
  return { entry, path: text(local, 'protocol') === 'tcp' ? 'tcp' : 'udp' };
}

function defined<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  for (const key in fields) {
    const value = fields[key];
    if (isDefined(value)) kept[key] = value;
  }
  return kept;
}
function isDefined<T>(value: T): value is Exclude<T, undefined> {
  return value !== undefined;
}
