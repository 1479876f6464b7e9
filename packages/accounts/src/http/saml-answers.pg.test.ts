import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser, outcome, type House } from '../testing/house.ts';
import { makeKeyPair, type KeyPair } from '../testing/key-pair.ts';
import { assertionXml, honestAnswer, responseXml, signed, type Answer } from '../testing/saml-answer.ts';
import { home, openSamlHouse, type SamlHouse } from '../testing/saml-house.ts';
import { visitSamlProvider, type SamlProviderForTests } from '../testing/saml-provider.ts';
import { wraps } from '../testing/saml-wraps.ts';

let saml: SamlHouse;
let house: House;
let city: SamlProviderForTests;
let stranger: KeyPair;

beforeAll(async () => {
  saml = await openSamlHouse();
  ({ house, city } = saml);
  stranger = makeKeyPair('Stranger');
});
afterAll(() => saml?.close());

const begin: SamlHouse['begin'] = (...given) => saml.begin(...given);
const comeBack: SamlHouse['comeBack'] = (...given) => saml.comeBack(...given);
const plain: SamlHouse['plain'] = (...given) => saml.plain(...given);
const withAnswer: SamlHouse['withAnswer'] = (...given) => saml.withAnswer(...given);
const me = async (browser: Browser) => outcome(await browser.send('GET', '/me'));

