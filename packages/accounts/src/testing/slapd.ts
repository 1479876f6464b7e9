/** A throwaway directory: Debian's slapd on the loopback, with the attributes of Active Directory that matter here. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Attribute, Change, Client } from 'ldapts';
import { DirectorySettings } from '../ldap/settings.ts';
import type { KeyPair } from './key-pair.ts';

const slapd = ['/usr/sbin/slapd', '/usr/libexec/slapd'].find((path) => existsSync(path)) ?? 'slapd';
const root = { dn: 'cn=root,dc=stadt,dc=example', password: 'Wurzel des Verzeichnisses' };
export const peopleBase = 'ou=people,dc=stadt,dc=example';
export const groupsBase = 'ou=groups,dc=stadt,dc=example';

const config = (folder: string): string => `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
attributetype ( 1.2.840.113556.1.4.221 NAME 'sAMAccountName' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.8 NAME 'userAccountControl' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.2.141 NAME 'department' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.656 NAME 'ipPhone' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
objectclass ( 1.2.840.113556.1.5.9999 NAME 'adUser' SUP top AUXILIARY MAY ( sAMAccountName $ userAccountControl $ department $ ipPhone ) )
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile ${folder}/slapd.pid
sizelimit size.soft=200 size.hard=200 size.prtotal=unlimited
database mdb
maxsize 536870912
suffix "dc=stadt,dc=example"
rootdn "${root.dn}"
rootpw "${root.password}"
directory ${folder}/data
dbnosync
index objectClass,entryUUID,mail,sAMAccountName,modifyTimestamp eq
limits dn.exact="cn=reader,dc=stadt,dc=example" size=200 size.prtotal=unlimited
access to attrs=userPassword by anonymous auth by * none
access to * by users read by * none
`;

const top = `dn: dc=stadt,dc=example
objectClass: dcObject
objectClass: organization
o: Stadt
dc: stadt

dn: ${peopleBase}
objectClass: organizationalUnit
ou: people

dn: ${groupsBase}
objectClass: organizationalUnit
ou: groups

dn: cn=reader,dc=stadt,dc=example
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reader
userPassword: liest nur
`;

export interface Person {
  uid: string;
  name: string;
  mail?: string;
  password?: string;
  more?: Record<string, string>;
}

export function personDn(uid: string): string {
  return `uid=${uid},${peopleBase}`;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** One person in LDIF. */
export function ldifOf({ uid, name, mail, password, more = {} }: Person): string {
  const facts = Object.entries({ displayName: name, ...(mail === undefined ? {} : { mail }), ...more });
  return `dn: ${personDn(uid)}
objectClass: inetOrgPerson
objectClass: adUser
uid: ${uid}
sAMAccountName: ${uid}
userAccountControl: 512
cn:: ${base64(name)}
sn:: ${base64(name)}
${facts.map(([key, value]) => `${key}:: ${base64(value)}\n`).join('')}${password === undefined ? '' : `userPassword: ${password}\n`}`;
}

export function groupLdif(cn: string, members: readonly string[]): string {
  return `dn: cn=${cn},${groupsBase}\nobjectClass: groupOfNames\ncn: ${cn}\n${members.map((dn) => `member: ${dn}\n`).join('')}`;
}

export interface Slapd {
  url: string;
  /** Where it speaks TLS from the beginning, if it was given a certificate. */
  secureUrl: string;
  settings(more?: Record<string, unknown>): DirectorySettings;
  /** What it was asked since it began, as it writes it down itself. */
  log(): string;
  /** As its operator. */
  edit<T>(task: (client: Client) => Promise<T>): Promise<T>;
  set(dn: string, attribute: string, value: string | readonly string[]): Promise<void>;
  close(): void;
}

/** @param ldif entries below the two bases @param tls then it listens with it from the beginning, too, and takes StartTLS */
export async function startSlapd(ldif: readonly string[], tls?: KeyPair): Promise<Slapd> {
  const folder = mkdtempSync(join(tmpdir(), 'saal-slapd-'));
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'slapd.conf'), `${tls ? tlsConfig(folder, tls) : ''}${config(folder)}`);
  writeFileSync(join(folder, 'all.ldif'), [top, ...ldif].join('\n'));
  writeFileSync(join(folder, 'password'), 'liest nur\n');
  execFileSync(slapd, ['-T', 'add', '-q', '-f', join(folder, 'slapd.conf'), '-l', join(folder, 'all.ldif')]);
  const port = await freePort();
  const url = `ldap://127.0.0.1:${port}`;
  const secureUrl = `ldaps://127.0.0.1:${await freePort()}`;
  const process = spawn(slapd, ['-d', 'stats', '-h', tls ? `${url} ${secureUrl}` : url, '-f', join(folder, 'slapd.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  process.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const edit: Slapd['edit'] = async (task) => {
    const client = new Client({ url, timeout: 10_000 });
    try {
      await client.bind(root.dn, root.password);
      return await task(client);
    } finally {
      await client.unbind();
    }
  };
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      await edit(async () => undefined);
      break;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(50);
    }
  }
  return {
    ...{ url, secureUrl, edit },
    log: () => said,
    settings: (more = {}) =>
      DirectorySettings.parse({
        ...{ url, bindDn: 'cn=reader,dc=stadt,dc=example', passwordFile: join(folder, 'password') },
        people: { base: peopleBase, filter: '(objectClass=inetOrgPerson)' },
        groups: { base: groupsBase, filter: '(objectClass=groupOfNames)' },
        attributes: { id: 'entryUUID', changed: 'modifyTimestamp' },
        pageSize: 100,
        ...more,
      }),
    set: (dn, attribute, value) =>
      edit((client) =>
        client.modify(
          dn,
          new Change({
            operation: 'replace',
            modification: new Attribute({ type: attribute, values: typeof value === 'string' ? [value] : [...value] }),
          }),
        ),
      ),
    close() {
      process.kill('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function tlsConfig(folder: string, { privateKey, certificate }: KeyPair): string {
  const [keyFile, certificateFile] = [join(folder, 'tls-key.pem'), join(folder, 'tls.pem')];
  writeFileSync(keyFile, privateKey, { mode: 0o600 });
  writeFileSync(certificateFile, certificate);
  return `TLSCertificateFile ${certificateFile}\nTLSCertificateKeyFile ${keyFile}\n`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
