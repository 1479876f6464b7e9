/** A provider whose every token the test writes: what no honest one would ever say. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type JWTPayload } from 'jose';

export type ForgingProvider = {
  issuer: string;
  /** Its key in the form in which it is public, for who wants to sign with it. */
  publicPem: string;
  /** What its next answer to a code holds. */
  idToken: string;
  sign(claims: JWTPayload, o?: { alg?: string; key?: CryptoKey | Uint8Array; kid?: string; typ?: string }): Promise<string>;
  close(): Promise<void>;
};

export async function startForgingProvider(): Promise<ForgingProvider> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'first', alg: 'RS256', use: 'sig' }] };
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    const answers: Record<string, unknown> = {
      '/.well-known/openid-configuration': {
        issuer: forger.issuer,
        authorization_endpoint: `${forger.issuer}/auth`,
        token_endpoint: `${forger.issuer}/token`,
        jwks_uri: `${forger.issuer}/keys`,
        response_types_supported: ['code'],
        id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
        authorization_response_iss_parameter_supported: true,
      },
      '/keys': keys,
      '/token': { access_token: 'x', token_type: 'Bearer', id_token: forger.idToken },
    };
    const answer = answers[path ?? ''];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const forger: ForgingProvider = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    publicPem: await exportSPKI(publicKey),
    idToken: '',
    sign: (claims, { alg = 'RS256', key = privateKey, kid = 'first', typ } = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg, kid, ...(typ === undefined ? {} : { typ }) }).sign(key),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return forger;
}
