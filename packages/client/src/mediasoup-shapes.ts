/** The server's media parameters travel as plain objects; these guards say which of mediasoup's shapes they are. */
import type { DtlsParameters, IceCandidate, IceParameters, RtpCapabilities, RtpParameters, TransportOptions } from 'mediasoup-client/types';
import type { ConsumerInfo, IceServer, MediaRoomInfo, TransportInfo } from '@saal/protocol';

/** The server told something that is no media parameter. */
export class MediaParametersUnreadable extends Error {
  override readonly name = 'MediaParametersUnreadable';
}

type Plain = Record<string, unknown>;
const isRtpCapabilities = (value: Plain): value is Plain & RtpCapabilities => Array.isArray(value.codecs);
const isRtpParameters = (value: Plain): value is Plain & RtpParameters => Array.isArray(value.codecs) && Array.isArray(value.encodings);
const isIceParameters = (value: Plain): value is Plain & IceParameters =>
  typeof value.usernameFragment === 'string' && typeof value.password === 'string';
const isIceCandidate = (value: Plain): value is Plain & IceCandidate =>
  typeof value.port === 'number' && (value.protocol === 'udp' || value.protocol === 'tcp');
const isDtlsParameters = (value: Plain): value is Plain & DtlsParameters => Array.isArray(value.fingerprints);

export function rtpCapabilitiesOf(info: MediaRoomInfo): RtpCapabilities {
  if (!isRtpCapabilities(info.routerRtpCapabilities)) throw new MediaParametersUnreadable('routerRtpCapabilities');
  return info.routerRtpCapabilities;
}

export function rtpParametersOf(info: ConsumerInfo): RtpParameters {
  if (!isRtpParameters(info.rtpParameters)) throw new MediaParametersUnreadable(`rtpParameters of consumer ${info.consumerId}`);
  return info.rtpParameters;
}

export function iceParametersOf(value: Plain): IceParameters {
  if (!isIceParameters(value)) throw new MediaParametersUnreadable('iceParameters');
  return value;
}

export function transportOptionsOf(
  info: TransportInfo,
  room: { iceServers: IceServer[]; iceTransportPolicy: 'all' | 'relay' },
): TransportOptions {
  if (!isDtlsParameters(info.dtlsParameters)) throw new MediaParametersUnreadable('dtlsParameters');
  return {
    id: info.transportId,
    iceParameters: iceParametersOf(info.iceParameters),
    iceCandidates: info.iceCandidates.filter(isIceCandidate),
    dtlsParameters: info.dtlsParameters,
    iceServers: room.iceServers,
    iceTransportPolicy: room.iceTransportPolicy,
  };
}
