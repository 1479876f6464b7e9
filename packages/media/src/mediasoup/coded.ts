import type { Logger } from '@saal/foundation';
import { SaalError } from '@saal/foundation/pure';
import { MediaEpochOver, MediaParametersInvalid } from '../errors.ts';

/** What the worker says of an object that it has closed by itself, when the request was already on its way. */
const unknownInWorker = /^Channel request handler with ID \S+ not found/;

/** The worker, or the object asked, went away while the answer was awaited. */
function wentAway(error: unknown): boolean {
  return error instanceof Error && (error.name === 'InvalidStateError' || unknownInWorker.test(error.message));
}

/**
 * Runs a call to the media worker and translates what it throws: an object that went away means the epoch is over; all
 * else is a refusal of the parameters given.
 * @throws {MediaEpochOver, MediaParametersInvalid} and any SaalError as it is
 */
export async function coded<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof SaalError) throw error;
    if (wentAway(error)) throw new MediaEpochOver();
    throw new MediaParametersInvalid(error instanceof Error ? error.message : String(error), error);
  }
}

/** Lets a call to the worker run beside; nobody waits for it, so its failure goes to the log. */
export function beside(log: Logger, what: string, call: Promise<unknown>): void {
  call.catch((error: unknown) => {
    if (wentAway(error)) log.debug({ what }, 'media object went away meanwhile');
    else log.warn({ what, err: error }, 'media worker refused');
  });
}
