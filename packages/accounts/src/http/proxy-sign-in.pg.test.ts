import { afterAll, beforeAll, expect, test } from 'vitest';
import { SignInFile } from '../provider.ts';
import { Browser, goodPassword, openHouse, outcome, type House } from '../testing/house.ts';
import { ldifOf, personDn, startSlapd, type Slapd } from '../testing/slapd.ts';

const proxy = '192.0.2.5';
const secret = 'what-only-the-proxy-and-this-server-know';
const label = { de: 'Dienstrechner', en: 'work computer' };
let slapd: Slapd;
let house: House;

beforeAll(async () => {
  slapd = await startSlapd([
    ldifOf({ uid: 'alice', name: 'Alice Huber', mail: 'alice@stadt.example', password: 'Kastanien am Marktplatz' }),
    ldifOf({ uid: 'bob', name: 'Bob', mail: 'bob@stadt.example' }),
  ]);
  const signIn = SignInFile.parse({
    providers: [{ id: 'computer', kind: 'proxy', label, proxies: [proxy, '2001:db8::5'], secret, realm: 'STADT.EXAMPLE' }],
  });
  house = await openHouse({ directory: slapd.settings(), signIn });
  await house.accounts.createPerson({
    email: 'chefin@stadt.example',
    displayName: 'Chefin',
    password: goodPassword,
    role: 'administrator',
  });
  const admin = new Browser(house);
  await admin.signIn('chefin@stadt.example');
  const run = (await admin.send('POST', '/directory/runs')).json<{ id: string }>();
  expect((await admin.send('POST', `/directory/runs/${run.id}/confirm`)).json()).toMatchObject({ added: 2 });
  const late = { objectClass: ['inetOrgPerson', 'adUser'], uid: 'late', sAMAccountName: 'late', cn: 'Late', sn: 'Late' };
  await slapd.edit((client) => client.add(personDn('late'), late));
}, 60_000);
afterAll(async () => {
  await house?.close();
  slapd?.close();
});

const said = (user: string, more: Record<string, string> = {}) => ({ 'x-remote-user': user, 'x-saal-proxy-secret': secret, ...more });
async function comes(headers: Record<string, string>, from = proxy): Promise<{ browser: Browser; answer: string | number }> {
  const browser = new Browser(house, from);
  return { browser, answer: outcome(await browser.send('POST', '/sign-in/computer', { next: '/account' }, headers)) };
}
const me = async (browser: Browser) => outcome(await browser.send('GET', '/me'));

test('whom the proxy names is signed in without a password, as the person the directory knows', async () => {
  for (const user of ['alice', 'Alice@STADT.EXAMPLE', 'alice@stadt.example']) {
    const browser = new Browser(house, proxy);
    expect((await browser.send('POST', '/sign-in/computer', { next: '/account' }, said(user))).json()).toEqual({ url: '/account' });
    expect((await browser.send('GET', '/me')).json()).toMatchObject({ email: 'alice@stadt.example', displayName: 'Alice Huber' });
  }
  expect((await comes(said('bob'), '2001:DB8:0::5')).answer).toBe(200);
  expect((await comes(said('bob'), '::ffff:192.0.2.5')).answer).toBe(200);
  const lines = await house.db.selectFrom('audit.entry').select('details').where('action', '=', 'signed-in').execute();
  expect(lines).toContainEqual({ details: { method: 'proxy:computer' } });
});

test('the same words from anywhere else do nothing, and operators learn of it', async () => {
  for (const from of ['192.0.2.6', '127.0.0.1', '2001:db8::6']) {
    const { browser, answer } = await comes(
      said('alice', { 'x-forwarded-for': proxy, 'x-real-ip': proxy, forwarded: `for=${proxy}` }),
      from,
    );
    expect(answer).toBe('sign_in_failed');
    expect(await me(browser)).toBe('not_signed_in');
  }
  expect(house.log()).toContain('a sign-in by a proxy was refused');
  expect(house.log()).toContain('192.0.2.0');
  expect(house.log()).not.toContain(secret);
  const lines = await house.db.selectFrom('audit.entry').select(['details', 'network']).where('action', '=', 'sign-in-refused').execute();
  expect(lines).toContainEqual({ details: { method: 'proxy:computer', what: 'sign_in_failed' }, network: '192.0.2.0' });
});

test('on other routes the header means nothing, from the proxy either', async () => {
  const browser = new Browser(house, proxy);
  expect(outcome(await browser.send('GET', '/me', undefined, said('alice')))).toBe('not_signed_in');
  expect(outcome(await browser.send('POST', '/session', { email: 'alice', password: 'x' }, said('alice')))).toBe('wrong_credentials');
});

test.each<[string, Record<string, string>, string]>([
  ['without the secret', { 'x-remote-user': 'alice' }, 'sign_in_failed'],
  ['with another secret', said('alice', { 'x-saal-proxy-secret': `${secret}!` }), 'sign_in_failed'],
  ['with the secret twice', said('alice', { 'x-saal-proxy-secret': `${secret}, ${secret}` }), 'sign_in_failed'],
  ['naming nobody', { 'x-saal-proxy-secret': secret }, 'sign_in_failed'],
  ['naming two', said('alice, bob'), 'sign_in_failed'],
  ['of another realm', said('alice@OTHER.EXAMPLE'), 'sign_in_failed'],
  ['of a domain in front', said('OTHER\\alice'), 'sign_in_failed'],
  ['with signs of a filter', said('*'), 'sign_in_no_account'],
  ['with more of a filter', said('alice)(uid=*'), 'sign_in_no_account'],
  ['unknown to the directory', said('nobody'), 'sign_in_no_account'],
  ['known to the directory only', said('late'), 'sign_in_no_account'],
])('%s nobody is signed in', async (_what, headers, code) => {
  const { browser, answer } = await comes(headers);
  expect(answer).toBe(code);
  expect(await me(browser)).toBe('not_signed_in');
});

test('whoever is disabled or deleted in the directory stays out', async () => {
  await house.db.updateTable('accounts.person').set({ disabled_at_ms: 1 }).where('email', '=', 'bob@stadt.example').execute();
  expect((await comes(said('bob'))).answer).toBe('account_disabled');
  await slapd.edit((client) => client.del(personDn('alice')));
  expect((await comes(said('alice'))).answer).toBe('sign_in_no_account');
  expect(outcome(await new Browser(house, '198.51.100.7').signIn('alice', 'Kastanien am Marktplatz'))).toBe('wrong_credentials');
});

test('where no proxy is agreed there is no such way in', async () => {
  const other = await openHouse({ signIn: SignInFile.parse({ providers: [] }) });
  expect(outcome(await new Browser(other, proxy).send('POST', '/sign-in/computer', {}, said('alice')))).toBe('not_found');
  await other.close();
});
