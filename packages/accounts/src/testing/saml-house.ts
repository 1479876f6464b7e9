/** A house whose people come from a provider of SAML, and how they do. */
import { inflateRawSync } from 'node:zlib';
import { SignInFile } from '../provider.ts';
import { Browser, goodPassword, openHouse, outcome, type House } from './house.ts';
import { makeKeyPair, type KeyPair } from './key-pair.ts';
import type { Answer } from './saml-answer.ts';
import { encryptedFor, withEncrypted } from './saml-encryption.ts';
import { startSamlProvider, visitSamlProvider, type SamlProviderForTests } from './saml-provider.ts';

export const home = 'https://saal.example.org';
export const redirectUri = `${home}/api/sign-in/city/callback`;
export const ownEntityId = `${home}/api/sign-in/city/metadata`;
const label = { de: 'Stadt', en: 'City' };

export type SamlHouse = {
  house: House;
  city: SamlProviderForTests;
  /** By which this server signs. */
  own: KeyPair;
  /** By which the providers `sealed` and `old-fashioned` are read; `former` by `sealed` only. */
  decryption: KeyPair;
  formerDecryption: KeyPair;
  groupsTold: (readonly string[])[];
  /** @returns where the browser is sent to */
  begin(browser: Browser, id?: string, next?: string): Promise<URL>;
  /** @returns where the browser is sent in the end */
  comeBack(browser: Browser, form: URLSearchParams, id?: string): Promise<string>;
  signIn(browser: Browser, login: string, next?: string): Promise<string>;
  /** What an honest answer to this journey says of Mallory. */
  plain(address: URL, id?: string): Answer;
  /** @param make writes the answer that comes back */
  withAnswer(make: (answer: Answer) => string, id?: string): Promise<{ browser: Browser; end: string }>;
  /** An honest answer with its assertion encrypted for the provider `sealed`. */
  sealed(answer: string): string;
  close(): Promise<void>;
};

export async function openSamlHouse(): Promise<SamlHouse> {
  const [own, decryption, formerDecryption] = ['Saal', 'Saal opens', 'Saal opened'].map(makeKeyPair) as [KeyPair, KeyPair, KeyPair];
  const groupsTold: (readonly string[])[] = [];
  const city = await startSamlProvider({
    redirectUri,
    backUri: `${home}/api/sign-in/city/signed-out`,
    ownEntityId,
    people: {
      alice: { email: 'Alice@Example.org', displayName: 'Alice <Huber> & Söhne', groups: ['Rathaus', 'IT'] },
      anna: { email: 'anna@example.org', displayName: 'Anna' },
      carol: { email: 'carol@example.org', displayName: 'Carol' },
    },
  });
  const { entityId, signInUrl, signOutUrl, key } = city;
  const common = { kind: 'saml', label, entityId, signInUrl, certificates: [key.certificate], trustEmail: true };
  const signInFile = SignInFile.parse({
    providers: [
      {
        ...common,
        id: 'city',
        signOutUrl,
        ownKey: own,
        newcomers: ['match', 'create'],
        roles: { 'Saal-Verwaltung': 'administrator', 'Saal-Revision': 'auditor' },
      },
      { ...common, id: 'doubtful', trustEmail: false },
      { ...common, id: 'sealed', decryptionKeys: [decryption, formerDecryption], requireEncryption: true },
      { ...common, id: 'old-fashioned', decryptionKeys: [decryption], acceptCbc: true },
      { ...common, id: 'by-number', attributes: { subject: 'number' } },
    ],
  });
  const house = await openHouse({
    secure: true,
    signIn: signInFile,
    onGroups: async (_id, _provider, groups) => void groupsTold.push(groups),
  });
  const person = (name: string) => ({ email: `${name}@example.org`, displayName: name, password: goodPassword });
  await house.accounts.createPerson({ ...person('anna'), role: 'administrator' });
  await house.accounts.createPerson({ ...person('carol'), role: 'person' });

  const begin: SamlHouse['begin'] = async (browser, id = 'city', next) => {
    const response = await browser.send('POST', `/sign-in/${id}`, next === undefined ? {} : { next });
    if (outcome(response) !== 200) throw new Error(`the journey did not begin: ${response.body}`);
    return new URL(response.json<{ url: string }>().url);
  };
  const comeBack: SamlHouse['comeBack'] = async (browser, form, id = 'city') => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://127.0.0.1' };
    const response = await browser.send('POST', `/sign-in/${id}/callback`, form.toString(), headers);
    if (response.statusCode !== 303) throw new Error(`the browser is sent nowhere: ${response.body}`);
    return String(response.headers.location);
  };
  const plain: SamlHouse['plain'] = (address, id = 'city') => ({
    requestId: / ID="([^"]+)"/.exec(requestOf(address))?.[1] ?? '',
    redirectUri: `${home}/api/sign-in/${id}/callback`,
    entityId,
    audience: `${home}/api/sign-in/${id}/metadata`,
    nameId: 'id-of-mallory',
    attributes: { email: 'mallory@example.org', displayName: 'Mallory' },
  });
  return {
    ...{ house, city, own, decryption, formerDecryption, groupsTold, begin, comeBack, plain },
    signIn: async (browser, login, next) => comeBack(browser, await visitSamlProvider((await begin(browser, 'city', next)).href, login)),
    async withAnswer(make, id = 'city') {
      const browser = new Browser(house);
      const address = await begin(browser, id);
      const SAMLResponse = Buffer.from(make(plain(address, id))).toString('base64');
      const form = new URLSearchParams({ SAMLResponse, RelayState: address.searchParams.get('RelayState') ?? '' });
      return { browser, end: await comeBack(browser, form, id) };
    },
    sealed: (answer) => withEncrypted(answer, (assertion) => encryptedFor(assertion, decryption.certificate)),
    async close() {
      await house.close();
      await city.close();
    },
  };
}

/** What is asked of the provider, as XML. */
export function requestOf(address: URL): string {
  return inflateRawSync(Buffer.from(address.searchParams.get('SAMLRequest') ?? '', 'base64')).toString();
}