describe('an answer of SAML (A05)', () => {
  test('signed and meant as it should be is taken, also when all of it is signed', async () => {
    const one = await withAnswer((answer) => honestAnswer(answer, city.key));
    expect(one.end).toBe('/');
    expect(await me(one.browser)).toBe(200);
    const both = await withAnswer((answer) => signed(honestAnswer(answer, city.key), 'Response', city.key));
    expect(both.end).toBe('/');
  });

  test('is good once, and on no other server either', async () => {
    const browser = new Browser(house);
    const form = await visitSamlProvider((await begin(browser)).href, 'alice');
    const cookie = browser.cookies.get('__Host-saal_form_sign_in');
    expect(await comeBack(browser, form)).toBe('/');
    for (const server of [house, house.secondServer()]) {
      const thief = new Browser(server);
      if (cookie) thief.cookies.set('__Host-saal_form_sign_in', cookie);
      expect(await comeBack(thief, form)).toBe('/sign-in?problem=sign_in_expired');
      expect(await me(thief)).toBe('not_signed_in');
    }
  });

  test('is good in the browser that asked for it, so nobody is signed in as somebody else by a form of others', async () => {
    const form = await visitSamlProvider((await begin(new Browser(house))).href, 'alice');
    const victim = new Browser(house);
    expect(await comeBack(victim, form)).toBe('/sign-in?problem=sign_in_expired');
    await begin(victim);
    expect(await comeBack(victim, form)).toBe('/sign-in?problem=sign_in_failed');
    expect(await me(victim)).toBe('not_signed_in');
  });

  test('that nobody asked for is refused, by a form and by a link', async () => {
    const browser = new Browser(house);
    const answer = { ...plain(await begin(new Browser(house))), requestId: `_${randomUUID()}` };
    const form = new URLSearchParams({ SAMLResponse: Buffer.from(honestAnswer(answer, city.key)).toString('base64') });
    expect(await comeBack(browser, form)).toBe('/sign-in?problem=sign_in_expired');
    const link = await browser.send('GET', `/sign-in/city/callback?${form.toString()}`);
    expect(link.headers.location).toBe('/sign-in?problem=not_found');
    expect(await me(browser)).toBe('not_signed_in');
  });

  test.each<[string, (answer: Answer) => string]>([
    ['without a signature', (answer) => responseXml(answer, assertionXml(answer))],
    ['signed around the assertion only', (answer) => signed(responseXml(answer, assertionXml(answer)), 'Response', city.key)],
    ['signed with a key of somebody else', (answer) => honestAnswer(answer, stranger)],
    [
      'signed as nobody should any more (SHA-1)',
      (answer) => signed(responseXml(answer, assertionXml(answer)), 'Assertion', city.key, 'sha1'),
    ],
    ['with another name after signing', (answer) => honestAnswer(answer, city.key).replace('id-of-mallory', 'id-of-alice')],
    ['with another e-mail after signing', (answer) => honestAnswer(answer, city.key).replace('mallory@', 'anna@')],
    ['for another audience', (answer) => honestAnswer({ ...answer, audience: 'https://other.example.org' }, city.key)],
    ['for no audience', (answer) => signedWithout(answer, /<saml:AudienceRestriction>.*<\/saml:AudienceRestriction>/)],
    ['without conditions', (answer) => signedWithout(answer, /<saml:Conditions.*<\/saml:Conditions>/)],
    ['for another recipient', (answer) => honestAnswer({ ...answer, recipient: `${home}/api/sign-in/doubtful/callback` }, city.key)],
    ['without a recipient', (answer) => signedWithout(answer, / Recipient="[^"]*"/)],
    [
      'for another address',
      (answer) => honestAnswer(answer, city.key).replace(/ Destination="[^"]*"/, ' Destination="https://other.example.org"'),
    ],
    ['of another provider', (answer) => honestAnswer({ ...answer, entityId: 'https://other.example.org' }, city.key)],
    ['to another request', (answer) => honestAnswer({ ...answer, requestId: `_${randomUUID()}` }, city.key)],
    ['to no request, inside', (answer) => signedWithout(answer, / InResponseTo="[^"]*"/)],
    ['that has expired', (answer) => honestAnswer({ ...answer, expiresInMs: -60_000 }, city.key)],
    ['that never expires', (answer) => signedWithout(answer, / NotOnOrAfter="[^"]*"/g)],
    ['that is not good yet', (answer) => honestAnswer({ ...answer, notBeforeInMs: 60_000 }, city.key)],
    ['that names nobody', (answer) => signedWithout(answer, /<saml:NameID.*<\/saml:NameID>/)],
    ['that tells of no sign-in', (answer) => signedWithout(answer, /<saml:AuthnStatement.*<\/saml:AuthnStatement>/)],
    ['with a comment in the name', (answer) => honestAnswer(answer, city.key).replace('id-of-mallory', 'id-of-<!-- -->mallory')],
    [
      'with a comment in the name that was signed',
      (answer) =>
        honestAnswer({ ...answer, nameId: 'id-of-alice.mallory' }, city.key).replace('alice.mallory', 'alice<!--.mallory-->.mallory'),
    ],
    [
      'with two assertions',
      (answer) => honestAnswer(answer, city.key).replace('</samlp:Response>', `${assertionXml(answer)}</samlp:Response>`),
    ],
    ['that refuses', (answer) => responseXml(answer, '').replace('status:Success', 'status:Responder')],
    ['that is no answer', () => '<html/>'],
    ['that is no XML', () => 'x'],
    ['that is empty', () => ''],
  ])('%s is refused', async (_what, make) => {
    const { browser, end } = await withAnswer(make);
    expect(end).toBe('/sign-in?problem=sign_in_failed');
    expect(await me(browser)).toBe('not_signed_in');
  });

  test('as long as clocks differ by seconds only, it is taken', async () => {
    expect((await withAnswer((answer) => honestAnswer({ ...answer, expiresInMs: -10_000 }, city.key))).end).toBe('/');
    expect((await withAnswer((answer) => honestAnswer({ ...answer, notBeforeInMs: 10_000 }, city.key))).end).toBe('/');
  });

  test.each<[string, (form: URLSearchParams) => void]>([
    ['no relay state', (form) => form.delete('RelayState')],
    ['another relay state', (form) => form.set('RelayState', 'x'.repeat(43))],
    ['two answers', (form) => form.append('SAMLResponse', form.get('SAMLResponse') ?? '')],
    ['no answer', (form) => form.delete('SAMLResponse')],
  ])('with %s it is refused', async (_what, tamper) => {
    const browser = new Browser(house);
    const form = await visitSamlProvider((await begin(browser)).href, 'alice');
    tamper(form);
    expect(await comeBack(browser, form)).toBe('/sign-in?problem=sign_in_failed');
    expect(await me(browser)).toBe('not_signed_in');
  });

  test('brought by another provider’s way is refused', async () => {
    const browser = new Browser(house);
    const form = await visitSamlProvider((await begin(browser)).href, 'alice');
    expect(await comeBack(browser, form, 'doubtful')).toBe('/sign-in?problem=sign_in_expired');
    expect(await me(browser)).toBe('not_signed_in');
  });
});

/** Not what an honest provider writes, and signed all the same. */
function signedWithout(answer: Answer, part: RegExp): string {
  const assertion = assertionXml(answer);
  expect(assertion.replace(part, '')).not.toBe(assertion);
  return signed(responseXml(answer, assertion.replace(part, '')), 'Assertion', city.key);
}

describe('moving what was signed (A05)', () => {
  test.each(wraps)('%s', async (name, wrap) => {
    const { browser, end } = await withAnswer((answer) => {
      const signedOne = signed(responseXml(answer, assertionXml(answer)), /XSW[12]:/.test(name) ? 'Response' : 'Assertion', city.key);
      const forged = assertionXml({ ...answer, nameId: 'id-of-alice' }, '_evil-assertion');
      const wrapped = wrap(signedOne, forged);
      expect(wrapped).toContain('id-of-alice');
      expect(wrapped).toContain('id-of-mallory');
      expect(wrapped).toMatch(/Signature/);
      return wrapped;
    });
    expect(end).toBe('/sign-in?problem=sign_in_failed');
    expect(await me(browser)).toBe('not_signed_in');
  });
});

describe('hostile XML (C03)', () => {
  const bomb = `<!DOCTYPE lol [<!ENTITY a "lol">${'bcdefghij'
    .split('')
    .map((name, at) => `<!ENTITY ${name} "${`&${'abcdefghij'[at] ?? ''};`.repeat(10)}">`)
    .join('')}]><samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">&j;</samlp:Response>`;
  test.each<[string, (answer: Answer) => string]>([
    [
      'an entity that reads a file',
      (answer) => `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>${honestAnswer(answer, city.key).replace('id-of-mallory', '&f;')}`,
    ],
    ['a document type elsewhere', (answer) => `<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">${honestAnswer(answer, city.key)}`],
    ['a billion laughs', () => bomb],
    [
      'a hundred thousand tags',
      (answer) => honestAnswer(answer, city.key).replace('<samlp:Status>', `${'<a/>'.repeat(40_000)}<samlp:Status>`),
    ],
    [
      'an instruction',
      (answer) => honestAnswer(answer, city.key).replace('<samlp:Status>', '<?xml-stylesheet href="http://127.0.0.1:9/"?><samlp:Status>'),
    ],
    ['CDATA', (answer) => honestAnswer({ ...answer, attributes: {} }, city.key).replace('id-of-mallory', '<![CDATA[id-of-alice]]>')],
  ])('%s is refused at once, and memory stays flat', async (_what, make) => {
    const before = process.memoryUsage().heapUsed;
    const startedAtMs = performance.now();
    const { browser, end } = await withAnswer(make);
    expect(end).toBe('/sign-in?problem=sign_in_failed');
    expect(performance.now() - startedAtMs).toBeLessThan(2_000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 1024 * 1024);
    expect(await me(browser)).toBe('not_signed_in');
  });

  test('thousands of tags in each other neither help nor hurt', async () => {
    const deep = '<a>'.repeat(4_900) + '</a>'.repeat(4_900);
    const startedAtMs = performance.now();
    await withAnswer((answer) => honestAnswer(answer, city.key).replace('<samlp:Status>', `${deep}<samlp:Status>`));
    expect(performance.now() - startedAtMs).toBeLessThan(5_000);
    const { end } = await withAnswer((answer) =>
      honestAnswer(answer, city.key).replace('<samlp:Status>', `<a>${deep}</a><samlp:Status>`.repeat(2)),
    );
    expect(end).toBe('/sign-in?problem=sign_in_failed');
  });

  test('a form larger than any answer is not read', async () => {
    const browser = new Browser(house);
    await begin(browser);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await browser.send('POST', '/sign-in/city/callback', `SAMLResponse=${'A'.repeat(600_000)}`, headers);
    expect(outcome(answer)).toBe('message_too_large');
  });
});
