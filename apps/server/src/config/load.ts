import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { StartRefused } from '../start-refused.ts';
import { ConfigSchema, type Config } from './schema.ts';

/** Where the file is looked for when SAAL_CONFIG names none. */
const USUAL_FILE = 'saal.env';
const secretKeys = new Set(['SAAL_TURN_SECRET', 'SAAL_CLUSTER_SECRET', 'DATABASE_URL', 'NATS_URL']);

/**
 * Reads the configuration: environment over file over default.
 * @param env of the process; `SAAL_CONFIG` names the file (KEY=value a line, as systemd's EnvironmentFile), else `saal.env` here
 * @throws {StartRefused} with every wrong key, its value, and what is allowed
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const file = env['SAAL_CONFIG'] ?? (existsSync(USUAL_FILE) ? USUAL_FILE : undefined);
  const fromFile = file === undefined ? {} : readConfigFile(file);
  const faults = Object.keys(fromFile)
    .filter((key) => !(key in ConfigSchema.shape))
    .map((key) => `${key} in ${file ?? ''} is no setting; ${nearestTo(key)}`);

  const given: Record<string, string> = {};
  for (const key of Object.keys(ConfigSchema.shape)) {
    const value = env[key] ?? fromFile[key];
    if (value !== undefined && value.trim() !== '') given[key] = value;
  }
  const parsed = ConfigSchema.safeParse(given);
  if (!parsed.success) faults.push(...parsed.error.issues.map((issue) => describe(String(issue.path[0]), given, issue.message)));
  else faults.push(...contradictions(parsed.data));
  if (faults.length > 0 || !parsed.success)
    throw new StartRefused(`wrong configuration: ${faults.join('; ')}`, 'npm run config prints every setting with what it may be');
  return parsed.data;
}

function readConfigFile(file: string): Record<string, string | undefined> {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new StartRefused(`the configuration file ${file} cannot be read`, 'correct SAAL_CONFIG or the rights of the file', { cause });
  }
}

function describe(key: string, given: Record<string, string>, message: string): string {
  const value = secretKeys.has(key) ? '(hidden)' : (given[key] ?? '');
  const unit = allowed(key);
  return `${key}=${value}: ${message}${unit === undefined ? '' : ` (allowed: ${unit})`}`;
}

function allowed(key: string): string | undefined {
  const unit = key in ConfigSchema.shape ? ConfigSchema.shape[key as keyof Config].meta()?.['unit'] : undefined;
  return typeof unit === 'string' ? unit : undefined;
}

/** What is right alone and wrong together. */
function contradictions(config: Config): string[] {
  const found: string[] = [];
  if ((config.SAAL_TLS_CERTIFICATE === undefined) !== (config.SAAL_TLS_KEY === undefined))
    found.push('SAAL_TLS_CERTIFICATE and SAAL_TLS_KEY are only of use together: set both or none');
  if (config.SAAL_TURN_URLS.length > 0 && config.SAAL_TURN_SECRET === undefined)
    found.push('SAAL_TURN_URLS is set: SAAL_TURN_SECRET, shared with the relay, is needed too');
  if (config.NATS_URL !== undefined && config.SAAL_CLUSTER_SECRET === undefined)
    found.push('NATS_URL is set: SAAL_CLUSTER_SECRET, the same for all of the cluster, is needed too');
  if (config.SAAL_MAIL_HOST !== undefined && (config.SAAL_MAIL_FROM === undefined || config.SAAL_PUBLIC_URL === undefined))
    found.push('SAAL_MAIL_HOST is set: SAAL_MAIL_FROM and SAAL_PUBLIC_URL, which stands in letters, are needed too');
  if ((config.SAAL_MAIL_USER === undefined) !== (config.SAAL_MAIL_PASSWORD_FILE === undefined))
    found.push('SAAL_MAIL_USER and SAAL_MAIL_PASSWORD_FILE are only of use together: set both or none');
  if (config.SAAL_MAIL_RECEIVE_PORT !== undefined && config.SAAL_MAIL_HOST === undefined)
    found.push('SAAL_MAIL_RECEIVE_PORT is set: nothing comes back without SAAL_MAIL_HOST');
  if ((config.SAAL_MAIL_RECEIVE_PORT === undefined) !== (config.SAAL_MAIL_ANSWERS_TO === undefined))
    found.push('SAAL_MAIL_RECEIVE_PORT and SAAL_MAIL_ANSWERS_TO are only of use together: set both or none');
  if (config.SAAL_MEDIA === 'nodes' && config.NATS_URL === undefined)
    found.push('SAAL_MEDIA=nodes: NATS_URL, the bus to the media nodes, is needed too');
  if (config.SAAL_CALENDARS_FILE !== undefined && config.SAAL_PUBLIC_URL === undefined)
    found.push('SAAL_CALENDARS_FILE is set: SAAL_PUBLIC_URL, which links in calendars lead to, is needed too');
  if (config.SAAL_ICE_TRANSPORT_POLICY === 'relay' && config.SAAL_TURN_URLS.length === 0)
    found.push('SAAL_ICE_TRANSPORT_POLICY=relay: nobody could connect without SAAL_TURN_URLS');
  if (config.SAAL_MEDIA_FIRST_PORT + config.SAAL_MEDIA_WORKERS > 65536)
    found.push(`SAAL_MEDIA_FIRST_PORT=${config.SAAL_MEDIA_FIRST_PORT}: ${config.SAAL_MEDIA_WORKERS} workers do not fit below port 65536`);
  return found;
}

/** A hint for a slip of the finger: the known key with the fewest different letters. */
function nearestTo(key: string): string {
  const nearest = Object.keys(ConfigSchema.shape).sort((a, b) => distance(key, a) - distance(key, b))[0] ?? '';
  return `did you mean ${nearest}?`;
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}
