import { isIP } from 'node:net';
import { availableParallelism, hostname } from 'node:os';
import { z } from 'zod';

const text = z.string().trim().min(1);
const port = z.coerce.number().int().min(1).max(65535);
const address = text.refine((value) => isIP(value) !== 0, { message: 'must be an IP address' });

/** What an operator may set, in the environment. `unit` says what the value is, `reason` why one would change it. */
const ConfigSchema = z.object({
  NATS_URL: text
    .refine((urls) => urls.split(',').every((url) => /^(nats|tls):\/\/[^/]+$/.test(url.trim())), {
      message: 'must begin with nats:// or tls://',
    })
    .meta({ unit: 'URLs by comma, like nats://saal:secret@bus.example.org:4222', reason: 'The bus of the cluster.' }),
  SAAL_CLUSTER_SECRET: z.string().trim().min(32).meta({
    unit: 'text, at least 32 characters',
    reason: 'Signs what the processes of a cluster tell each other; the same for all of them.',
  }),
  SAAL_NODE_NAME: text
    .pipe(z.string().max(60))
    .default(() => hostname())
    .meta({
      unit: 'text',
      defaultText: 'the name of this machine',
      reason: 'What logs and NATS call this node.',
    }),
  SAAL_SITE: text.pipe(z.string().max(60)).optional().meta({
    unit: 'text, like bonn',
    reason: 'Where this node stands, when there are several data centres: people are placed near, where that is known.',
  }),
  SAAL_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info').meta({
    unit: 'fatal, error, warn, info, debug, trace or silent',
    reason: 'debug and trace are for looking for a fault. The log is JSON on stdout.',
  }),
  SAAL_MEDIA_WORKERS: z.coerce
    .number()
    .int()
    .pipe(z.number().min(1).max(256))
    .default(() => availableParallelism())
    .meta({
      unit: 'processes, 1 to 256',
      defaultText: 'one a core',
      reason: 'Media workers. One carries about 55,000 packets a second, some 250 people in usual meetings.',
    }),
  SAAL_MEDIA_PACKETS_PER_WORKER: z.coerce.number().int().pipe(z.number().min(1_050).max(10_000_000)).default(55_000).meta({
    unit: 'packets a second, 1050 to 10000000',
    reason:
      'How much is promised of one worker: 350 a participant, and who comes when all are full is refused. More for faster cores, or where little video is watched.',
  }),
  SAAL_MEDIA_LISTEN_IP: address.default('0.0.0.0').meta({ unit: 'IP address', reason: 'Address the media workers listen on.' }),
  SAAL_MEDIA_ANNOUNCED_ADDRESS: text.optional().meta({
    unit: 'IP address or host name',
    reason: 'Where browsers send sound and picture, when this machine stands behind address translation (NAT).',
  }),
  SAAL_MEDIA_FIRST_PORT: port.default(40000).meta({
    unit: 'UDP and TCP port',
    reason: 'Worker n listens on this port + n, UDP and TCP, for browsers. These must be open in the firewall.',
  }),
  SAAL_PIPE_IP: address.meta({
    unit: 'IP address',
    reason: 'Own address of this machine that the other nodes reach. What goes between nodes is encrypted (SRTP).',
  }),
  SAAL_PIPE_FIRST_PORT: port
    .default(50000)
    .meta({ unit: 'UDP port', reason: 'First of the ports for pipes, to be open for the other nodes.' }),
  SAAL_PIPE_LAST_PORT: port.default(59999).meta({
    unit: 'UDP port',
    reason: 'Last of them. A pipe takes one port: one for each two parts of a meeting that share a stream.',
  }),
  MEDIASOUP_WORKER_BIN: text.optional().meta({ unit: 'file', reason: 'An own build of the media worker (tools/mediasoup-worker).' }),
});
export type Config = z.infer<typeof ConfigSchema>;

/** The node cannot start, and somebody at a terminal can do something about it. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}

/** @throws {StartRefused} with every wrong key and what is allowed; values may be secrets and are not shown */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([key, value]) => key in ConfigSchema.shape && value?.trim() !== ''));
  const parsed = ConfigSchema.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new StartRefused(`wrong configuration: ${faults.join('; ')}`);
  }
  const { SAAL_PIPE_FIRST_PORT: first, SAAL_PIPE_LAST_PORT: last, SAAL_MEDIA_FIRST_PORT: media, SAAL_MEDIA_WORKERS: workers } = parsed.data;
  if (first > last) throw new StartRefused('wrong configuration: SAAL_PIPE_FIRST_PORT lies above SAAL_PIPE_LAST_PORT');
  if (media + workers > 65536) throw new StartRefused('wrong configuration: the workers do not fit below port 65536');
  return parsed.data;
}

/** The whole configuration as a commented file: what must be set stands there empty. */
export function configExample(): string {
  const entries = Object.entries(ConfigSchema.shape).map(([key, schema]) => {
    const { unit, reason, defaultText } = schema.meta() ?? {};
    const { def } = schema;
    const standard = 'defaultValue' in def && typeof defaultText !== 'string' ? String(def.defaultValue) : '';
    const known = typeof defaultText === 'string' ? defaultText : standard === '' ? 'not set' : standard;
    const isNeeded = !schema.safeParse(undefined).success;
    return `# ${String(reason)}\n# Value: ${String(unit)}. ${isNeeded ? 'Needed.' : `Default: ${known}.`}\n${isNeeded ? '' : '#'}${key}=${standard}\n`;
  });
  return [
    '# Configuration of a media node of Saal: environment of apps/media-node. Written by its print-config.ts; a test compares.\n',
    ...entries,
  ].join('\n');
}
