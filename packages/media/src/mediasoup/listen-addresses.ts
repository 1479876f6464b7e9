import { networkInterfaces } from 'node:os';
import type { TransportListenInfo } from 'mediasoup/types';

/**
 * Addresses of this machine that browsers can be told, for a server that listens on all of them: an "any" address
 * (0.0.0.0, ::) is none that packets can be sent to. Link-local ones need a zone and are left out.
 */
function ownAddresses(family: 'IPv4' | 'IPv6'): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((address) => address.family === family && !address.address.startsWith('fe80'))
    .map((address) => address.address);
}

/**
 * Where one worker listens: UDP and TCP on the same port, UDP first.
 * @param listenIp an own address, or 0.0.0.0 or :: for all of them (:: without an announced address: IPv4 too)
 * @param announcedAddress what browsers are told instead (address or host name before NAT)
 */
export function listenInfos(listenIp: string, announcedAddress: string | undefined, port: number): TransportListenInfo[] {
  const any = listenIp === '0.0.0.0' || listenIp === '::';
  const ips =
    any && announcedAddress === undefined ? [...ownAddresses('IPv4'), ...(listenIp === '::' ? ownAddresses('IPv6') : [])] : [listenIp];
  return (['udp', 'tcp'] as const).flatMap((protocol) =>
    ips.map((ip) => ({
      protocol,
      ip,
      port,
      ...(announcedAddress === undefined ? {} : { announcedAddress }),
      // A burst of key frames to many receivers must not overflow the socket; the kernel caps it at its own limit.
      ...(protocol === 'udp' ? { sendBufferSize: 4 << 20, recvBufferSize: 4 << 20 } : {}),
    })),
  );
}
