/**
 * What an Active Directory can and slapd cannot: it says what it is, and finds who is in a group through others. Stands before a slapd, which
 * answers everything else; a search in the chain reaches it with the people that the rule finds, as [MS-ADTS] 3.1.1.3.4.4.3 has it.
 */
import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { partsOf, readTlv, write, written, type Tlv } from './ber.ts';
import { groupsBase, type Slapd } from './slapd.ts';

const IN_CHAIN = '1.2.840.113556.1.4.1941';
const CAPABILITIES = 'supportedCapabilities';
const ACTIVE_DIRECTORY = '1.2.840.113556.1.4.800';
const tags = { text: 0x04, enumerated: 0x0a, sequence: 0x30, set: 0x31, search: 0x63, entry: 0x64, done: 0x65 };
const filters = { or: 0xa1, equal: 0xa3, extensible: 0xa9, rule: 0x81, type: 0x82, value: 0x83 };

export interface ActiveDirectory {
  url: string;
  /** Groups that were asked for in the chain, as they came over the wire. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

export async function startActiveDirectory(slapd: Slapd): Promise<ActiveDirectory> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const behind = connect(Number(new URL(slapd.url).port), '127.0.0.1');
    for (const socket of [client, behind]) {
      sockets.add(socket);
      const other = socket === client ? behind : client;
      socket.on('close', () => other.destroy());
      socket.on('error', () => other.destroy());
    }
    behind.pipe(client);
    let waiting = Buffer.alloc(0);
    let turn = Promise.resolve();
    client.on('data', (bytes) => {
      waiting = Buffer.concat([waiting, Buffer.from(bytes)]);
      for (let read = readTlv(waiting); read; read = readTlv(waiting)) {
        waiting = waiting.subarray(read.end);
        const message = read.tlv;
        turn = turn.then(() => take(message, client, behind)).catch((error: unknown) => void client.destroy(error as Error));
      }
    });
  });
  const take = async (message: Tlv, client: Socket, behind: Socket): Promise<void> => {
    const [id, operation, ...controls] = partsOf(message);
    if (!id || operation?.tag !== tags.search) return void behind.write(written(message));
    if (operation.value.includes(CAPABILITIES)) return void client.write(capabilities(written(id)));
    const search = Buffer.concat(await Promise.all(partsOf(operation).map(rewritten)));
    behind.write(write(tags.sequence, [written(id), write(tags.search, search), ...controls.map(written)]));
  };
  const rewritten = async (part: Tlv): Promise<Buffer> => {
    const parts = partsOf(part);
    const textOf = (tag: number) => parts.find((each) => each.tag === tag)?.value.toString();
    if (part.tag === filters.extensible && textOf(filters.rule) === IN_CHAIN && textOf(filters.type) === 'memberOf') {
      const dn = textOf(filters.value) ?? '';
      asked.push(dn);
      return anyOf(await inChain(slapd, dn));
    }
    // Only what may hold a filter is opened: and, or, not.
    if (part.tag < 0xa0 || part.tag > 0xa2) return written(part);
    return write(part.tag, await Promise.all(parts.map(rewritten)));
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `ldap://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

/** Everybody and every group that is in this one, through any number of others. */
async function inChain(slapd: Slapd, dn: string): Promise<string[]> {
  const { searchEntries } = await slapd.edit((client) =>
    client.search(groupsBase, { filter: '(objectClass=groupOfNames)', attributes: ['member'], paged: true }),
  );
  const plain = (name: string): string => name.toLowerCase().replace(/\\28/g, '(').replace(/\\29/g, ')');
  const members = new Map(searchEntries.map((entry) => [plain(entry.dn), [entry['member'] ?? []].flat().map(String)]));
  const found = new Map<string, string>();
  for (let next = members.get(plain(dn)) ?? []; next.length > 0;) {
    const fresh = next.filter((each) => !found.has(plain(each)));
    for (const each of fresh) found.set(plain(each), each);
    next = fresh.flatMap((each) => members.get(plain(each)) ?? []);
  }
  return [...found.values()];
}

/** `(|(entryDN=…)(entryDN=…))`, or what nobody fits. */
function anyOf(dns: readonly string[]): Buffer {
  const equal = (name: string, value: string): Buffer => write(filters.equal, [write(tags.text, name), write(tags.text, value)]);
  return write(filters.or, [equal('cn', 'nobody at all'), ...dns.map((dn) => equal('entryDN', dn))]);
}

/** The root of the directory, as far as it is asked for what the directory is. */
function capabilities(id: Buffer): Buffer {
  const attribute = write(tags.sequence, [write(tags.text, CAPABILITIES), write(tags.set, [write(tags.text, ACTIVE_DIRECTORY)])]);
  const entry = write(tags.entry, [write(tags.text, ''), write(tags.sequence, [attribute])]);
  const done = write(tags.done, [write(tags.enumerated, Buffer.from([0])), write(tags.text, ''), write(tags.text, '')]);
  return Buffer.concat([write(tags.sequence, [id, entry]), write(tags.sequence, [id, done])]);
}
