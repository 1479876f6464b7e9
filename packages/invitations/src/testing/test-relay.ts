/** A real SMTP server for tests: takes letters, counts them by Message-ID, and fails as it is told. */
import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';

type Fault = (address: string) => { at: 'rcpt' | 'data'; code: number; words: string } | 'cut' | undefined;

export interface TestRelay {
  readonly port: number;
  /** What was taken, in order. */
  readonly taken: { to: string; from: string; mail: ParsedMail; source: string }[];
  /** Asked for each address; changes while it runs. */
  fault: Fault;
  /** Before each is taken. */
  delayMs: number;
  stop(): Promise<void>;
}

export async function startTestRelay(port = 0): Promise<TestRelay> {
  const taken: TestRelay['taken'] = [];
  const relay = { taken, port, delayMs: 0, fault: (() => undefined) as Fault };
  const refusal = (code: number, words: string): Error => Object.assign(new Error(words), { responseCode: code });
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'], logger: false, disableReverseLookup: true },
    onRcptTo({ address }, _session, done) {
      const fault = relay.fault(address);
      if (fault !== undefined && fault !== 'cut' && fault.at === 'rcpt') done(refusal(fault.code, fault.words));
      else done();
    },
    onData(stream, session, done) {
      void collect(stream).then(async (source) => {
        const to = session.envelope.rcptTo[0]?.address ?? '';
        const fault = relay.fault(to);
        if (relay.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, relay.delayMs));
        const mailFrom = session.envelope.mailFrom;
        if (fault === undefined || fault === 'cut')
          taken.push({
            to,
            from: mailFrom === false ? '' : mailFrom.address,
            mail: await simpleParser(source),
            source: source.toString('utf8'),
          });
        if (fault === 'cut') server.connections.forEach((connection) => connection.close());
        else if (fault !== undefined) done(refusal(fault.code, fault.words));
        else done();
      }, done);
    },
  });
  // Clients that die in the middle are what tests are about.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.server.address() as AddressInfo;
  return Object.assign(relay, {
    port: address.port,
    stop: () =>
      new Promise<void>((resolve) => {
        server.connections.forEach((connection) => connection.close());
        server.close(() => resolve());
      }),
  });
}

async function collect(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}
