/**
 * What a device may hand to the media worker. Stricter than the worker's library, and checked before it (M01): that one looks
 * at some fields only (it takes an object for a bitrate), and builds the messages of a whole worker in one shared buffer.
 */
import { z } from 'zod';
import { MediaParametersInvalid } from './errors.ts';

/** Header extensions the media server knows; others in capabilities are ignored, in parameters refused. */
const HeaderExtensionUri = z.enum([
  'urn:ietf:params:rtp-hdrext:sdes:mid',
  'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id',
  'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension',
  'urn:3gpp:video-orientation',
  'urn:ietf:params:rtp-hdrext:toffset',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time',
  'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay',
]);

const MimeType = z.string().regex(/^(audio|video)\/[A-Za-z0-9.-]{1,32}$/);
const PayloadType = z.int().min(0).max(127);
const Ssrc = z.int().min(1).max(0xffff_ffff);
const FormatParameters = z.record(
  z.string().regex(/^[A-Za-z0-9-]{1,64}$/),
  z.union([
    z.string().max(256),
    z
      .int()
      .min(-(2 ** 31))
      .max(2 ** 31 - 1),
  ]),
);
const Feedback = z.array(z.object({ type: z.string().max(32), parameter: z.string().max(32).optional() })).max(16);
const codecFields = {
  mimeType: MimeType,
  clockRate: z.int().min(8_000).max(192_000),
  channels: z.int().min(1).max(8).optional(),
  parameters: FormatParameters.optional(),
  rtcpFeedback: Feedback.optional(),
};

const distinct = <T>(values: readonly T[]) => new Set(values).size === values.length;

export const RtpParameters = z
  .object({
    mid: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,8}$/)
      .optional(),
    codecs: z
      .array(z.object({ ...codecFields, payloadType: PayloadType }))
      .min(1)
      .max(8),
    headerExtensions: z
      .array(
        z.object({
          uri: HeaderExtensionUri,
          id: z.int().min(1).max(255),
          encrypt: z.boolean().optional(),
          parameters: FormatParameters.optional(),
        }),
      )
      .max(16)
      .optional(),
    encodings: z
      .array(
        z.object({
          ssrc: Ssrc.optional(),
          rid: z
            .string()
            .regex(/^[A-Za-z0-9]{1,16}$/)
            .optional(),
          codecPayloadType: PayloadType.optional(),
          rtx: z.object({ ssrc: Ssrc }).optional(),
          dtx: z.boolean().optional(),
          scalabilityMode: z
            .string()
            .regex(/^[LS][1-4]T[1-4](_KEY(_SHIFT)?)?$|^L[1-4]T[1-4]h$/)
            .optional(),
          scaleResolutionDownBy: z.number().min(1).max(64).optional(),
          maxBitrate: z
            .int()
            .min(1)
            .max(2 ** 31 - 1)
            .optional(),
        }),
      )
      .min(1)
      .max(4),
    rtcp: z.object({ cname: z.string().max(255).optional(), reducedSize: z.boolean().optional() }).optional(),
    msid: z.string().max(255).optional(),
  })
  .refine(({ codecs }) => distinct(codecs.map((codec) => codec.payloadType)), 'a payload type twice')
  .refine(({ headerExtensions = [] }) => distinct(headerExtensions.map((extension) => extension.id)), 'a header extension id twice')
  .refine(({ encodings }) => {
    const ssrcs = encodings.flatMap(({ ssrc, rtx }) => [ssrc, rtx?.ssrc]).filter((ssrc) => ssrc !== undefined);
    const rids = encodings.map(({ rid }) => rid).filter((rid) => rid !== undefined);
    return distinct(ssrcs) && distinct(rids);
  }, 'an SSRC or rid twice')
  .refine(
    ({ encodings }) => encodings.length === 1 || encodings.every(({ ssrc, rid }) => ssrc !== undefined || rid !== undefined),
    'simulcast without SSRC or rid',
  )
  .refine(
    ({ codecs, encodings }) =>
      encodings.every(
        ({ codecPayloadType }) => codecPayloadType === undefined || codecs.some((codec) => codec.payloadType === codecPayloadType),
      ),
    'an encoding of an unknown payload type',
  )
  .refine(({ codecs }) => {
    const isRtx = (mimeType: string) => mimeType.toLowerCase().endsWith('/rtx');
    const media = codecs.filter((codec) => !isRtx(codec.mimeType));
    return (
      media.length > 0 &&
      codecs.every((codec) => !isRtx(codec.mimeType) || media.some(({ payloadType }) => payloadType === codec.parameters?.['apt']))
    );
  }, 'no codec, or a retransmission codec of none');
export type RtpParameters = z.infer<typeof RtpParameters>;

const CapabilityExtension = z.object({
  kind: z.enum(['audio', 'video']),
  uri: z.string().max(255),
  preferredId: z.int().min(1).max(255),
  preferredEncrypt: z.boolean().optional(),
  direction: z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']).optional(),
});

export const RtpCapabilities = z.object({
  codecs: z
    .array(z.object({ ...codecFields, kind: z.enum(['audio', 'video']), preferredPayloadType: PayloadType }))
    .min(1)
    .max(128),
  headerExtensions: z
    .array(CapabilityExtension)
    .max(64)
    .default([])
    .transform((extensions) =>
      extensions.flatMap((extension) => {
        const uri = HeaderExtensionUri.safeParse(extension.uri);
        return uri.success ? [{ ...extension, uri: uri.data }] : [];
      }),
    ),
});
export type RtpCapabilities = z.infer<typeof RtpCapabilities>;

/** Digest length in bytes of each algorithm a certificate's fingerprint may have. SHA-1 is no proof any more. */
const digestBytes = { 'sha-256': 32, 'sha-384': 48, 'sha-512': 64 } as const;

export const DtlsParameters = z.object({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z
    .array(
      z
        .object({ algorithm: z.enum(['sha-256', 'sha-384', 'sha-512']), value: z.string().max(191) })
        .refine(
          ({ algorithm, value }) => new RegExp(`^([0-9A-F]{2}:){${digestBytes[algorithm] - 1}}[0-9A-F]{2}$`, 'i').test(value),
          'not a digest of that length',
        )
        // The worker compares text in capitals.
        .transform(({ algorithm, value }) => ({ algorithm, value: value.toUpperCase() })),
    )
    .min(1)
    .max(5),
});
export type DtlsParameters = z.infer<typeof DtlsParameters>;

/**
 * Checks parameters by their schema and returns a clean copy (unknown keys dropped).
 * @throws {MediaParametersInvalid} naming the first field that does not fit
 */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new MediaParametersInvalid(issue ? `${issue.path.join('.')}: ${issue.message}` : 'does not fit');
}
