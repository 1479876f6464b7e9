/** As much of BER (X.690) as one needs to look into messages of LDAP and to write others. */

export type Tlv = { tag: number; value: Buffer };

const CONSTRUCTED = 0x20;

/** @returns undefined: not all of it is there yet. `end` is where the next one begins */
export function readTlv(bytes: Buffer, at = 0): { tlv: Tlv; end: number } | undefined {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined) return undefined;
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  const begin = at + 2 + lengthBytes;
  if (bytes.length < begin) return undefined;
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(at + 2, lengthBytes);
  if (bytes.length < begin + length) return undefined;
  return { tlv: { tag, value: bytes.subarray(begin, begin + length) }, end: begin + length };
}

/** What is in a constructed one; nothing in a plain one. */
export function partsOf({ tag, value }: Tlv): Tlv[] {
  const parts: Tlv[] = [];
  for (let at = 0; (tag & CONSTRUCTED) !== 0 && at < value.length;) {
    const read = readTlv(value, at);
    if (!read) throw new Error('a part is longer than its whole');
    parts.push(read.tlv);
    at = read.end;
  }
  return parts;
}

export function write(tag: number, value: Buffer | string | readonly Buffer[]): Buffer {
  const content = Buffer.isBuffer(value) ? value : typeof value === 'string' ? Buffer.from(value) : Buffer.concat(value);
  const length = Buffer.alloc(5);
  length[0] = 0x84;
  length.writeUInt32BE(content.length, 1);
  return Buffer.concat([Buffer.from([tag]), content.length < 0x80 ? Buffer.from([content.length]) : length, content]);
}

export function written({ tag, value }: Tlv): Buffer {
  return write(tag, value);
}
