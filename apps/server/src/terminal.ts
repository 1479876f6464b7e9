import { Writable } from 'node:stream';
import { z } from 'zod';

/** A line of pino's, as far as this reads it. */
const LogLine = z.looseObject({
  time: z.string(),
  level: z.number(),
  msg: z.string().default(''),
  err: z.object({ stack: z.string() }).optional(),
});

const WARN = 40;
const levelNames: Record<number, string> = { 10: 'trace', 20: 'debug', 30: '', 40: 'WARN', 50: 'ERROR', 60: 'FATAL' };

/** Log lines for people: `21:05:09 WARN worker died pid=4711`. */
export function textLog(out: NodeJS.WritableStream): Writable {
  return eachLine((line) => out.write(`${asText(line)}\n`));
}

/** Every line into a file, warnings and errors also to the people at the terminal. */
export function terminalLog(file: NodeJS.WritableStream, out: NodeJS.WritableStream): Writable {
  return eachLine((line) => {
    file.write(`${line}\n`);
    const parsed = LogLine.safeParse(jsonOf(line));
    if (!parsed.success || parsed.data.level >= WARN) out.write(`${asText(line)}\n`);
  });
}

function eachLine(write: (line: string) => void): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      for (const line of chunk.toString().split('\n')) if (line !== '') write(line);
      done();
    },
  });
}

export function asText(line: string): string {
  const parsed = LogLine.safeParse(jsonOf(line));
  if (!parsed.success) return line; // written by something else than pino
  const { time, level, msg, err, ...fields } = parsed.data;
  const rest = Object.entries(fields).map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const head = [time.slice(11, 19), levelNames[level] ?? String(level), msg, ...rest].filter((part) => part !== '').join(' ');
  return err === undefined ? head : `${head}\n  ${err.stack.split('\n').join('\n  ')}`;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** What somebody who has just started Saal needs to see, apart from the log. Plain lines, so that scripts can read them too. */
export function greeting(o: {
  address: string;
  otherAddresses: readonly string[];
  setupLink: string | undefined;
  logFile: string | undefined;
  selfSigned: boolean;
}): string {
  const lines = ['', `  Saal runs at  ${o.address}`, ...o.otherAddresses.map((address) => `                ${address}`)];
  if (o.selfSigned) lines.push('', '  The certificate is self-signed: the browser warns once, "Advanced" leads on.');
  if (o.setupLink !== undefined) lines.push('', '  Open this once to become the first administrator:', `  ${o.setupLink}`);
  lines.push('', `  Stop with Ctrl-C.${o.logFile === undefined ? '' : ` The log is in ${o.logFile}.`}`, '');
  return lines.join('\n');
}
