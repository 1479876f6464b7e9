import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLogger, stopOnSignals, type Logger } from '@saal/foundation';
import { certificateOf } from './certificate.ts';
import { loadConfig } from './config/load.ts';
import type { Config } from './config/schema.ts';
import { lanAddress, selfSignedCertificate } from './lan.ts';
import { startServer } from './server.ts';
import { StartRefused } from './start-refused.ts';
import { greeting, terminalLog, textLog } from './terminal.ts';

const usage = `npm start -- [--lan] [--port N] [--config FILE]
  --lan          for others in the local network: listens everywhere, HTTPS with a self-signed certificate
  --port N       another port than SAAL_PORT
  --config FILE  another configuration than saal.env (see npm run config)
`;

const STOP_LIMIT_MS = 15_000;

try {
  await main();
} catch (error) {
  if (!(error instanceof StartRefused)) throw error;
  process.stderr.write(`saal: ${error.message}. ${error.remedy}.\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  const given = readArguments();
  if (given.help) {
    process.stdout.write(usage);
    return;
  }
  const config = withArguments(loadConfig({ ...process.env, ...(given.config === undefined ? {} : { SAAL_CONFIG: given.config }) }), given);
  const { log, file } = openLog(config);
  const address = given.lan ? lanAddress() : undefined;
  if (given.lan && address === undefined) throw new StartRefused('this machine has no address in a local network', 'start without --lan');
  const tls =
    address === undefined
      ? certificateOf(config)
      : (certificateOf(config) ?? (await selfSignedCertificate(join(config.SAAL_DATA_DIR, 'tls'), address)));

  const server = await startServer({ config, log, tls });
  stopOnSignals(server.stop, { log, limitMs: STOP_LIMIT_MS });
  const port = config.SAAL_PORT;
  const scheme = tls ? 'https' : 'http';
  const home = config.SAAL_PUBLIC_URL?.replace(/\/$/, '') ?? `${scheme}://${address ?? readable(config.SAAL_HOST)}:${port}`;
  log.info({ host: config.SAAL_HOST, port, workers: config.SAAL_MEDIA_WORKERS }, 'ready');
  process.stdout.write(
    `${greeting({
      address: home,
      otherAddresses: address === undefined ? [] : [`https://localhost:${port}`],
      setupLink: server.setupToken === undefined ? undefined : `${home}/setup#${server.setupToken}`,
      logFile: file,
      selfSigned: address !== undefined && config.SAAL_TLS_CERTIFICATE === undefined,
    })}\n`,
  );
}

interface Arguments {
  lan: boolean;
  port: string | undefined;
  config: string | undefined;
  help: boolean;
}

function readArguments(): Arguments {
  try {
    const { values } = parseArgs({
      options: { lan: { type: 'boolean' }, port: { type: 'string' }, config: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    return { lan: values.lan ?? false, port: values.port, config: values.config, help: values.help ?? false };
  } catch (cause) {
    throw new StartRefused(
      cause instanceof Error ? (cause.message.split('.')[0] ?? 'wrong argument') : 'wrong argument',
      'npm start -- --help shows what there is',
      { cause },
    );
  }
}

/** What was typed goes before everything else. */
function withArguments(config: Config, given: Arguments): Config {
  const port = given.port === undefined ? config.SAAL_PORT : Number(given.port);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new StartRefused(`--port ${given.port ?? ''} is no port`, 'take a number from 1 to 65535');
  return { ...config, SAAL_PORT: port, SAAL_HOST: given.lan ? '0.0.0.0' : config.SAAL_HOST };
}

/**
 * Where the log goes. In a terminal somebody wants to see the address and what is wrong, not every step: the whole
 * log is in a file then, started anew each time. Elsewhere (a service, a pipe) it is JSON on stdout.
 */
function openLog(config: Config): { log: Logger; file: string | undefined } {
  const { SAAL_LOG_LEVEL: level, SAAL_LOG_FORMAT: format } = config;
  if (format === 'text') return { log: createLogger(level, textLog(process.stdout)), file: undefined };
  if (format === 'json' || !process.stdout.isTTY) return { log: createLogger(level), file: undefined };
  mkdirSync(config.SAAL_DATA_DIR, { recursive: true });
  const file = join(config.SAAL_DATA_DIR, 'server.log');
  return { log: createLogger(level, terminalLog(createWriteStream(file), process.stdout)), file };
}

/** `localhost` rather than 127.0.0.1: there browsers give camera and microphone without HTTPS too, and people can read it. */
function readable(host: string): string {
  if (host === '127.0.0.1' || host === '0.0.0.0' || host === '::' || host === '::1') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
