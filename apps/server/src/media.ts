import { systemClock, type Bus, type Logger } from '@saal/foundation';
import { createMediaService, createNodesMediaService, turnCredentials, type MediaService } from '@saal/media';
import type { DeviceId, IceServer } from '@saal/protocol';
import type { Config } from './config/schema.ts';
import { lanAddress } from './lan.ts';
import { StartRefused } from './start-refused.ts';

/**
 * Media on the nodes of the cluster, or on workers of this process, as configured.
 * @throws {StartRefused}
 */
export async function startMedia(config: Config, { bus, server, log }: { bus: Bus; server: string; log: Logger }): Promise<MediaService> {
  if (config.SAAL_MEDIA === 'local') return startWorkers(config, log);
  const iceServers = (deviceId: DeviceId) => iceServersFor(config, deviceId);
  return createNodesMediaService({
    server,
    bus,
    iceServers,
    iceTransportPolicy: config.SAAL_ICE_TRANSPORT_POLICY,
    slotsFrom: slotsFrom(config),
    log,
    clock: systemClock,
  });
}

/**
 * Starts the media workers as configured. Without an announced address, browsers are told the address this machine
 * has in its network, since "all addresses" is none they could send to.
 * @throws {StartRefused}
 */
async function startWorkers(config: Config, log: Logger): Promise<MediaService> {
  const listenIp = config.SAAL_MEDIA_LISTEN_IP ?? (isLoopback(config.SAAL_HOST) ? '127.0.0.1' : '0.0.0.0');
  const announced = config.SAAL_MEDIA_ANNOUNCED_ADDRESS ?? (isUnspecified(listenIp) ? lanAddress() : undefined);
  try {
    return await createMediaService({
      workers: config.SAAL_MEDIA_WORKERS,
      packetsPerWorker: config.SAAL_MEDIA_PACKETS_PER_WORKER,
      listenIp,
      announcedAddress: announced,
      firstPort: config.SAAL_MEDIA_FIRST_PORT,
      iceServers: (deviceId) => iceServersFor(config, deviceId),
      iceTransportPolicy: config.SAAL_ICE_TRANSPORT_POLICY,
      slotsFrom: slotsFrom(config),
      workerBin: config.MEDIASOUP_WORKER_BIN,
      log,
      clock: systemClock,
    });
  } catch (cause) {
    const ports = `${config.SAAL_MEDIA_FIRST_PORT} to ${config.SAAL_MEDIA_FIRST_PORT + config.SAAL_MEDIA_WORKERS - 1}`;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartRefused(
      `the media workers did not start (${reason})`,
      `see that UDP and TCP ports ${ports} on ${listenIp} are free, or move them with SAAL_MEDIA_FIRST_PORT; \`npm start\` also sees to the worker itself`,
      { cause },
    );
  }
}

function iceServersFor(config: Config, deviceId: DeviceId): IceServer[] {
  const servers: IceServer[] = config.SAAL_STUN_URLS.length > 0 ? [{ urls: config.SAAL_STUN_URLS }] : [];
  if (config.SAAL_TURN_SECRET !== undefined && config.SAAL_TURN_URLS.length > 0) {
    const access = { urls: config.SAAL_TURN_URLS, secret: config.SAAL_TURN_SECRET };
    servers.push(turnCredentials(access, deviceId, systemClock.now(), config.SAAL_TURN_TTL_S * 1000));
  }
  return servers;
}

function slotsFrom(config: Config): { people: number; openMicrophones: number } {
  return { people: config.SAAL_SLOTS_FROM_PEOPLE, openMicrophones: config.SAAL_SLOTS_FROM_MICROPHONES };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function isUnspecified(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}
