/** Signatures of Standard Webhooks 1.0: HMAC-SHA256 over id, timestamp and body, one for each secret that is good. */
import { createHmac } from 'node:crypto';

/** @param secrets `whsec_` and base64. @returns the three headers */
export function signedHeaders(
  { id, body }: { id: string; body: string },
  secrets: readonly string[],
  nowMs: number,
): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
