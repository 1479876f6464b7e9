import { WireError, type ErrorCode } from '@saal/protocol';
import { z } from 'zod';
import { SaalError } from '../errors.ts';

/**
 * How processes of one cluster speak to each other. Payloads are JSON: what JSON loses is lost in every filling.
 * Subjects are tokens with dots between; ids in them go through `subjectToken`.
 */
export interface Bus {
  /** To everybody who subscribes now; at most once, no answer. Messages of one sender on one subject keep their order. */
  publish(subject: string, payload: unknown): void;
  /** @param subject `*` stands for one token, `>` at the end for the rest */
  subscribe(subject: string, take: (payload: unknown) => void): Subscription;
  /**
   * Asks one who serves the subject.
   * @param options.timeoutMs default 5000
   * @throws {BusNobodyThere} nobody serves it, {BusTimeout}, {BusAway} not connected; a SaalError thrown by who serves
   *   arrives as a RemoteError with its code and details
   */
  request(subject: string, payload: unknown, options?: { timeoutMs?: number }): Promise<unknown>;
  /** Answers requests. One of those with the same `queue` gets each request; without one, the first answer counts. */
  serve(subject: string, answer: (payload: unknown) => Promise<unknown>, options?: { queue?: string }): Subscription;
  /** False while what others should hear would be lost. */
  readonly connected: boolean;
  /** Idempotent. */
  close(): Promise<void>;
}

export interface Subscription {
  /** Idempotent. */
  close(): void;
}

export const DEFAULT_TIMEOUT_MS = 5_000;
/** Below the 1 MB that NATS carries, with room for signature and headers. */
export const MAX_PAYLOAD_BYTES = 900_000;

/** Nobody serves the subject: the process that did is gone. */
export class BusNobodyThere extends SaalError {
  readonly code = 'not_ready';
  constructor(subject: string, cause?: unknown) {
    super(`nobody serves ${subject}`, { cause, details: { retryAfterMs: 1_000 } });
  }
}

/** Somebody serves the subject, but no answer came in time. It may have been done or not. */
export class BusTimeout extends SaalError {
  readonly code = 'not_ready';
  constructor(subject: string, timeoutMs: number, cause?: unknown) {
    super(`no answer on ${subject} within ${timeoutMs} ms`, { cause, details: { retryAfterMs: 1_000 } });
  }
}

/** This process is not connected to the bus now. */
export class BusAway extends SaalError {
  readonly code = 'not_ready';
  constructor(cause?: unknown) {
    super('the bus cannot be reached', { cause, details: { retryAfterMs: 1_000 } });
  }
}

/** A fault of who sends: such a payload has to be cut into parts. */
export class BusPayloadTooLarge extends SaalError {
  readonly code = 'message_too_large';
  constructor(subject: string, bytes: number) {
    super(`${bytes} bytes on ${subject} are more than the bus carries (${MAX_PAYLOAD_BYTES})`);
  }
}

/** What another process refused, with its own code. */
export class RemoteError extends SaalError {
  readonly code: ErrorCode;
  constructor({ code, message, details }: WireError) {
    super(message, details ? { details } : {});
    this.code = code;
  }
}

const Answer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: WireError }),
]);

/** One token of a subject for any text (base64url), without loss: ids may hold dots, blanks and wildcards. */
export function subjectToken(text: string): string {
  return `_${Buffer.from(text, 'utf8').toString('base64url')}`;
}

/** @throws {BusPayloadTooLarge} */
export function textOf(subject: string, payload: unknown): string {
  // Nothing at all is null in JSON.
  const text = payload === undefined ? 'null' : JSON.stringify(payload);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_PAYLOAD_BYTES) throw new BusPayloadTooLarge(subject, bytes);
  return text;
}

/** Works on a request and puts what came of it into words for the other side; never rejects. */
export async function answerTextOf(subject: string, work: () => Promise<unknown>, unexpected: (error: unknown) => void): Promise<string> {
  try {
    return textOf(subject, { ok: true, value: await work() });
  } catch (error) {
    if (error instanceof SaalError) return textOf(subject, { ok: false, error: error.toWire() });
    unexpected(error);
    return textOf(subject, { ok: false, error: { code: 'internal', message: 'a fault of another process' } });
  }
}

/** @throws {RemoteError} when the other side refused */
export function readAnswer(text: string): unknown {
  const answer = Answer.parse(JSON.parse(text));
  if (!answer.ok) throw new RemoteError(answer.error);
  return answer.value;
}
