/** What an answer may look like at all, before any of it is believed (A05, C03): one answer, one assertion. */
import { SignInFailed } from '../errors.ts';
import type { SamlProvider } from '../provider.ts';
import { decryptedText } from './decryption.ts';
import { allOf, plainDocument, PROTOCOL, signedAsIsGood } from './plain-xml.ts';

type Encryption = Pick<SamlProvider, 'decryptionKeys' | 'requireEncryption' | 'acceptCbc'>;

/**
 * @param encoded base64, as the form brings it
 * @param redirectUri where the answer came to
 * @returns the answer with its assertion in clear, base64. What was encrypted has passed the same checks as what was not: anybody can
 *   encrypt for us, so it proves nothing.
 * @throws {SignInFailed}
 */
export async function plainAnswer(encoded: string, redirectUri: string, settings: Encryption): Promise<string> {
  const xml = Buffer.from(encoded, 'base64').toString('utf8');
  const outer = await requireOneAnswer(xml, redirectUri);
  const [encrypted, another] = allOf(outer, 'EncryptedAssertion');
  if (!encrypted) {
    if (settings.requireEncryption) throw new SignInFailed('it is not encrypted');
    return encoded;
  }
  if (another || encrypted.parentNode !== outer.documentElement) throw new SignInFailed('it holds more than one answer');
  const text = decryptedText(encrypted, settings.decryptionKeys, settings.acceptCbc);
  if (text === undefined) throw new SignInFailed('its encryption cannot be opened by our keys, or is not good today');
  // Into its place, as XML Encryption means it (4.4): then nothing after this has to know of encryption. No attribute holds a "<".
  const opened = xml.replace(/<((?:[\w.-]+:)?EncryptedAssertion)[\s>].*<\/\1\s*>/s, () => text);
  const inner = await requireOneAnswer(opened, redirectUri);
  if (allOf(inner, 'EncryptedAssertion').length > 0) throw new SignInFailed('it is encrypted twice');
  return Buffer.from(opened).toString('base64');
}

async function requireOneAnswer(xml: string, redirectUri: string): Promise<Document> {
  const read = await plainDocument(xml);
  if ('fault' in read) throw new SignInFailed(read.fault, { cause: read.cause });
  const { document } = read;
  const root = document.documentElement;
  if (root.localName !== 'Response' || root.namespaceURI !== PROTOCOL) throw new SignInFailed('it is no answer');
  const [assertion, another] = allOf(document, 'Assertion');
  if (another || (assertion && assertion.parentNode !== root) || allOf(document, 'Response').length > 1)
    throw new SignInFailed('it holds more than one answer');
  if (assertion && allOf(document, 'EncryptedAssertion').length > 0) throw new SignInFailed('it holds more than one answer');
  if (!signedAsIsGood(document)) throw new SignInFailed('it is signed in another way than is good today');
  const destination = root.getAttribute('Destination');
  if (destination !== null && destination !== '' && destination !== redirectUri) throw new SignInFailed('it is meant for another address');
  return document;
}
