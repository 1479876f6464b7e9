import { randomUUID } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SessionEnded } from '../sessions.ts';
import { Browser, outcome, type House } from '../testing/house.ts';
import { makeKeyPair, type KeyPair } from '../testing/key-pair.ts';
import { honestAnswer } from '../testing/saml-answer.ts';
import { encryptedFor } from '../testing/saml-encryption.ts';
import { home, openSamlHouse, type SamlHouse } from '../testing/saml-house.ts';
import { asForm, asLink, logoutXml, signedLogout, type Logout } from '../testing/saml-logout.ts';
import type { SamlProviderForTests } from '../testing/saml-provider.ts';

let saml: SamlHouse;
let house: House;
let city: SamlProviderForTests;
let stranger: KeyPair;
let mallory: Browser;

beforeAll(async () => {
  saml = await openSamlHouse();
  ({ house, city } = saml);
  stranger = makeKeyPair('Stranger');
});
afterAll(() => saml?.close());
beforeEach(async () => {
  mallory = await signedIn('session-1');
});

const me = async (browser: Browser) => outcome(await browser.send('GET', '/me'));
const asked = (o: Partial<Logout> = {}): Logout => ({
  ...{ entityId: city.entityId, destination: `${home}/api/sign-in/city/logout`, nameId: 'id-of-mallory', ...o },
});

async function signedIn(sessionIndex: string): Promise<Browser> {
  return (await saml.withAnswer((answer) => honestAnswer({ ...answer, sessionIndex }, city.key))).browser;
}

/** As the browser of anybody brings it. @returns where that goes on */
async function byLink(query: string, id = 'city'): Promise<string> {
  const response = await new Browser(house).send('GET', `/sign-in/${id}/logout?${query}`);
  return String(response.headers.location);
}

async function byForm(form: string, id = 'city'): Promise<string> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://127.0.0.1' };
  return String((await new Browser(house).send('POST', `/sign-in/${id}/logout`, form, headers)).headers.location);
}

const refused = '/sign-in?problem=sign_out_refused';

