import type { MatrixEvent } from 'matrix-js-sdk';

/** Which event a redaction takes the words of: where it says so depends on the version of the room. */
export function redactedBy(redaction: MatrixEvent): string | undefined {
  const inContent: unknown = redaction.getContent()['redacts'];
  return redaction.event.redacts ?? (typeof inContent === 'string' ? inContent : undefined);
}
