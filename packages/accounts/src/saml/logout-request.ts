/** A provider's word that sessions are over: a LogoutRequest by redirect or form (SAML 2.0 Bindings 3.4 and 3.5, Core 3.7.1). */
import { verify, X509Certificate, type KeyObject } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { getVerifiedXml } from '@node-saml/node-saml/lib/xml.js';
import { SignOutRefused } from '../errors.ts';
import type { SamlProvider } from '../provider.ts';
import type { LogoutMessage } from '../single-sign-on-ports.ts';
import { CLOCK_SKEW_MS } from './assertion.ts';
import { decryptedText } from './decryption.ts';
import { ASSERTION, childrenOf, plainDocument, PROTOCOL, signedAsIsGood } from './plain-xml.ts';

/** Such a request is made for the moment, and its id is remembered for as long. */
const MAX_AGE_MS = 5 * 60_000;
const MAX_BYTES = 64 * 1024;
const MAX_SESSIONS = 100;
/** The standard has 80; some send more, and all want it back. */
const MAX_RELAY_STATE = 1_000;
const signatures: Readonly<Record<string, { hash: string; keyType: 'rsa' | 'ec' }>> = Object.fromEntries(
  (['rsa', 'ecdsa'] as const).flatMap((kind) =>
    ['256', '384', '512'].map((size) => [
      `http://www.w3.org/2001/04/xmldsig-more#${kind}-sha${size}`,
      { hash: `sha${size}`, keyType: kind === 'rsa' ? ('rsa' as const) : ('ec' as const) },
    ]),
  ),
);

export type LogoutRequest = {
  id: string;
  nameId: string;
  /** Empty: all of them. */
  sessionIndexes: string[];
  relayState: string;
  /** After this it is refused for its age. */
  expiresAtMs: number;
};
type Settings = Pick<SamlProvider, 'entityId' | 'certificates' | 'decryptionKeys' | 'acceptCbc'>;

/** @throws {SignOutRefused} unless the provider signed it, just now, for this address */
export async function readLogoutRequest(message: LogoutMessage, settings: Settings, nowMs: number): Promise<LogoutRequest> {
  const { xml, relayState } =
    message.by === 'link' ? fromLink(message.query, settings.certificates) : await fromForm(message.form, settings);
  if (relayState.length > MAX_RELAY_STATE) throw new SignOutRefused('its relay state is too long');
  const root = (await documentOf(xml)).documentElement;
  const attribute = (name: string): string => root.getAttribute(name) ?? '';
  const [issuer, ...others] = childrenOf(root, ASSERTION, 'Issuer');
  if (others.length > 0 || issuer?.textContent.trim() !== settings.entityId) throw new SignOutRefused('it is of another provider');
  if (attribute('Destination') !== message.to) throw new SignOutRefused('it is meant for another address');
  const id = attribute('ID');
  const issuedAtMs = Date.parse(attribute('IssueInstant'));
  if (id === '' || id.length > 255 || attribute('Version') !== '2.0') throw new SignOutRefused('it has no id or is of another version');
  if (!(Math.abs(nowMs - issuedAtMs) <= MAX_AGE_MS + CLOCK_SKEW_MS)) throw new SignOutRefused('it is old, or of the future');
  const endsAt = root.getAttribute('NotOnOrAfter');
  if (endsAt !== null && endsAt !== '' && !(Date.parse(endsAt) > nowMs - CLOCK_SKEW_MS)) throw new SignOutRefused('it has expired');
  const sessionIndexes = childrenOf(root, PROTOCOL, 'SessionIndex').map(({ textContent }) => textContent.trim());
  if (sessionIndexes.length > MAX_SESSIONS) throw new SignOutRefused('it names too many sessions');
  const nameId = await nameOf(root, settings);
  return { id, nameId, sessionIndexes, relayState, expiresAtMs: issuedAtMs + MAX_AGE_MS + CLOCK_SKEW_MS };
}

