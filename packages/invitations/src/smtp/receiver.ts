/**
 * Takes mail for the addresses that letters bear, and none for anybody else: no relay, no mailbox. 250 means that what it said is
 * stored. Hostile by nature: sizes, times and numbers are bounded, and only servers of the house may knock.
 */
import { once } from 'node:events';
import { isIPv6, type BlockList } from 'node:net';
import { TokenBucket, type Clock, type Logger } from '@saal/foundation';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions } from 'smtp-server';
import type { Incoming } from '../outbox-ports.ts';
import { readIncoming } from './incoming-mail.ts';

export interface ReceiverSettings {
  host: string;
  port: number;
  /** Who may hand in mail. */
  networks: BlockList;
}

const MAX_BYTES = 1_000_000;
const MAX_CLIENTS = 50;
const SILENCE_MS = 60_000;
const RATE = { burst: 500, perSecond: 20 };

/** @param take resolves when it is stored; `returnId` of the letter it came back to */
export async function startReceiver(
  settings: ReceiverSettings,
  o: {
    idOf: (address: string) => string | undefined;
    take: (returnId: string, incoming: Incoming) => Promise<void>;
    clock: Clock;
    log: Logger;
  },
): Promise<{ close(): Promise<void> }> {
  const bucket = new TokenBucket(RATE, o.clock.now());
  const handlers: SMTPServerOptions = {
    onConnect({ remoteAddress }, done) {
      const plain = remoteAddress.replace(/^::ffff:(?=\d+\.)/i, '');
      done(settings.networks.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4') ? null : refusal(554, 'only servers of the house'));
    },
    onMailFrom(_address, _session, done) {
      done(bucket.take(o.clock.now()) === 0 ? null : refusal(451, 'too many at once, try again'));
    },
    onRcptTo({ address }, _session, done) {
      done(o.idOf(address) === undefined ? refusal(550, 'no such address here') : null);
    },
    onData(stream, { envelope }, done) {
      const isFromNobody = envelope.mailFrom === false || envelope.mailFrom.address === '';
      const ids = envelope.rcptTo.flatMap(({ address }) => o.idOf(address) ?? []);
      takeMail(stream, isFromNobody, ids).then(
        () => done(),
        (error: unknown) => {
          if (error instanceof Refusal) return done(error);
          o.log.warn({ err: error }, 'a mail that came back could not be stored; its server tries again');
          done(refusal(451, 'not stored, try again'));
        },
      );
    },
  };
  const takeMail = async (stream: SMTPServerDataStream, isFromNobody: boolean, ids: readonly string[]): Promise<void> => {
    const incoming = await readIncoming(await bounded(stream), isFromNobody);
    if (incoming.kind === 'words') throw refusal(550, 'answers in words are not read here');
    for (const id of ids) await o.take(id, incoming);
  };
  const server = new SMTPServer({
    ...{ name: 'saal', banner: 'Saal', size: MAX_BYTES, maxClients: MAX_CLIENTS, socketTimeout: SILENCE_MS, closeTimeout: 2_000 },
    ...{ authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'], disableReverseLookup: true, logger: false, ...handlers },
  });
  // Whoever breaks off is no fault of ours.
  server.on('error', (error) => o.log.debug({ err: error }, 'a connection that hands in mail broke off'));
  const listening = server.listen(settings.port, settings.host);
  await once(listening, 'listening');
  return { close: () => new Promise((resolve) => server.close(() => resolve())) };
}

class Refusal extends Error {
  readonly responseCode: number;
  constructor(code: number, words: string) {
    super(words);
    this.responseCode = code;
  }
}
function refusal(code: number, words: string): Refusal {
  return new Refusal(code, words);
}

/** All of it is read, as SMTP wants it, and no more than allowed is kept. */
async function bounded(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size <= MAX_BYTES) chunks.push(bytes);
  }
  if (size > MAX_BYTES) throw refusal(552, 'too large');
  return Buffer.concat(chunks);
}
