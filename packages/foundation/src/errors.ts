import type { ErrorCode, WireError } from '@saal/protocol';

/** A refusal or failure that people may see; each subclass has one stable code of the protocol. */
export abstract class SaalError extends Error {
  abstract readonly code: ErrorCode;
  /** Facts for the client (limits, waiting times); never secrets, never names of persons. */
  readonly details: Record<string, unknown> | undefined;

  constructor(message: string, options: { cause?: unknown; details?: Record<string, unknown> } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.details = options.details;
  }

  toWire(): WireError {
    return { code: this.code, message: this.message, ...(this.details ? { details: this.details } : {}) };
  }
}
