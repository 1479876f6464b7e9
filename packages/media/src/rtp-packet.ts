/** What is read of an RTP packet (RFC 3550 §5.1). Pure; nothing is copied. */

const fixedHeaderBytes = 12;
const oneByteProfile = 0xbede;
/** Encoded silence: Opus sends a byte or two while nobody speaks. */
const silentPayloadBytes = 8;

/** Below all that a microphone gives. */
export const silentDb = -127;
/** For a sender that tells no level: like somebody who speaks quietly. */
const untoldDb = -45;

/**
 * How loud the packet says it is (RFC 6464), in dBov; without that word, by its size.
 * @param extensionId of the audio level
 */
export function levelOf(packet: Buffer, extensionId: number): number {
  const afterSources = fixedHeaderBytes + (packet.readUInt8(0) & 0x0f) * 4;
  if ((packet.readUInt8(0) & 0x10) === 0) return bySize(packet.length - afterSources);
  const endOfExtensions = afterSources + 4 + packet.readUInt16BE(afterSources + 2) * 4;
  const oneByte = packet.readUInt16BE(afterSources) === oneByteProfile;
  let at = afterSources + 4;
  while (at < endOfExtensions - 1) {
    const first = packet.readUInt8(at);
    if (first === 0) {
      at++; // Padding.
      continue;
    }
    const id = oneByte ? first >> 4 : first;
    const length = oneByte ? (first & 0x0f) + 1 : packet.readUInt8(at + 1);
    const data = at + (oneByte ? 1 : 2);
    if (id === extensionId && length > 0) return -(packet.readUInt8(data) & 0x7f);
    at = data + length;
  }
  return bySize(packet.length - endOfExtensions);
}

function bySize(payloadBytes: number): number {
  return payloadBytes > silentPayloadBytes ? untoldDb : silentDb;
}
