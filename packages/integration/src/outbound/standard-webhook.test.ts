import { InstallationSeal } from '@saal/foundation';
import { expect, test } from 'vitest';
import { signedHeaders } from './standard-webhook.ts';

test('a delivery is signed as the example of Standard Webhooks, by each secret that is good', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const delivery = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}' };
  expect(signedHeaders(delivery, [secret], 1_614_265_330_999)).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
  expect(signedHeaders(delivery, [secret, 'whsec_AAAA'], 1)['webhook-signature']?.split(' ')).toHaveLength(2);
});

test('a sealed secret opens for its webhook and by its installation only', () => {
  const purpose = 'saal integration webhook secrets 1';
  const seal = new InstallationSeal('of this house, forty characters or more!', purpose);
  const sealed = seal.close('whsec_1', 'one');
  expect(sealed).not.toContain('whsec');
  expect(seal.open(sealed, 'one')).toBe('whsec_1');
  expect(() => seal.open(sealed, 'other')).toThrow();
  expect(() => new InstallationSeal('of another house, forty characters or so', purpose).open(sealed, 'one')).toThrow();
});
