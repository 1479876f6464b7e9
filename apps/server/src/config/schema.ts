import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { mailSettings } from './mail-settings.ts';
import { policySettings } from './policy-settings.ts';
import { count, hosts, httpUrl, iceUrls, list, networks, port, text } from './values.ts';

/**
 * Everything an operator may set, by the name it has in the environment and in the file.
 * `unit` says what the value is, `reason` why one would change it; both are printed into `deploy/saal.env.example`.
 * A key without default is off until it is set.
 */
export const ConfigSchema = z.object({
  SAAL_HOST: text.default('127.0.0.1').meta({
    unit: 'address',
    reason:
      'Address the server listens on. 0.0.0.0 or :: to be reached from elsewhere; browsers give camera and microphone only over HTTPS then.',
  }),
  SAAL_PORT: port.default(8080).meta({ unit: 'TCP port', reason: 'Port of HTTP (or HTTPS, with a certificate).' }),
  SAAL_PUBLIC_URL: httpUrl.optional().meta({
    unit: 'URL, like https://meet.example.org',
    reason:
      'How people reach the server. Links use it and requests from pages of other addresses are refused. Without it, the Host header is taken.',
  }),
  SAAL_TRUSTED_PROXIES: networks.prefault('').meta({
    unit: 'addresses or networks, by comma',
    reason: 'Reverse proxies whose X-Forwarded-For, -Proto and -Host are believed. Those headers of anybody else are ignored.',
  }),
  SAAL_TLS_CERTIFICATE: text
    .optional()
    .meta({ unit: 'file, PEM with chain', reason: 'With SAAL_TLS_KEY: HTTPS without a reverse proxy. Read again at the next start.' }),
  SAAL_TLS_KEY: text.optional().meta({ unit: 'file, PEM', reason: 'The key of SAAL_TLS_CERTIFICATE.' }),
  SAAL_SIGN_IN_FILE: text.optional().meta({
    unit: 'file, JSON like deploy/sign-in.example.json, not readable for everybody',
    reason:
      'Providers of identities by which people sign in (single sign-on by OpenID Connect and SAML). Without it: by passwords of this server.',
  }),
  SAAL_CHAT_SERVER_NAME: text
    .refine((name) => /^[a-z0-9.-]+$/.test(name), { message: 'must be a domain name, without a port' })
    .optional()
    .meta({
      unit: 'domain, like example.org',
      reason:
        'Stands in the names of people and rooms in chat (@anna:example.org) and cannot be changed once somebody has one. Default: the host of SAAL_PUBLIC_URL.',
    }),
  SAAL_HOUSE_EMAIL_DOMAINS: hosts.prefault('').meta({
    unit: 'domains, with commas',
    reason:
      'Accounts with an address elsewhere (of *.example.org: anywhere below) are external: marked as such in chat, in teams only where an owner lets externals in, and finding only people they share a room with. Empty: nobody with an account is external.',
  }),
  SAAL_DIRECTORY_FILE: text.optional().meta({
    unit: 'file of JSON, like deploy/directory.example.json',
    reason:
      'How the directory (Active Directory, OpenLDAP) is reached and read. With it people come from there and sign in with its password; a first reading waits for an administrator to confirm it. Without it all accounts are made here.',
  }),
  SAAL_CALENDARS_FILE: text.optional().meta({
    unit: 'file, JSON like deploy/calendars.example.json, not readable for everybody',
    reason:
      'Calendar servers that people may connect their calendar of: its busy times are seen when others plan, and meetings are written into it. Without it no calendar server is ever asked. Needs SAAL_PUBLIC_URL.',
  }),
  SAAL_PHONE_BOOK_SHOWS: list
    .pipe(z.array(z.enum(['email', 'mobile'])))
    .prefault('email')
    .meta({
      unit: 'email, mobile, both by comma, or nothing',
      reason:
        'What everybody of the house sees of everybody in the phone book beside name, picture, department, title, office, desk number and extension. What is not shown is not found by either. Guests and externals see nothing of it.',
    }),
  SAAL_PHONE_COUNTRY_CODE: text
    .refine((code) => /^[1-9]\d{0,2}$/.test(code), { message: 'must be a calling code, like 49' })
    .default('49')
    .meta({ unit: 'calling code, like 49', reason: 'The country of numbers in the phone book that are written without one.' }),
  SAAL_PHONE_AREA_CODE: text
    .refine((code) => /^[1-9]\d{0,5}$/.test(code), { message: 'must be an area code without its 0, like 228' })
    .optional()
    .meta({
      unit: 'area code without its 0, like 228',
      reason:
        'The area of numbers in the phone book that are written without one, of six digits or more; shorter ones are dialled within the house. Not set: all without one are dialled as they stand.',
    }),
  SAAL_PUSH_GATEWAYS: hosts.prefault('').meta({
    unit: 'hosts by comma, like push.example.org',
    reason:
      'Push gateways of Matrix apps that are told when something concerns somebody whose app is closed. They learn who gets how many messages in which room, and the words of unencrypted ones if the app asks for it. None: no gateway is ever contacted.',
  }),
  SAAL_WEB_PUSH: z.enum(['off', 'on']).default('off').meta({
    unit: 'off or on',
    reason:
      "on: browsers are told of news while the page is closed, through their vendor's push service (SAAL_WEB_PUSH_HOSTS). It can read nothing of what is sent, but learns when somebody gets something.",
  }),
  SAAL_WEB_PUSH_HOSTS: hosts
    .prefault('fcm.googleapis.com, updates.push.services.mozilla.com, *.push.apple.com, *.notify.windows.com')
    .meta({
      unit: 'hosts by comma, like *.push.apple.com',
      reason:
        'Push services of browsers that may be contacted with SAAL_WEB_PUSH, by HTTPS: those of Chrome, Firefox, Safari and Edge. No other is.',
    }),
  SAAL_CHAT_PRESENCE: z.enum(['off', 'on']).default('on').meta({
    unit: 'off or on',
    reason: 'off: in chat nobody is told who is there. on: people who share a room of up to 200 are, but of those who hide it.',
  }),
  SAAL_CHAT_MEDIA_DIR: text.optional().meta({
    unit: 'folder',
    defaultText: 'chat-media in SAAL_DATA_DIR',
    reason: 'Holds the files people send in chat. Servers of a cluster share one, on storage all of them reach.',
  }),
  SAAL_CHAT_UPLOAD_MAX_BYTES: count.pipe(z.number().min(1_000_000).max(10_000_000_000)).default(100_000_000).meta({
    unit: 'bytes, 1000000 to 10000000000',
    reason: 'The largest file somebody may send in chat. A reverse proxy must let it through.',
  }),
  SAAL_CHAT_QUOTA_BYTES: count
    .pipe(z.number().min(1_000_000).max(100_000_000_000_000))
    .default(5_000_000_000)
    .meta({ unit: 'bytes', reason: 'All files in chat that one person has sent.' }),
  SAAL_CHAT_PREVIEWS: z.enum(['on', 'off']).default('off').meta({
    unit: 'on or off',
    reason:
      'on: the server fetches pages that links in chat lead to, to show their titles. They learn the address of this server, and that somebody wrote of them.',
  }),
  SAAL_CHAT_RETENTION_DIRECT_DAYS: count.pipe(z.number().min(1).max(36_500)).optional().meta({
    unit: 'days, 1 to 36500',
    reason:
      'How long messages between two people are kept; afterwards their words are gone for good. Not set: for ever. A room may set less for itself, never more.',
  }),
  SAAL_CHAT_RETENTION_GROUP_DAYS: count.pipe(z.number().min(1).max(36_500)).optional().meta({
    unit: 'days, 1 to 36500',
    reason: 'The same for rooms of groups.',
  }),
  SAAL_CHAT_RETENTION_TEAM_DAYS: count.pipe(z.number().min(1).max(36_500)).optional().meta({
    unit: 'days, 1 to 36500',
    reason: 'The same for teams, their rooms and announcements.',
  }),
  SAAL_CHAT_RETENTION_MEETING_DAYS: count.pipe(z.number().min(1).max(36_500)).optional().meta({
    unit: 'days, 1 to 36500',
    reason: 'The same for the rooms of meetings.',
  }),
  SAAL_CHAT_RETENTION_DELETED_DAYS: count.pipe(z.number().min(1).max(36_500)).default(30).meta({
    unit: 'days, 1 to 36500',
    reason:
      'So long after a meeting was deleted, what was written in its room is gone. Nobody reads it meanwhile; a legal hold keeps it longer.',
  }),
  SAAL_DATA_DIR: text.default('.saal/data').meta({ unit: 'folder', reason: 'Holds the embedded database. One server at a time.' }),
  DATABASE_URL: text
    .refine((url) => /^postgres(ql)?:\/\//.test(url), { message: 'must begin with postgres://' })
    .optional()
    .meta({
      unit: 'URL, like postgres://saal:secret@db.example.org/saal',
      reason: 'An own PostgreSQL (15 or newer) instead of the embedded one: for backups, replication and more than one server.',
    }),
  SAAL_DATABASE_CONNECTIONS: count
    .pipe(z.number().min(2).max(200))
    .default(10)
    .meta({ unit: 'connections, 2 to 200', reason: 'Upper limit of open connections to the database.' }),
  NATS_URL: text
    .refine((urls) => urls.split(',').every((url) => /^(nats|tls):\/\/[^/]+$/.test(url.trim())), {
      message: 'must begin with nats:// or tls://',
    })
    .optional()
    .meta({
      unit: 'URLs by comma, like nats://saal:secret@bus.example.org:4222',
      reason: 'The bus that joins several servers on one database into a cluster. Not needed with one server.',
    }),
  SAAL_CLUSTER_SECRET: z.string().trim().min(32).optional().meta({
    unit: 'text, at least 32 characters',
    reason: 'Signs what the processes of a cluster tell each other; the same for all of them. Needed with NATS_URL.',
  }),
  SAAL_SERVER_NAME: text
    .pipe(z.string().max(60))
    .optional()
    .meta({ unit: 'text', defaultText: 'the name of this machine', reason: 'What logs and NATS call this server of a cluster.' }),
  SAAL_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .meta({ unit: 'fatal, error, warn, info, debug, trace or silent', reason: 'debug and trace are for looking for a fault.' }),
  SAAL_LOG_FORMAT: z.enum(['auto', 'json', 'text']).default('auto').meta({
    unit: 'auto, json or text',
    reason:
      'json for machines, text for people. auto: JSON on stdout, but in a terminal only warnings, and all of it in server.log in the data folder.',
  }),
  SAAL_SITE: text.pipe(z.string().max(60)).optional().meta({
    unit: 'text, like bonn',
    reason:
      'Where this server stands, when there are several data centres: the media of who connects to it is placed on nodes of the same site (SAAL_SITE there), if there is room.',
  }),
  SAAL_MEDIA: z.enum(['local', 'nodes']).default('local').meta({
    unit: 'local or nodes',
    reason:
      'local: this server starts media workers itself. nodes: people are placed on the media nodes of the cluster (apps/media-node); the settings of workers, addresses and ports are of no use then.',
  }),
  SAAL_SLOTS_FROM_PEOPLE: count.pipe(z.number().min(2).max(3_000)).default(40).meta({
    unit: 'people in a meeting',
    reason: 'From so many on each of them gets three sound streams with whoever is loudest, instead of one of each microphone.',
  }),
  SAAL_SLOTS_FROM_MICROPHONES: count
    .pipe(z.number().min(2).max(3_000))
    .default(16)
    .meta({ unit: 'open microphones in a meeting', reason: 'The same from so many on, however few the people are.' }),
  SAAL_MEDIA_WORKERS: count
    .pipe(z.number().min(1).max(256))
    .default(() => availableParallelism())
    .meta({
      unit: 'processes, 1 to 256',
      defaultText: 'one a core',
      reason: 'Media workers. One carries about 55,000 packets a second, some 250 people in usual meetings.',
    }),
  SAAL_MEDIA_PACKETS_PER_WORKER: count.pipe(z.number().min(1_050).max(10_000_000)).default(55_000).meta({
    unit: 'packets a second, 1050 to 10000000',
    reason:
      'How much is promised of one worker: 350 a participant, and who comes when all are full is refused. More for faster cores, or where little video is watched.',
  }),
  SAAL_MEDIA_LISTEN_IP: text
    .refine((address) => isIP(address) !== 0, { message: 'must be an IP address' })
    .optional()
    .meta({
      unit: 'IP address',
      defaultText: '127.0.0.1 when SAAL_HOST is a loopback address, else 0.0.0.0',
      reason: 'Address the media workers listen on.',
    }),
  SAAL_MEDIA_ANNOUNCED_ADDRESS: text.optional().meta({
    unit: 'IP address or host name',
    defaultText: 'the address of this machine',
    reason: 'Where browsers send sound and picture, when this machine stands behind address translation (NAT).',
  }),
  SAAL_MEDIA_FIRST_PORT: port
    .default(40000)
    .meta({ unit: 'UDP and TCP port', reason: 'Worker n listens on this port + n, UDP and TCP. These must be open in the firewall.' }),
  SAAL_STUN_URLS: iceUrls(['stun', 'stuns']).prefault('').meta({
    unit: 'URLs by comma, like stun:stun.example.org',
    reason: 'Own STUN servers. Hardly ever needed, since the media workers have a public address.',
  }),
  SAAL_TURN_URLS: iceUrls(['turn', 'turns']).prefault('').meta({
    unit: 'URLs by comma, like turns:turn.example.org:443?transport=tcp',
    reason: 'Own TURN relays for networks that let neither UDP nor unusual ports out.',
  }),
  SAAL_TURN_SECRET: text
    .optional()
    .meta({ unit: 'text', reason: 'Shared with the relays (coturn: use-auth-secret, static-auth-secret). Needed with SAAL_TURN_URLS.' }),
  SAAL_TURN_TTL_S: count
    .pipe(z.number().min(60).max(604800))
    .default(21600)
    .meta({ unit: 'seconds, 60 to 604800', reason: 'How long a TURN password made for one device is good.' }),
  SAAL_ICE_TRANSPORT_POLICY: z
    .enum(['all', 'relay'])
    .default('all')
    .meta({ unit: 'all or relay', reason: 'relay sends all media through TURN: only where direct ways are forbidden.' }),
  SAAL_METRICS_NETWORKS: networks
    .prefault('127.0.0.0/8, ::1')
    .meta({ unit: 'addresses or networks, by comma', reason: 'Who may read /metrics.' }),
  SAAL_WEBHOOK_HTTP_HOSTS: hosts.prefault('').meta({
    unit: 'hosts by comma',
    reason: 'Hosts that applications may be told at without TLS. Everywhere else webhooks go by https only.',
  }),
  SAAL_WEBHOOK_NETWORKS: networks.prefault('').meta({
    unit: 'addresses or networks, by comma',
    reason:
      'Own networks in which applications may be told by webhooks. Without it, webhooks reach the internet only, so that nobody can make the server look into the house.',
  }),
  SAAL_REQUESTS_PER_MINUTE: count.pipe(z.number().min(60).max(1_000_000)).default(6000).meta({
    unit: 'requests of /api a minute and address',
    reason:
      'A brake on floods. A whole administration may come from one address, so this is high; sign-in and passcodes have narrower limits of their own.',
  }),
  SAAL_SECRET: text.pipe(z.string().min(32)).optional().meta({
    unit: 'text, 32 characters or more',
    defaultText: 'made at the first start: installation.secret in SAAL_DATA_DIR',
    reason:
      'Seals what the database must not tell alone, such as the secrets of authenticator apps. The same on all servers of a cluster, kept beside the backups: without it people set up their authenticator apps again.',
  }),
  ...policySettings,
  SAAL_AUDIT_KEPT_DAYS: count.pipe(z.number().min(30).max(3_650)).default(90).meta({
    unit: 'days, 30 to 3650',
    reason: 'How long the audit (who did what to whom) is kept. It holds ids of people: no longer than somebody may have to look into it.',
  }),
  SAAL_PRODUCT_NAME: text
    .pipe(z.string().max(40))
    .default('Saal')
    .meta({ unit: 'text, up to 40 characters', reason: 'What pages call the service.' }),
  ...mailSettings,
  SAAL_IMPRINT_URL: httpUrl.optional().meta({ unit: 'URL', reason: 'Link to your imprint, at the foot of the pages.' }),
  SAAL_PRIVACY_URL: httpUrl.optional().meta({ unit: 'URL', reason: 'Link to your privacy notice.' }),
  SAAL_SUPPORT_TEXT: text
    .pipe(z.string().max(200))
    .optional()
    .meta({ unit: 'text, up to 200 characters', reason: 'Whom people ask for help, like "Service desk, phone 12345".' }),
  MEDIASOUP_WORKER_BIN: text.optional().meta({
    unit: 'file',
    defaultText: 'found, downloaded or compiled by npm start',
    reason: 'An own build of the media worker (tools/mediasoup-worker).',
  }),
});
export type Config = z.infer<typeof ConfigSchema>;
export type ConfigKey = keyof Config;
