import { hkdfSync } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { applicationScopes } from '@saal/protocol';
import type { TokenClaims, TokenSigner } from '../ports.ts';

const issuer = 'saal';
const audience = 'saal applications';
const Claims = z.object({ sub: z.string(), mark: z.string(), scope: z.string() }).transform(({ sub, mark, scope }): TokenClaims => ({
  ...{ applicationId: sub, keyMark: mark },
  scopes: applicationScopes.filter((each) => scope.split(' ').includes(each)),
}));

/** Access tokens as JWT (HS256), with a key of their own, derived from the installation's secret: every server of a cluster knows them. */
export function tokenSigner(installationSecret: string): TokenSigner {
  const key = new Uint8Array(hkdfSync('sha256', installationSecret, '', 'saal integration access tokens 1', 32));
  return {
    sign({ applicationId, keyMark, scopes: granted }, fromMs, untilMs) {
      return new SignJWT({ mark: keyMark, scope: granted.join(' ') })
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(applicationId)
        .setIssuedAt(Math.floor(fromMs / 1000))
        .setExpirationTime(Math.floor(untilMs / 1000))
        .sign(key);
    },
    async verify(token, nowMs) {
      try {
        const options = { issuer, audience, algorithms: ['HS256'], typ: 'at+jwt', currentDate: new Date(nowMs) };
        return Claims.parse((await jwtVerify(token, key, options)).payload);
      } catch {
        return undefined; // Not ours, changed, or over: told alike.
      }
    },
  };
}
