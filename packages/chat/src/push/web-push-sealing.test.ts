import { verify, createPublicKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { allows } from './allowed-hosts.ts';
import { newWebPushKey, proof, sealed } from './web-push-sealing.ts';
import { opened } from '../testing/push-receiver.ts';

const b64 = (text: string): Buffer => Buffer.from(text, 'base64url');

test('a message is sealed as in the example of RFC 8291 §5', () => {
  const key = {
    privateKey: b64('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'),
    publicKey: b64('BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8'),
  };
  const to = {
    p256dh: b64('BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'),
    auth: b64('BTBZMqHH6r4Tts7J_aSIgg'),
  };
  const body = sealed(Buffer.from('When I grow up, I want to be a watermelon'), to, { key, salt: b64('DGv6ra1nlYgDCS1FRnbzlw') });
  expect(body.toString('base64url')).toBe(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  );
});

test('only the browser it is for opens it', () => {
  const [browser, other] = [newWebPushKey(), newWebPushKey()];
  const auth = Buffer.alloc(16, 7);
  const body = sealed(Buffer.from('geheim'), { p256dh: browser.publicKey, auth }, { key: newWebPushKey(), salt: Buffer.alloc(16, 1) });
  expect(opened(body, { key: browser, auth })).toBe('geheim');
  expect(() => opened(body, { key: other, auth })).toThrow();
});

test('the proof of who sends names the service, us and an end, and is signed by the key it shows', () => {
  const key = newWebPushKey();
  const match = /^vapid t=([^.]+\.[^.]+)\.([^,]+), k=(.+)$/.exec(proof(key, 'https://push.example', 'https://stadt.example', 1_000_000));
  const [claim = '', signature = '', shown = ''] = match?.slice(1) ?? [];
  expect(JSON.parse(b64(claim.split('.')[1] ?? '').toString())).toEqual({
    aud: 'https://push.example',
    sub: 'https://stadt.example',
    exp: 1_000 + 12 * 3600,
  });
  expect(shown).toBe(key.publicKey.toString('base64url'));
  const [x, y] = [b64(shown).subarray(1, 33).toString('base64url'), b64(shown).subarray(33).toString('base64url')];
  const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  expect(verify('sha256', Buffer.from(claim), { key: publicKey, dsaEncoding: 'ieee-p1363' }, b64(signature))).toBe(true);
});

test.each([
  ['https://push.example.org/x', true],
  ['http://push.example.org/x', false],
  ['https://push.example.org:8443/x', false],
  ['https://anna@push.example.org/x', false],
  ['https://push.example.org.evil.example/', false],
  ['https://a.b.vendor.example/x', true],
  ['https://vendor.example/x', false],
  ['https://xvendor.example/x', false],
  ['http://127.0.0.1:9000/x', true],
  ['http://127.0.0.1:9001/x', false],
  ['https://169.254.169.254/latest', false],
  ['kein Ort', false],
])('%s may be contacted: %s', (address, may) => {
  expect(allows(['push.example.org', '*.vendor.example', 'http://127.0.0.1:9000'], address)).toBe(may);
});
