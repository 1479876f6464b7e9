/** Settings of mail, as a part of the schema. */
import { z } from 'zod';
import { count, email, networks, port, text } from './values.ts';

export const mailSettings = {
  SAAL_MAIL_HOST: text.optional().meta({
    unit: 'host name or address',
    reason:
      'The relay of the house that takes mail by SMTP: invitations, changes, reminders. Needs SAAL_MAIL_FROM and SAAL_PUBLIC_URL. Not set: no mail goes out.',
  }),
  SAAL_MAIL_PORT: port.default(587).meta({ unit: 'TCP port', reason: 'Port of the relay: 587 or 25 with STARTTLS, 465 with TLS.' }),
  SAAL_MAIL_SECURITY: z.enum(['starttls', 'tls', 'plain']).default('starttls').meta({
    unit: 'starttls, tls or plain',
    reason: 'How the way to the relay is encrypted; its certificate is checked. plain: not at all, only for a relay on this machine.',
  }),
  SAAL_MAIL_USER: text.optional().meta({ unit: 'text', reason: 'With SAAL_MAIL_PASSWORD_FILE: who the server is to the relay.' }),
  SAAL_MAIL_PASSWORD_FILE: text.optional().meta({ unit: 'file', reason: 'Holds the password of SAAL_MAIL_USER and nothing else.' }),
  SAAL_MAIL_FROM: email.optional().meta({
    unit: 'e-mail address, like saal@example.org',
    reason: 'Where all letters come from. The relay must be allowed to send for its domain (SPF, DKIM).',
  }),
  SAAL_MAIL_HOUSE_NAME: text.pipe(z.string().max(80)).optional().meta({
    unit: 'text, up to 80 characters, like Stadt Beispiel',
    defaultText: 'SAAL_PRODUCT_NAME',
    reason: 'The name of the house: the sender of letters, and what stands at their top.',
  }),
  SAAL_MAIL_PER_MINUTE: count
    .pipe(z.number().min(1).max(60_000))
    .default(600)
    .meta({ unit: 'letters a minute and server', reason: 'What the relay may be asked for.' }),
  SAAL_MAIL_ANSWERS_TO: email
    .refine((address) => address.indexOf('@') <= 10, { message: 'may have up to 10 characters before the @' })
    .optional()
    .meta({
      unit: 'e-mail address, like saal@example.org; up to 10 characters before the @',
      reason:
        'With SAAL_MAIL_RECEIVE_PORT: calendars answer to it and undeliverable letters are reported to it, with a mark for each letter (saal+<mark>@example.org). The house must pass mail to all of these on to that port.',
    }),
  SAAL_MAIL_RECEIVE_PORT: port.optional().meta({
    unit: 'TCP port',
    reason: 'Takes mail to SAAL_MAIL_ANSWERS_TO by SMTP, and none for anybody else. Not set: nothing is received.',
  }),
  SAAL_MAIL_RECEIVE_HOST: text.default('127.0.0.1').meta({ unit: 'address', reason: 'Address that SAAL_MAIL_RECEIVE_PORT is opened on.' }),
  SAAL_MAIL_RECEIVE_NETWORKS: networks.prefault('127.0.0.0/8, ::1').meta({
    unit: 'addresses or networks, by comma',
    reason: 'Who may hand in mail there: the servers of the house that pass it on.',
  }),
};