describe('a sign-out told by a provider of SAML', () => {
  test('by a link ends all of somebody’s sessions on every server, tells who listens, leaves others, and is answered with our signature', async () => {
    const elsewhere = await signedIn('session-2');
    const alice = new Browser(house);
    await saml.signIn(alice, 'alice');
    const second = house.secondServer();
    expect(await second.accounts.viewerOf(mallory.cookieHeader())).toBeDefined();
    const ended: SessionEnded[] = [];
    const stop = house.accounts.onSessionEnded((one) => ended.push(one));
    const id = `_${randomUUID()}`;
    const next = new URL(await byLink(asLink(logoutXml(asked({ id })), city.key, 'back to the city')));
    stop();
    expect(ended.length).toBeGreaterThanOrEqual(2);
    expect([await me(mallory), await me(elsewhere), await me(alice)]).toEqual(['not_signed_in', 'not_signed_in', 200]);
    house.clock.pass(2_001); // what the other server remembers
    expect(await second.accounts.viewerOf(mallory.cookieHeader())).toBeUndefined();
    expect(next.origin + next.pathname).toBe(city.signOutUrl);
    expect(next.searchParams.get('RelayState')).toBe('back to the city');
    expect(next.searchParams.has('Signature')).toBe(true);
    const answer = inflateRawSync(Buffer.from(next.searchParams.get('SAMLResponse') ?? '', 'base64')).toString();
    expect(answer).toContain(`InResponseTo="${id}"`);
    expect(answer).toContain(`Destination="${city.signOutUrl}"`);
    expect(answer).toContain('status:Success');
    const lines = await house.db.selectFrom('audit.entry').select('details').where('action', '=', 'session-ended').execute();
    expect(lines).toContainEqual({ details: { method: 'saml:city' } });
  });

  test('by a form ends the sessions it names, and those of nobody else', async () => {
    const elsewhere = await signedIn('session-2');
    const next = await byForm(asForm(signedLogout(logoutXml(asked({ sessionIndexes: ['session-2', 'session-3'] })), city.key), 'relay'));
    expect(next).toMatch(/SAMLResponse=.*RelayState=relay/);
    expect([await me(mallory), await me(elsewhere)]).toEqual([200, 'not_signed_in']);
    await byForm(asForm(signedLogout(logoutXml(asked({ nameId: 'id-of-bob', sessionIndexes: ['session-1'] })), city.key)));
    expect(await me(mallory)).toBe(200);
  });

  test('its name may be encrypted for us', async () => {
    const sealed = await saml.withAnswer(
      (answer) =>
        saml.sealed(
          honestAnswer({ ...answer, nameId: 'id-of-sepp', attributes: { email: 'sepp@example.org', displayName: 'Sepp' } }, city.key),
        ),
      'sealed',
    );
    expect(await me(sealed.browser)).toBe(200);
    const name = '<saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">id-of-sepp</saml:NameID>';
    const destination = `${home}/api/sign-in/sealed/logout`;
    const encryptedId = encryptedFor(name, saml.decryption.certificate);
    // That provider waits for no answer: it has no address for one.
    expect(await byLink(asLink(logoutXml(asked({ destination, encryptedId })), city.key), 'sealed')).toBe('/sign-in?left=true');
    expect(await me(sealed.browser)).toBe('not_signed_in');
  });

  test('who is signed in by another provider under the same name stays', async () => {
    const attributes = { email: 'mallory@elsewhere.example.org', displayName: 'Mallory' };
    const other = await saml.withAnswer((answer) => honestAnswer({ ...answer, attributes }, city.key), 'old-fashioned');
    expect(await byLink(asLink(logoutXml(asked()), city.key))).toContain('SAMLResponse=');
    expect([await me(mallory), await me(other.browser)]).toEqual(['not_signed_in', 200]);
  });

  test('counts once, whichever way and server it comes by again', async () => {
    const xml = logoutXml(asked());
    expect(await byLink(asLink(xml, city.key))).toContain('SAMLResponse=');
    const again = await signedIn('session-1');
    expect(await byLink(asLink(xml, city.key))).toBe(refused);
    expect(await byForm(asForm(signedLogout(xml, city.key)))).toBe(refused);
    const onSecond = new Browser(house.secondServer());
    const response = await onSecond.send('GET', `/sign-in/city/logout?${asLink(xml, city.key)}`);
    expect(response.headers.location).toBe(refused);
    expect(await me(again)).toBe(200);
  });

  test.each<[string, () => string]>([
    ['without a signature', () => asLink(logoutXml(asked()), city.key).replace(/&SigAlg=.*/, '')],
    ['without the signature, but with its name', () => asLink(logoutXml(asked()), city.key).replace(/&Signature=.*/, '')],
    ['signed with a key of somebody else', () => asLink(logoutXml(asked()), stranger)],
    [
      'signed as nobody should any more (SHA-1)',
      () => asLink(logoutXml(asked()), city.key, undefined, 'http://www.w3.org/2000/09/xmldsig#rsa-sha1', 'sha1'),
    ],
    [
      'signed by another kind of key than it says',
      () => asLink(logoutXml(asked()), city.key, undefined, 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256'),
    ],
    [
      'with another request under the signature',
      () => {
        const [, signature = ''] = asLink(logoutXml(asked({ nameId: 'id-of-bob' })), city.key).split('&SigAlg');
        return `${asLink(logoutXml(asked()), city.key).split('&SigAlg')[0] ?? ''}&SigAlg${signature}`;
      },
    ],
    ['with another relay state', () => asLink(logoutXml(asked()), city.key, 'here').replace('RelayState=here', 'RelayState=there')],
    ['with a relay state that was not signed', () => `RelayState=x&${asLink(logoutXml(asked()), city.key)}`],
    ['with two requests', () => `${asLink(logoutXml(asked()), city.key)}&SAMLRequest=x`],
    ['that unpacks to megabytes', () => asLink(`<a>${'a'.repeat(5_000_000)}</a>`, city.key)],
    ['that is not packed', () => asLink('x', city.key).replace(/SAMLRequest=[^&]*/, 'SAMLRequest=%%%')],
    ['of another provider', () => asLink(logoutXml(asked({ entityId: 'https://other.example.org' })), city.key)],
    ['for another address', () => asLink(logoutXml(asked({ destination: `${home}/api/sign-in/sealed/logout` })), city.key)],
    ['for no address', () => asLink(logoutXml(asked()).replace(/ Destination="[^"]*"/, ''), city.key)],
    ['that is old', () => asLink(logoutXml(asked({ issuedInMs: -6 * 60_000 })), city.key)],
    ['of the future', () => asLink(logoutXml(asked({ issuedInMs: 6 * 60_000 })), city.key)],
    ['without a time', () => asLink(logoutXml(asked()).replace(/ IssueInstant="[^"]*"/, ''), city.key)],
    ['that has expired', () => asLink(logoutXml(asked()).replace(' Version', ' NotOnOrAfter="2020-01-01T00:00:00Z" Version'), city.key)],
    ['without an id', () => asLink(logoutXml(asked()).replace(/ ID="[^"]*"/, ''), city.key)],
    ['that names nobody', () => asLink(logoutXml(asked()).replace(/<saml:NameID.*<\/saml:NameID>/, ''), city.key)],
    ['that names two', () => asLink(logoutXml(asked()).replace(/(<saml:NameID.*<\/saml:NameID>)/, '$1$1'), city.key)],
    [
      'whose name is encrypted for others',
      () => asLink(logoutXml(asked({ encryptedId: encryptedFor('<x/>', stranger.certificate) })), city.key),
    ],
    ['with a comment in the name', () => asLink(logoutXml(asked({ nameId: 'id-of-<!-- -->mallory' })), city.key)],
    [
      'with an entity',
      () => asLink(`<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>${logoutXml(asked({ nameId: '&f;' }))}`, city.key),
    ],
    ['that is something else', () => asLink('<html/>', city.key)],
    ['that is nothing', () => 'SAMLRequest='],
  ])('by a link %s is refused and ends nothing', async (_what, make) => {
    expect(await byLink(make())).toBe(refused);
    expect(await me(mallory)).toBe(200);
  });

  test.each<[string, () => string]>([
    ['without a signature', () => logoutXml(asked())],
    ['signed with a key of somebody else', () => signedLogout(logoutXml(asked()), stranger)],
    ['signed as nobody should any more (SHA-1)', () => signedLogout(logoutXml(asked()), city.key, 'sha1')],
    [
      'with another name after signing',
      () => signedLogout(logoutXml(asked({ nameId: 'id-of-bob' })), city.key).replace('of-bob', 'of-mallory'),
    ],
    ['with the signed one inside another', () => wrapped()],
    ['with the signed one inside the signature of another', () => wrappedInSignature()],
    ['of another provider', () => signedLogout(logoutXml(asked({ entityId: 'https://other.example.org' })), city.key)],
    ['for another address', () => signedLogout(logoutXml(asked({ destination: home })), city.key)],
    ['that is old', () => signedLogout(logoutXml(asked({ issuedInMs: -6 * 60_000 })), city.key)],
    ['that is no XML', () => 'x'],
  ])('by a form %s is refused and ends nothing', async (_what, make) => {
    expect(await byForm(asForm(make()))).toBe(refused);
    expect(await me(mallory)).toBe(200);
  });

  test('an answer that is signed for signing in ends nothing', async () => {
    const address = await saml.begin(new Browser(house));
    const answer = Buffer.from(honestAnswer(saml.plain(address), city.key)).toString('base64');
    expect(await byForm(new URLSearchParams({ SAMLRequest: answer }).toString())).toBe(refused);
    expect(await byForm(new URLSearchParams({ SAMLResponse: answer }).toString())).toBe('/sign-in?left=true');
    expect(await me(mallory)).toBe(200);
  });

  test('A10: neither the name nor the signature is logged', async () => {
    const link = asLink(logoutXml(asked({ nameId: 'id-of-somebody-quiet' })), city.key);
    await byLink(link);
    expect(house.log()).not.toContain('somebody-quiet');
    expect(house.log()).not.toContain(/Signature=(.{40})/.exec(link)?.[1]);
  });

  test('why one was refused is said to operators', async () => {
    await byLink(asLink(logoutXml(asked()), stranger));
    expect(house.log()).toContain('its signature does not hold');
  });
});

/** Signed for Bob, and Mallory named where a careless reader looks. */
function wrapped(): string {
  const forged = logoutXml(asked({ id: '_evil' }));
  const one = signedLogout(logoutXml(asked({ nameId: 'id-of-bob' })), city.key);
  return forged.replace('</samlp:LogoutRequest>', `<samlp:Extensions>${one}</samlp:Extensions></samlp:LogoutRequest>`);
}

function wrappedInSignature(): string {
  const one = signedLogout(logoutXml(asked({ nameId: 'id-of-bob' })), city.key);
  const signature = /<(?:\w+:)?Signature .*<\/(?:\w+:)?Signature>/s.exec(one)?.[0] ?? '';
  const held = signature.replace(
    /(<\/(\w+:)?Signature>)$/,
    `<ds:Object xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${one.replace(signature, '')}</ds:Object>$1`,
  );
  return logoutXml(asked({ id: '_evil' })).replace('<saml:NameID', `${held}<saml:NameID`);
}
