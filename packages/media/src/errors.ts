import { SaalError } from '@saal/foundation/pure';

/** No worker can take it now: all died a moment ago, or all are full. */
export class MediaUnavailable extends SaalError {
  readonly code = 'media_unavailable';
  constructor(reason: string, retryAfterMs: number, cause?: unknown) {
    super(`no media worker can take it: ${reason}`, { cause, details: { retryAfterMs } });
  }
}

/** RTP, DTLS or capability parameters that no browser of ours would send, or that contradict each other. */
export class MediaParametersInvalid extends SaalError {
  readonly code = 'media_parameters_invalid';
  constructor(reason: string, cause?: unknown) {
    super(`media parameters invalid: ${reason}`, { cause });
  }
}

/** A transport, producer or consumer that this device does not have (or has no longer). */
export class MediaObjectNotFound extends SaalError {
  readonly code = 'media_object_not_found';
  constructor(what: 'transport' | 'producer' | 'consumer', id: string) {
    super(`this device has no ${what} ${id}`);
  }
}

/** The worker of this room died and the room is being rebuilt; `media.reset` follows. */
export class MediaEpochOver extends SaalError {
  readonly code = 'media_epoch_over';
  constructor() {
    super('the media room is being rebuilt; wait for media.reset');
  }
}

/** The device sends as many streams of this source as it may. */
export class TooManyStreams extends SaalError {
  readonly code = 'too_many_streams';
  constructor(source: string, limit: number) {
    super(`a device sends at most ${limit} of ${source}`, { details: { source, limit } });
  }
}