/** The signature stands beside the request, over the address as it came; so it is checked before anything is read. */
function fromLink(query: string, certificates: readonly string[]): { xml: string; relayState: string } {
  const given = new Map<string, string>();
  for (const part of query.split('&')) {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(part) ?? [];
    if (given.has(name)) throw new SignOutRefused('its address says something twice');
    given.set(name, value);
  }
  const raw = (name: string): string => given.get(name) ?? '';
  const { hash, keyType } = signatures[decoded(raw('SigAlg'))] ?? {};
  if (hash === undefined) throw new SignOutRefused('it is not signed, or in another way than is good today');
  const covered = ['SAMLRequest', 'RelayState', 'SigAlg'].filter((name) => given.has(name));
  const bytes = Buffer.from(covered.map((name) => `${name}=${raw(name)}`).join('&'));
  const signature = Buffer.from(decoded(raw('Signature')), 'base64');
  const fits = (key: KeyObject): boolean =>
    key.asymmetricKeyType === keyType && verify(hash, bytes, { key, dsaEncoding: 'ieee-p1363' }, signature);
  if (!certificates.some((certificate) => fits(new X509Certificate(certificate).publicKey)))
    throw new SignOutRefused('its signature does not hold');
  try {
    const xml = inflateRawSync(Buffer.from(decoded(raw('SAMLRequest')), 'base64'), { maxOutputLength: MAX_BYTES }).toString('utf8');
    return { xml, relayState: decoded(raw('RelayState')) };
  } catch (cause) {
    throw new SignOutRefused('it cannot be unpacked', { cause });
  }
}

/** The signature stands inside; only what it covers is handed on. */
async function fromForm(form: URLSearchParams, { certificates }: Settings): Promise<{ xml: string; relayState: string }> {
  const [encoded, another] = form.getAll('SAMLRequest');
  const [relayState = '', further] = form.getAll('RelayState');
  if (encoded === undefined || another !== undefined || further !== undefined || encoded.length > 2 * MAX_BYTES)
    throw new SignOutRefused('it is no request');
  const xml = Buffer.from(encoded, 'base64').toString('utf8');
  const document = await documentOf(xml);
  if (!signedAsIsGood(document)) throw new SignOutRefused('it is signed in another way than is good today');
  let verified: string | null;
  try {
    verified = getVerifiedXml(xml, document.documentElement, [...certificates]);
  } catch (cause) {
    throw new SignOutRefused('its signature is of an odd shape', { cause });
  }
  if (verified === null) throw new SignOutRefused('its signature does not hold');
  return { xml: verified, relayState };
}

async function documentOf(xml: string): Promise<Document> {
  const read = await plainDocument(xml);
  if ('fault' in read) throw new SignOutRefused(read.fault, { cause: read.cause });
  const { documentElement: root } = read.document;
  if (root.localName !== 'LogoutRequest' || root.namespaceURI !== PROTOCOL) throw new SignOutRefused('it is no logout request');
  return read.document;
}

async function nameOf(root: Element, { decryptionKeys, acceptCbc }: Settings): Promise<string> {
  const [encrypted, ...others] = childrenOf(root, ASSERTION, 'EncryptedID');
  let names = childrenOf(root, ASSERTION, 'NameID');
  if (encrypted) {
    const read = await plainDocument(decryptedText(encrypted, decryptionKeys, acceptCbc) ?? '');
    if ('fault' in read || read.document.documentElement.localName !== 'NameID' || names.length > 0)
      throw new SignOutRefused('the name in it cannot be read');
    names = [read.document.documentElement];
  }
  const [name, another] = names;
  const words = name?.textContent.trim() ?? '';
  if (another || others.length > 0 || words === '') throw new SignOutRefused('it names nobody, or several');
  return words;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch (cause) {
    throw new SignOutRefused('its address is badly written', { cause });
  }
}
