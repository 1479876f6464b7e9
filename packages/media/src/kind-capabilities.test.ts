import { expect, test } from 'vitest';
import { capabilitiesByKind } from './kind-capabilities.ts';
import { checked, RtpCapabilities } from './rtp-parameters.ts';

const midUri = 'urn:ietf:params:rtp-hdrext:sdes:mid';

test('nothing that a device decodes is lost, and nothing stands with the wrong kind', () => {
  const capabilities = checked(RtpCapabilities, {
    codecs: [
      { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000, preferredPayloadType: 96 },
      { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2, preferredPayloadType: 111 },
      { kind: 'video', mimeType: 'video/rtx', clockRate: 90_000, preferredPayloadType: 97, parameters: { apt: 96 } },
    ],
    headerExtensions: [
      { kind: 'audio', uri: midUri, preferredId: 1 },
      { kind: 'video', uri: midUri, preferredId: 1 },
    ],
  });
  const { audio, video } = capabilitiesByKind(capabilities);
  expect(audio.codecs.map(({ mimeType }) => mimeType)).toEqual(['audio/opus']);
  expect(video.codecs.map(({ mimeType }) => mimeType)).toEqual(['video/VP8', 'video/rtx']);
  expect([audio.headerExtensions, video.headerExtensions].map(([extension]) => extension?.kind)).toEqual(['audio', 'video']);
});
