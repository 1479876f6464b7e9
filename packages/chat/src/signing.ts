/** Hashes, ids and signatures of events (server-server API, "Signing Events"; room version 11). */
import { createPrivateKey, createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto';
import type { EventId } from './ids.ts';
import { canonicalJson, type JsonObject } from './json.ts';
import { MAX_PDU_BYTES, type Pdu, type PduDraft } from './pdu.ts';
import { redacted } from './redaction.ts';

/** An ed25519 key of this server. */
export interface SigningKey {
  serverName: string;
  /** `ed25519:<version>` */
  keyId: string;
  privateKey: KeyObject;
}

/** @throws {EventTooLarge} by the whole event as others would get it */
export function signed(draft: PduDraft, key: SigningKey): { pdu: Pdu; eventId: EventId } {
  const hashes = { sha256: contentHash(asJson(draft)) };
  const unsigned: JsonObject = { ...asJson(draft), hashes };
  const pdu: Pdu = { ...draft, hashes, signatures: { [key.serverName]: { [key.keyId]: signatureOf(unsigned, key.privateKey) } } };
  const bytes = Buffer.byteLength(canonicalJson(asJson(pdu)));
  if (bytes > MAX_PDU_BYTES) throw new EventTooLarge(bytes);
  return { pdu, eventId: eventIdOf(pdu) };
}

/** Larger than any server takes. */
export class EventTooLarge extends Error {
  readonly bytes: number;

  constructor(bytes: number) {
    super(`an event of ${bytes} bytes; at most ${MAX_PDU_BYTES} are allowed`);
    this.name = 'EventTooLarge';
    this.bytes = bytes;
  }
}

/** The id of an event: the hash of what no redaction changes. */
export function eventIdOf(pdu: Pdu): EventId {
  return `$${hash('sha256', canonicalJson(provenPart(asJson(pdu))), 'base64url')}` as EventId;
}

/** SHA-256 of all that people wrote; base64 without padding. */
export function contentHash(event: JsonObject): string {
  const { hashes: _hashes, signatures: _signatures, unsigned: _unsigned, ...hashed } = event;
  return unpadded(hash('sha256', canonicalJson(hashed), 'base64'));
}

/** @param publicKey 32 bytes, base64 without padding */
export function isSignedBy(pdu: Pdu, serverName: string, keyId: string, publicKey: string): boolean {
  const signature = pdu.signatures[serverName]?.[keyId];
  if (signature === undefined) return false;
  const bytes = Buffer.from(canonicalJson(provenPart(asJson(pdu))));
  return verify(null, bytes, publicKeyOf(publicKey), Buffer.from(signature, 'base64'));
}

function signatureOf(event: JsonObject, privateKey: KeyObject): string {
  return unpadded(sign(null, Buffer.from(canonicalJson(provenPart(event))), privateKey).toString('base64'));
}

/** What is signed, and hashed for the id: the redacted event without signatures. */
function provenPart(event: JsonObject): JsonObject {
  const { signatures: _, ...proven } = redacted(event);
  return proven;
}

/** PKCS #8 around the 32 bytes of a seed (RFC 8410, section 7). */
const PRIVATE_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
/** SubjectPublicKeyInfo around the 32 bytes of a public key (RFC 8410, section 4). */
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** @param seed 32 bytes */
export function signingKey(serverName: string, keyId: string, seed: Buffer): SigningKey {
  const privateKey = createPrivateKey({ key: Buffer.concat([PRIVATE_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  return { serverName, keyId, privateKey };
}

/** As other servers are told it: base64 without padding. */
export function publicKeyText({ privateKey }: SigningKey): string {
  const der = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return unpadded(der.subarray(PUBLIC_PREFIX.length).toString('base64'));
}

function publicKeyOf(text: string): KeyObject {
  return createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, Buffer.from(text, 'base64')]), format: 'der', type: 'spki' });
}

const unpadded = (base64: string): string => base64.replace(/=+$/, '');

/** Its members are JSON by construction; TypeScript does not see that of an interface. */
const asJson = (pdu: Pdu | PduDraft): JsonObject => pdu as unknown as JsonObject;
