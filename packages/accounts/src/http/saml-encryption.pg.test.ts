import { decryptXml } from '@node-saml/node-saml/lib/xml.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SignInFile } from '../provider.ts';
import { Browser, outcome } from '../testing/house.ts';
import { makeKeyPair, type KeyPair } from '../testing/key-pair.ts';
import { assertionXml, honestAnswer, responseXml, signed, type Answer } from '../testing/saml-answer.ts';
import { encryptedFor, withEncrypted, type Encryption } from '../testing/saml-encryption.ts';
import { openSamlHouse, type SamlHouse } from '../testing/saml-house.ts';
import { wraps } from '../testing/saml-wraps.ts';

let saml: SamlHouse;
let stranger: KeyPair;

beforeAll(async () => {
  saml = await openSamlHouse();
  stranger = makeKeyPair('Stranger');
});
afterAll(() => saml?.close());

const me = async (browser: Browser) => outcome(await browser.send('GET', '/me'));
const honest = (answer: Answer) => honestAnswer(answer, saml.city.key);
const sealed = (answer: string, o?: Encryption) => withEncrypted(answer, (one) => encryptedFor(one, saml.decryption.certificate, o));
const mallory = (id: string) => ({ email: `mallory@${id}.example.org`, displayName: 'Mallory' });

/** Signs in by an answer of the provider. @returns who is in then, or how it was refused */
async function outcomeOf(make: (answer: Answer) => string, id = 'sealed'): Promise<unknown> {
  const { browser, end } = await saml.withAnswer((answer) => make({ ...answer, attributes: mallory(id) }), id);
  if (end !== '/') {
    expect(await me(browser)).toBe('not_signed_in');
    return end;
  }
  return (await browser.send('GET', '/me')).json<{ email: string }>().email;
}

const refused = '/sign-in?problem=sign_in_failed';

