import { afterAll, beforeAll, expect, test } from 'vitest';
import { alphaWebp, animatedPng, inserted, jpeg, jpegSegment, lossyWebp, png } from '../testing/pictures.ts';
import { Browser, goodPassword, openHouse, outcome, type House } from '../testing/house.ts';

let house: House;
let alice: Browser;
beforeAll(async () => {
  house = await openHouse();
  await house.accounts.createPerson({ email: 'alice@example.org', displayName: 'Alice Adler', password: goodPassword, role: 'person' });
  alice = new Browser(house);
  await alice.signIn('alice@example.org');
});
afterAll(() => house.close());

function put(browser: Browser, bytes: Uint8Array, type: string) {
  return browser.send('PUT', '/me/picture', Buffer.from(bytes), { 'content-type': type });
}

/** Path below /api of the picture just set. */
async function pathOf(bytes: Uint8Array, type: string): Promise<string> {
  const answer = await put(alice, bytes, type);
  expect(outcome(answer)).toBe(200);
  const { pictureUrl }: { pictureUrl: string } = answer.json();
  return pictureUrl.replace(/^\/api/, '');
}

test.each([
  ['image/png', png],
  ['image/jpeg', jpeg],
  ['image/webp', lossyWebp],
  ['image/webp', alphaWebp],
])('a picture (%s) is stored and shown as what it is, inert', async (type, bytes) => {
  const answer = await alice.send('GET', await pathOf(bytes, type));
  expect(answer.statusCode).toBe(200);
  expect(answer.headers).toMatchObject({
    'content-type': type,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, max-age=86400',
  });
  expect(answer.rawPayload.length).toBeGreaterThan(50);
});

test('the place where a photo was taken is not passed on', async () => {
  const path = await pathOf(inserted(jpeg, 2, jpegSegment(0xe1, Buffer.from('Exif\0\0 GPS canary'))), 'image/jpeg');
  expect((await alice.send('GET', path)).rawPayload.includes('canary')).toBe(false);
});

test('a picture not changed is not sent again', async () => {
  const path = await pathOf(png, 'image/png');
  const { etag = '' } = (await alice.send('GET', path)).headers;
  const again = await alice.send('GET', path, undefined, { 'if-none-match': etag });
  expect(again.statusCode).toBe(304);
  expect(again.rawPayload).toHaveLength(0);
});

test('guests see a picture whose address they were told, and nobody can guess one', async () => {
  const path = await pathOf(png, 'image/png');
  const guest = new Browser(house);
  expect(outcome(await guest.send('GET', path))).toBe(200);
  expect(path).toMatch(/^\/people\/[\w-]{22}\/picture\/[\w-]{22}$/);
  expect(outcome(await guest.send('GET', path.replace(/[^/]+$/, 'A'.repeat(22))))).toBe('not_found');
  expect(outcome(await guest.send('GET', path.replace(/[^/]+$/, '..%2f..%2fetc%2fpasswd')))).toBe('bad_request');
});

test('another picture has another address; the former is gone, as after taking it away', async () => {
  const former = await pathOf(png, 'image/png');
  const present = await pathOf(jpeg, 'image/jpeg');
  expect(outcome(await alice.send('GET', former))).toBe('not_found');
  expect((await alice.send('GET', '/me')).json()).toMatchObject({ pictureUrl: `/api${present}` });
  const removed = await alice.send('DELETE', '/me/picture');
  expect(removed.json()).not.toHaveProperty('pictureUrl');
  expect(outcome(await alice.send('GET', present))).toBe('not_found');
  expect(outcome(await alice.send('DELETE', '/me/picture'))).toBe(200);
});

test('what is no picture is refused with the reason', async () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  const cases = [
    [svg, 'image/png', 'unknown-format'],
    [svg, 'image/svg+xml', 'unknown-format'],
    [png, 'application/octet-stream', 'unknown-format'],
    [animatedPng, 'image/png', 'animated'],
    [png.subarray(0, 100), 'image/png', 'damaged'],
    [Buffer.alloc(512 * 1024 + 1), 'image/png', 'too-large'],
    [new Uint8Array(0), 'image/png', 'unknown-format'],
  ] as const;
  for (const [bytes, type, reason] of cases) {
    const answer = await put(alice, bytes, type);
    expect(answer.json()).toMatchObject({ error: { code: 'picture_invalid', details: { reason } } });
  }
  expect((await alice.send('PUT', '/me/picture', { not: 'a picture' })).json()).toMatchObject({ error: { code: 'picture_invalid' } });
});

test('a picture is served as what it is, not as what the sender called it', async () => {
  const answer = await alice.send('GET', await pathOf(png, 'image/webp'));
  expect(answer.headers['content-type']).toBe('image/png');
});

test('strangers cannot set pictures, and what they send is not read', async () => {
  const stranger = new Browser(house);
  expect(outcome(await put(stranger, Buffer.alloc(600 * 1024), 'image/png'))).toBe('not_signed_in');
  expect(outcome(await stranger.send('DELETE', '/me/picture'))).toBe('not_signed_in');
});
