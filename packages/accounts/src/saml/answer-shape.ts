/**
 * What an answer may look like at all, before any of it is believed (A05, C03). Honest providers write plain documents: one answer,
 * one assertion, no comments, no declarations. Everything by which parsers have been led to read another text than was signed is left out.
 */
import { parseDomFromString, xpath } from '@node-saml/node-saml/lib/xml.js';
import { SignInFailed } from '../errors.ts';

/** A thousand groups are two thousand of these. */
const MAX_TAGS = 10_000;
const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
/** RSA and ECDSA with SHA-2; no SHA-1, no shared secrets. */
const algorithms = /^http:\/\/www\.w3\.org\/2001\/04\/(xmldsig-more#(rsa|ecdsa)-sha(256|384|512)|xmlenc#sha(256|512)|xmldsig-more#sha384)$/;

/**
 * @param encoded base64, as the form brings it
 * @param redirectUri where the answer came to
 * @throws {SignInFailed}
 */
export async function requirePlainAnswer(encoded: string, redirectUri: string): Promise<void> {
  const xml = Buffer.from(encoded, 'base64').toString('utf8');
  // Document types, entities, comments, CDATA, instructions: all begin like this.
  if (/<[!?]/.test(xml.replace(/^\uFEFF?\s*<\?xml [^<>]*\?>/, ''))) throw new SignInFailed('it holds comments or declarations');
  if (xml.split('<').length > MAX_TAGS) throw new SignInFailed('it is too large');
  const document = await parseDomFromString(xml).catch((cause: unknown) => {
    throw new SignInFailed('it is no XML', { cause });
  });
  const root = document.documentElement;
  if (root.localName !== 'Response' || root.namespaceURI !== PROTOCOL) throw new SignInFailed('it is no answer');
  const all = (name: string) => xpath.selectElements(document, `//*[local-name()='${name}']`);
  const [assertion, another] = all('Assertion');
  if (another || (assertion && assertion.parentNode !== root) || all('Response').length > 1)
    throw new SignInFailed('it holds more than one answer');
  if (all('EncryptedAssertion').length > 0) throw new SignInFailed('it is encrypted');
  const used = xpath.selectAttributes(document, "//*[local-name()='SignatureMethod' or local-name()='DigestMethod']/@Algorithm");
  if (!used.every(({ value }) => algorithms.test(value))) throw new SignInFailed('it is signed in another way than is good today');
  const destination = root.getAttribute('Destination');
  if (destination !== null && destination !== '' && destination !== redirectUri) throw new SignInFailed('it is meant for another address');
}
