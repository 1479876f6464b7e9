/** For tests of this folder: RTP made by hand, as what a device sends, and counted as what it receives. */
import type { DirectTransport, Producer } from 'mediasoup/types';
import { checked, RtpCapabilities } from '../rtp-parameters.ts';
import type { TestDevice } from './test-service.ts';

export interface InjectedMicrophone {
  producer: Producer;
  transport: DirectTransport;
  /** @param levelDb 0 (loudest) to 127 below full scale, as in RFC 6464 */
  speak(levelDb: number): void;
  sent(): number;
  longestPauseMs(): number;
  stop(): void;
}

/** A microphone whose packets this process makes itself, 50 a second, as a stream of the device. */
export async function injectMicrophone(device: TestDevice, ssrc: number, epoch?: string): Promise<InjectedMicrophone> {
  const { branch, placed } = device.at(epoch);
  const transport = await branch.place().router.createDirectTransport();
  const producer = await transport.produce({
    kind: 'audio',
    rtpParameters: {
      codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
      headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 10 }],
      encodings: [{ ssrc }],
    },
  });
  placed.sending.adopt(producer, 'microphone', undefined, [{}]);
  let sequence = 0;
  let level: number | undefined;
  const packet = Buffer.alloc(12 + 8 + 40);
  packet.writeUInt8(0x90, 0);
  packet.writeUInt8(111, 1);
  packet.writeUInt32BE(ssrc, 8);
  packet.writeUInt32BE(0xbede_0001, 12);
  packet.writeUInt8(10 << 4, 16);
  packet.writeUInt32BE(ssrc, packet.length - 4); // Whose voice it is, whatever the way.
  let [lastAtMs, longestPauseMs] = [performance.now(), 0];
  const timer = setInterval(() => {
    const nowMs = performance.now();
    longestPauseMs = Math.max(longestPauseMs, nowMs - lastAtMs);
    lastAtMs = nowMs;
    if (level === undefined || producer.closed) return;
    sequence++;
    packet.writeUInt16BE(sequence & 0xffff, 2);
    packet.writeUInt32BE(sequence * 960, 4);
    packet.writeUInt8(0x80 | level, 17);
    producer.send(Buffer.from(packet));
  }, 20);
  return {
    producer,
    transport,
    speak: (levelDb) => void (level = levelDb),
    sent: () => sequence,
    longestPauseMs: () => longestPauseMs,
    stop: () => clearInterval(timer),
  };
}

export interface InjectedCamera {
  producer: Producer;
  /** How often the sender was asked for a key frame, over all layers. */
  keyFrameRequests(): number;
  stop(): void;
}

/** A camera of three layers whose packets this process makes itself: each layer 25 key frames of VP8 a second, of one packet. */
export async function injectCamera(device: TestDevice, ssrc: number, epoch?: string): Promise<InjectedCamera> {
  const { branch, placed } = device.at(epoch);
  const transport = await branch.place().router.createDirectTransport();
  const encodings = [4, 2, 1].map((scaleResolutionDownBy, index) => ({ ssrc: ssrc + index, scaleResolutionDownBy }));
  const producer = await transport.produce({
    kind: 'video',
    rtpParameters: {
      codecs: [
        {
          mimeType: 'video/VP8',
          payloadType: 96,
          clockRate: 90_000,
          rtcpFeedback: [
            { type: 'nack', parameter: 'pli' },
            { type: 'ccm', parameter: 'fir' },
          ],
        },
      ],
      encodings,
    },
  });
  let asked = 0;
  transport.on('rtcp', (packet) => {
    // Payload-specific feedback (206): picture loss (1) or full intra request (4).
    if (packet.readUInt8(1) === 206 && [1, 4].includes(packet.readUInt8(0) & 0x1f)) asked++;
  });
  placed.sending.adopt(producer, 'camera', undefined, encodings);
  let sequence = 0;
  const packet = Buffer.alloc(12 + 11 + 40);
  packet.writeUInt8(0x80, 0);
  packet.writeUInt8(0x80 | 96, 1);
  packet.writeUInt8(0x10, 12); // VP8 descriptor: start of a partition
  packet.writeUInt8(0x10, 13); // payload header: a shown key frame
  packet.set([0x9d, 0x01, 0x2a, 0x40, 0x01, 0xb4, 0x00], 16); // start code, 320x180
  const timer = setInterval(() => {
    if (producer.closed) return;
    sequence++;
    packet.writeUInt16BE(sequence & 0xffff, 2);
    packet.writeUInt32BE(sequence * 3_600, 4);
    for (const encoding of encodings) {
      packet.writeUInt32BE(encoding.ssrc, 8);
      producer.send(Buffer.from(packet));
    }
  }, 40);
  return { producer, keyFrameRequests: () => asked, stop: () => clearInterval(timer) };
}

export interface ReceivedHere {
  transport: DirectTransport;
  packets: () => number;
  /** When packets of this voice (by its microphone's SSRC) came. */
  voice: (ssrc: number) => number[];
}

/** Lets a device receive into this process, and counts packets. */
export async function receiveHere(device: TestDevice, epoch?: string): Promise<ReceivedHere> {
  const { branch, placed } = device.at(epoch);
  const { router } = branch.place();
  const transport = await router.createDirectTransport();
  let packets = 0;
  const voices = new Map<number, number[]>();
  transport.observer.on('newconsumer', (consumer) => {
    device.consumers.set(consumer.id, consumer);
    consumer.on('rtp', (packet) => {
      packets++;
      const ssrc = packet.readUInt32BE(packet.length - 4);
      const times = voices.get(ssrc) ?? [];
      voices.set(ssrc, times);
      times.push(performance.now());
    });
  });
  placed.receiving.setCapabilities(checked(RtpCapabilities, router.rtpCapabilities));
  placed.receiving.useTransport(transport);
  return { transport, packets: () => packets, voice: (ssrc) => voices.get(ssrc) ?? [] };
}
