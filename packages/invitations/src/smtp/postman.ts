/** Carries letters to the relay of the house by SMTP (RFC 5321), over a few connections that stay open, and no faster than it likes. */
import type { Logger } from '@saal/foundation';
import { createTransport } from 'nodemailer';
import { z } from 'zod';
import type { Delivery, OutgoingMail, Postman } from '../outbox-ports.ts';
import { BeginFirst, NotBegun } from './begin-first.ts';

export interface RelaySettings {
  host: string;
  port: number;
  /** `tls`: from the first byte (port 465). `starttls`: refused without. `plain`: only on a trusted way. */
  security: 'tls' | 'starttls' | 'plain';
  user?: string;
  password?: string;
  perMinute: number;
}

const CONNECTIONS = 5;
const CONNECT_MS = 20_000;
/** A relay may take its time with the content (RFC 5321 4.5.3.2.6). */
const SILENCE_MS = 300_000;
/** Commands whose refusal concerns this letter; that of any other concerns the way to the relay. */
const ofLetter = new Set(['MAIL FROM', 'RCPT TO', 'DATA']);

export function createPostman(relay: RelaySettings, log: Logger): Postman {
  const begins = new Map<string, () => Promise<boolean>>();
  const transport = createTransport({
    ...{ pool: true as const, host: relay.host, port: relay.port, maxConnections: CONNECTIONS },
    ...{ secure: relay.security === 'tls', requireTLS: relay.security === 'starttls', ignoreTLS: relay.security === 'plain' },
    ...(relay.user === undefined ? {} : { auth: { user: relay.user, pass: relay.password ?? '' } }),
    ...{ rateDelta: 60_000 / RATE_STEPS, rateLimit: Math.max(1, Math.round(relay.perMinute / RATE_STEPS)) },
    ...{ connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
    // The outbox tries again by itself, and knows what may have gone out.
    maxRequeues: 0,
    // Nothing of a letter is read from elsewhere.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  transport.use('stream', (mail, done) => {
    const { message } = mail;
    const open = message.createReadStream.bind(message);
    const begin = begins.get(mail.data.messageId ?? '') ?? (() => Promise.resolve(false));
    message.createReadStream = (options) => new BeginFirst(() => open(options), begin);
    done();
  });
  return {
    async deliver(mail, begin) {
      const messageId = `<${mail.messageId}>`;
      const begun = { content: false };
      begins.set(messageId, async () => (begun.content = await begin()));
      try {
        await transport.sendMail(toOptions(mail, messageId));
        return { kind: 'sent' };
      } catch (error) {
        const delivery = deliveryOf(error, begun.content);
        // Without the server's words: they like to name the addressee.
        if (delivery.kind === 'later' || delivery.kind === 'lost')
          log.warn(
            { letterId: mail.letterId, ...SmtpFault.omit({ response: true }).safeParse(error).data },
            'a letter did not get through',
          );
        return delivery;
      } finally {
        begins.delete(messageId);
      }
    },
    close: () => transport.close({ force: true }),
  };
}

/** The limit is spread over the minute, so that a campaign does not wait for the next full one. */
const RATE_STEPS = 12;

function toOptions(mail: OutgoingMail, messageId: string): Parameters<ReturnType<typeof createTransport>['sendMail']>[0] {
  const { calendar } = mail;
  return {
    ...{ messageId, from: mail.from, to: mail.to, subject: mail.subject, text: mail.text, html: mail.html },
    envelope: { from: mail.returnPath, to: mail.to.address },
    ...(mail.replyTo === undefined ? {} : { replyTo: mail.replyTo }),
    ...(calendar ? { icalEvent: { method: calendar.method, content: calendar.text, filename: 'invite.ics' } } : {}),
    headers: {
      'Auto-Submitted': 'auto-generated',
      // Exchange: no words of absence to a machine. Reports and answers to the invitation still come.
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
    },
  };
}

/** What nodemailer hangs on an error. */
const SmtpFault = z.object({
  code: z.string().optional(),
  responseCode: z.number().optional(),
  command: z.string().optional(),
  response: z.string().optional(),
});

function deliveryOf(error: unknown, begun: boolean): Delivery {
  if (error instanceof NotBegun) return { kind: 'not-begun' };
  const { responseCode, command = '', response } = SmtpFault.safeParse(error).data ?? {};
  const words = (response ?? (error instanceof Error ? error.message : 'unknown')).slice(0, 500);
  if (responseCode !== undefined && responseCode >= 500 && ofLetter.has(command)) return { kind: 'refused', words };
  // A server that answered did not take it; one that fell silent may have.
  return begun && responseCode === undefined ? { kind: 'lost', words } : { kind: 'later', words };
}
