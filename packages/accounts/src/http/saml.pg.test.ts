import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser, outcome, type House } from '../testing/house.ts';
import type { KeyPair } from '../testing/key-pair.ts';
import { assertionXml, honestAnswer, responseXml, signed } from '../testing/saml-answer.ts';
import { openSamlHouse, ownEntityId, redirectUri, requestOf, type SamlHouse } from '../testing/saml-house.ts';
import { visitSamlProvider, type SamlProviderForTests } from '../testing/saml-provider.ts';

let saml: SamlHouse;
let house: House;
let city: SamlProviderForTests;
let own: KeyPair;

beforeAll(async () => {
  saml = await openSamlHouse();
  ({ house, city, own } = saml);
});
afterAll(() => saml?.close());

const begin: SamlHouse['begin'] = (...given) => saml.begin(...given);
const comeBack: SamlHouse['comeBack'] = (...given) => saml.comeBack(...given);
const signIn: SamlHouse['signIn'] = (...given) => saml.signIn(...given);
const plain: SamlHouse['plain'] = (...given) => saml.plain(...given);
const withAnswer: SamlHouse['withAnswer'] = (...given) => saml.withAnswer(...given);
const me = async (browser: Browser) => outcome(await browser.send('GET', '/me'));

describe('with a provider of SAML that is what it says', () => {
  test('somebody new signs in, gets an account, comes back to where they were going, and is the same person next time', async () => {
    const alice = new Browser(house);
    expect(await signIn(alice, 'alice', '/m/abc-defg-hij')).toBe('/m/abc-defg-hij');
    const first = (await alice.send('GET', '/me')).json<{ id: string }>();
    expect(first).toMatchObject({ email: 'alice@example.org', displayName: 'Alice <Huber> & Söhne', role: 'person' });
    expect(saml.groupsTold.at(-1)).toEqual(['Rathaus', 'IT']);
    const elsewhere = new Browser(house, '192.0.2.20');
    expect(await signIn(elsewhere, 'alice')).toBe('/');
    expect((await elsewhere.send('GET', '/me')).json()).toMatchObject({ id: first.id });
    const lines = await house.db.selectFrom('audit.entry').select('details').where('action', '=', 'signed-in').execute();
    expect(lines).toContainEqual({ details: { method: 'saml:city' } });
  });

  test('the request is signed, and no two are alike', async () => {
    const [one, two] = [await begin(new Browser(house)), await begin(new Browser(house))];
    expect(one.searchParams.get('SigAlg')).toBe('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256');
    expect(one.searchParams.get('Signature')).not.toBe(two.searchParams.get('Signature'));
    expect(plain(one).requestId).toMatch(/^_[0-9a-f]{64}$/);
    expect(plain(one).requestId).not.toBe(plain(two).requestId);
    expect(requestOf(one)).toContain(`AssertionConsumerServiceURL="${redirectUri}"`);
  });

  test('A10: nothing of the journey is stored in clear or logged', async () => {
    const browser = new Browser(house);
    const address = await begin(browser);
    const form = await visitSamlProvider(address.href, 'alice');
    const secret = browser.cookies.get('__Host-saal_form_sign_in')?.value ?? 'none';
    const rows = JSON.stringify(await house.db.selectFrom('accounts.sign_in_journey').selectAll().execute());
    expect(rows).not.toContain(secret);
    expect(rows).not.toContain(form.get('RelayState'));
    await comeBack(browser, form);
    expect(house.log()).not.toContain(form.get('SAMLResponse')?.slice(0, 60));
    expect(house.log()).not.toContain(secret);
  });

  test('the cookie of the journey comes along with a form of another site, and that of the session does not', async () => {
    const browser = new Browser(house);
    const begun = await browser.send('POST', '/sign-in/city', {});
    expect(begun.headers['set-cookie']).toMatch(/^__Host-saal_form_sign_in=.*; HttpOnly; SameSite=None; Secure$/);
    const form = await visitSamlProvider(begun.json<{ url: string }>().url, 'alice');
    const back = await browser.send('POST', '/sign-in/city/callback', form.toString(), {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect([back.headers['set-cookie']].flat()).toContainEqual(expect.stringMatching(/^saal_session=.*; HttpOnly; SameSite=Lax; Secure$/));
  });

  test('an account with the same e-mail is linked, but for those of administrators', async () => {
    const carol = new Browser(house);
    const { id } = (await carol.signIn('carol@example.org')).json<{ id: string }>();
    expect(await signIn(carol, 'carol')).toBe('/');
    expect((await carol.send('GET', '/me')).json()).toMatchObject({ id });
    const anna = new Browser(house);
    expect(await signIn(anna, 'anna')).toBe('/sign-in?problem=sign_in_no_account');
    expect(await me(anna)).toBe('not_signed_in');
  });

  test('an e-mail that nobody vouches for makes no account', async () => {
    const { browser, end } = await withAnswer((answer) => honestAnswer(answer, city.key), 'doubtful');
    expect(end).toBe('/sign-in?problem=sign_in_no_account');
    expect(await me(browser)).toBe('not_signed_in');
  });

  test('people may be known by an attribute, and a name for one sign-in only is no name', async () => {
    const nameIdFormat = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
    const attributes = { email: 'nora@example.org', number: '4711' };
    const known = await withAnswer((answer) => honestAnswer({ ...answer, nameIdFormat, attributes }, city.key), 'by-number');
    expect(known.end).toBe('/');
    expect(await house.db.selectFrom('accounts.identity').select('subject').where('provider', '=', 'by-number').execute()).toEqual([
      { subject: '4711' },
    ]);
    const unknown = await withAnswer((answer) => honestAnswer({ ...answer, nameIdFormat, attributes }, city.key));
    expect(unknown.end).toBe('/sign-in?problem=sign_in_failed');
  });

  test.each([
    ['a script', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['a formula', '=HYPERLINK("http://evil.example")', '=HYPERLINK("http://evil.example")'],
    ['line breaks', 'Eve&#13;&#10;Bcc: all@example.org', 'Eve Bcc: all@example.org'],
    ['signs that turn the writing around', 'Eve\u202egnp.exe', 'Eve gnp.exe'],
    ['nothing that can be seen', '\u200b\u00a0', 'eve'],
    ['more than a name', 'E'.repeat(81), 'eve'],
  ])('C08: %s as a name is the text it is, or gives way to the address', async (what, told, name) => {
    const email = `eve@${what.replace(/[^a-z]/g, '')}.example.org`;
    const { browser, end } = await withAnswer((answer) => {
      const unsigned = assertionXml({ ...answer, nameId: `id-of-${what}`, attributes: { email, displayName: 'NAME' } });
      const escaped = told.includes('&#') ? told : told.replace(/[<>&"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
      return signed(responseXml(answer, unsigned.replace('NAME', escaped)), 'Assertion', city.key);
    });
    expect(end).toBe('/');
    expect((await browser.send('GET', '/me')).json()).toMatchObject({ email, displayName: name });
  });

  test('groups give roles, at each sign-in anew; roles given here stay, and so does the last administrator', async () => {
    const comes = (groups: string[]) =>
      withAnswer((answer) =>
        honestAnswer({ ...answer, nameId: 'id-of-rita', attributes: { email: 'rita@example.org', groups } }, city.key),
      );
    const rolesOf = async (): Promise<unknown> => {
      const row = house.db.selectFrom('accounts.person').select(['role', 'further_roles']).where('email', '=', 'rita@example.org');
      const { role, further_roles: further } = await row.executeTakeFirstOrThrow();
      return [role, ...further];
    };
    const { browser, end } = await comes(['Saal-Revision', 'constructor', '__proto__', 'Rathaus']);
    expect(end).toBe('/');
    expect(await rolesOf()).toEqual(['person', 'auditor']);
    const { id } = (await browser.send('GET', '/me')).json<{ id: string }>();
    const anna = new Browser(house);
    await anna.signIn('anna@example.org');
    await anna.send('PATCH', `/people/${id}`, { roles: ['auditor', 'room-manager'] });
    await comes(['Saal-Verwaltung']);
    expect(await rolesOf()).toEqual(['administrator', 'room-manager']);
    await comes([]);
    expect(await rolesOf()).toEqual(['person', 'room-manager']);
    // Rita alone, while Anna is away.
    await comes(['Saal-Verwaltung']);
    await house.db.updateTable('accounts.person').set({ disabled_at_ms: 1 }).where('email', '=', 'anna@example.org').execute();
    expect((await comes([])).end).toBe('/');
    expect(await rolesOf()).toEqual(['administrator', 'room-manager']);
    await house.db.updateTable('accounts.person').set({ disabled_at_ms: null }).where('email', '=', 'anna@example.org').execute();
  });

  test('who unlinks the sign-in keeps nothing of what its groups gave', async () => {
    const carol = new Browser(house, '192.0.2.30');
    const attributes = { email: 'carol@example.org', groups: ['Saal-Verwaltung'] };
    await withAnswer((answer) => honestAnswer({ ...answer, nameId: 'id-of-carol', attributes }, city.key));
    await carol.signIn('carol@example.org');
    expect((await carol.send('GET', '/me')).json()).toMatchObject({ role: 'administrator' });
    const { identities } = (await carol.send('GET', '/me/identities')).json<{ identities: { id: string }[] }>();
    expect(outcome(await carol.send('DELETE', `/me/identities/${identities[0]?.id ?? ''}`))).toBe(204);
    expect((await carol.send('GET', '/me')).json()).toMatchObject({ role: 'person' });
  });

  test('it tells the operator of the provider what they need to know', async () => {
    const answer = await new Browser(house).send('GET', '/sign-in/city/metadata');
    expect(answer.headers['content-type']).toContain('application/samlmetadata+xml');
    expect(answer.body).toContain(`entityID="${ownEntityId}"`);
    expect(answer.body).toContain(`Location="${redirectUri}"`);
    expect(answer.body).toContain(own.certificate.split('\n')[1]);
    expect(answer.body).not.toContain('PRIVATE KEY');
  });

  test('signing out leads on to the provider, signed and with the name it knows; coming back from there changes nothing', async () => {
    const alice = new Browser(house);
    await signIn(alice, 'alice');
    const answer = await alice.send('DELETE', '/session');
    const url = new URL(answer.json<{ url: string }>().url);
    expect(url.href.startsWith(`${city.signOutUrl}?`)).toBe(true);
    expect(url.searchParams.has('Signature')).toBe(true);
    expect(requestOf(url)).toMatch(/<saml:NameID Format="[^"]+:persistent">id-of-alice<\/saml:NameID>/);
    expect(requestOf(url)).toContain('>session-1</saml2p:SessionIndex>');
    expect(await me(alice)).toBe('not_signed_in');
    const carol = new Browser(house);
    await carol.signIn('carol@example.org');
    const back = await carol.send('GET', '/sign-in/city/signed-out?SAMLResponse=anything');
    expect([back.statusCode, back.headers.location]).toEqual([303, '/sign-in?left=true']);
    expect(await me(carol)).toBe(200);
  });
});