describe('an encrypted assertion', () => {
  test('what these tests encrypt is what another implementation reads', async () => {
    for (const o of [{}, { cipher: 'aes-256-cbc' }, { wrapping: 'rsa-1_5' }] as const)
      expect(await decryptXml(encryptedFor('<a>ä</a>', saml.decryption.certificate, o), saml.decryption.privateKey)).toBe('<a>ä</a>');
  });

  test.each<[string, Encryption]>([
    ['AES-256-GCM', {}],
    ['AES-128-GCM', { cipher: 'aes-128-gcm' }],
    ['the key beside the data', { beside: true }],
    ['the key wrapped with SHA-256', { wrapping: 'oaep-sha256' }],
  ])('with %s is opened and taken', async (_what, o) => {
    expect(await outcomeOf((answer) => sealed(honest(answer), o))).toBe('mallory@sealed.example.org');
  });

  test('for the former key is taken while both stand in the settings', async () => {
    const make = (answer: Answer) => withEncrypted(honest(answer), (one) => encryptedFor(one, saml.formerDecryption.certificate));
    expect(await outcomeOf(make)).toBe('mallory@sealed.example.org');
    expect(await outcomeOf(make, 'old-fashioned')).toBe(refused);
  });

  test('in an answer that is signed around it as well is taken', async () => {
    expect(await outcomeOf((answer) => signed(sealed(honest(answer)), 'Response', saml.city.key))).toBe('mallory@sealed.example.org');
  });

  test('by AES-CBC is taken only where the operator allows it, and whoever changes it learns nothing', async () => {
    const make = (answer: Answer) => sealed(honest(answer), { cipher: 'aes-256-cbc' });
    expect(await outcomeOf(make)).toBe(refused);
    expect(await outcomeOf(make, 'old-fashioned')).toBe('mallory@old-fashioned.example.org');
    // A bad padding and a bad document end alike.
    const cutOff = (bytes: number) => (answer: Answer) =>
      make(answer).replace(
        /(<\/xenc:EncryptionMethod>|<\/ds:KeyInfo>)(<xenc:CipherData><xenc:CipherValue>)([^<]+)/g,
        (all, end: string, begin: string, value: string) =>
          end === '</ds:KeyInfo>' ? end + begin + Buffer.from(value, 'base64').subarray(0, -bytes).toString('base64') : all,
      );
    for (const bytes of [1, 16, 160]) expect(await outcomeOf(cutOff(bytes), 'old-fashioned')).toBe(refused);
  });

  test.each<[string, (answer: Answer) => string]>([
    ['in clear, where encryption is required', honest],
    ['for another key', (answer) => withEncrypted(honest(answer), (one) => encryptedFor(one, stranger.certificate))],
    ['wrapped as nobody should any more (RSA 1.5)', (answer) => sealed(honest(answer), { wrapping: 'rsa-1_5' })],
    [
      'with a changed letter',
      (answer) =>
        sealed(honest(answer)).replace(
          /([^<]{40})(<\/xenc:CipherValue><\/xenc:CipherData><\/xenc:EncryptedData>)/,
          (_all, end: string, tag: string) => `${end.startsWith('A') ? 'B' : 'A'}${end.slice(1)}${tag}`,
        ),
    ],
    [
      'with its tag cut off',
      (answer) => sealed(honest(answer)).replace(/[^<]{24}(<\/xenc:CipherValue><\/xenc:CipherData><\/xenc:EncryptedData>)/, '$1'),
    ],
    ['without a signature inside', (answer) => sealed(responseXml(answer, assertionXml(answer)))],
    ['signed around it only', (answer) => signed(sealed(responseXml(answer, assertionXml(answer))), 'Response', saml.city.key)],
    ['signed by somebody else inside', (answer) => sealed(honestAnswer(answer, stranger))],
    ['changed inside after signing', (answer) => sealed(honest(answer).replace('id-of-mallory', 'id-of-alice'))],
    ['with a comment inside', (answer) => sealed(honest(answer).replace('id-of-mallory', 'id-of-<!-- -->mallory'))],
    [
      'with an entity inside',
      (answer) => withEncrypted(honest(answer), (one) => encryptedFor(`<!DOCTYPE x [<!ENTITY f "f">]>${one}`, saml.decryption.certificate)),
    ],
    ['that expired', (answer) => sealed(honest({ ...answer, expiresInMs: -60_000 }))],
    ['for another recipient', (answer) => sealed(honest({ ...answer, recipient: 'https://other.example.org' }))],
    [
      'twice',
      (answer) =>
        withEncrypted(sealed(honest(answer)).replaceAll('saml:EncryptedAssertion', 'saml:Assertion'), (one) =>
          encryptedFor(one.replaceAll('saml:Assertion', 'saml:EncryptedAssertion'), saml.decryption.certificate),
        ),
    ],
    ['and another in clear', (answer) => sealed(honest(answer)).replace('</samlp:Response>', `${assertionXml(answer)}</samlp:Response>`)],
    ['and another one', (answer) => sealed(honest(answer)).replace(/(<saml:EncryptedAssertion.*<\/saml:EncryptedAssertion>)/s, '$1$1')],
    ['that is no assertion', (answer) => withEncrypted(honest(answer), () => encryptedFor('<a/>', saml.decryption.certificate))],
    ['with nothing inside', (answer) => withEncrypted(honest(answer), () => '')],
  ])('%s is refused', async (_what, make) => {
    expect(await outcomeOf(make)).toBe(refused);
  });

  test('for a provider that is not to encrypt is refused', async () => {
    expect(await outcomeOf((answer) => sealed(honest(answer)), 'city')).toBe(refused);
  });

  test('settings that require encryption and have no key for it do not start', () => {
    const { entityId, signInUrl, key } = saml.city;
    const provider = {
      id: 'x',
      kind: 'saml',
      label: { de: 'X', en: 'X' },
      entityId,
      signInUrl,
      certificates: [key.certificate],
      trustEmail: true,
    };
    expect(SignInFile.safeParse({ providers: [{ ...provider, requireEncryption: true }] }).error?.issues[0]?.message).toContain(
      'decryptionKeys',
    );
  });

  test('our metadata names the newest key, and ways that are good', async () => {
    const { body } = await new Browser(saml.house).send('GET', '/sign-in/sealed/metadata');
    expect(body).toContain('use="encryption"');
    expect(body).toContain(saml.decryption.certificate.split('\n')[3]);
    expect(body).not.toContain(saml.formerDecryption.certificate.split('\n')[3]);
    expect(body).not.toContain('cbc');
    expect(body).not.toContain('PRIVATE KEY');
  });
});

describe('moving what was signed inside what is encrypted (A05)', () => {
  test.each(wraps.filter(([name]) => /XSW[34568]:/.test(name)))('%s', async (name, wrap) => {
    const end = await outcomeOf((answer) => {
      const forged = assertionXml({ ...answer, nameId: 'id-of-alice' }, '_evil-assertion');
      const wrapped = wrap(honest(answer), forged);
      expect(wrapped).toContain('id-of-alice');
      return sealed(wrapped);
    });
    expect(end, name).toBe(refused);
  });
});
