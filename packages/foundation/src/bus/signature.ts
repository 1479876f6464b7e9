import { createHmac, timingSafeEqual } from 'node:crypto';
import type { EpochMs } from '@saal/protocol';

/** Older messages are refused; clocks of one cluster may differ by this much. */
const MAX_AGE_MS = 30_000;
const HEAD = /^([0-9]{1,15}) ([A-Za-z0-9_-]{43})$/;

/** A message with the proof that its sender holds the cluster's secret: `<time> <HMAC-SHA256>\n<body>`. */
export function signed(secret: string, subject: string, nowMs: EpochMs, body: string): string {
  return `${nowMs} ${proofOf(secret, subject, String(nowMs), body).toString('base64url')}\n${body}`;
}

/** @returns the body; undefined when the proof is missing, wrong, for another subject, or too old */
export function verified(secret: string, subject: string, nowMs: EpochMs, message: string): string | undefined {
  const end = message.indexOf('\n');
  const [, time, proof] = HEAD.exec(message.slice(0, Math.max(end, 0))) ?? [];
  if (time === undefined || proof === undefined) return undefined;
  const body = message.slice(end + 1);
  const right = timingSafeEqual(Buffer.from(proof, 'base64url'), proofOf(secret, subject, time, body));
  return right && Math.abs(nowMs - Number(time)) <= MAX_AGE_MS ? body : undefined;
}

function proofOf(secret: string, subject: string, time: string, body: string): Buffer {
  return createHmac('sha256', secret).update(`${subject}\n${time}\n`).update(body).digest();
}
