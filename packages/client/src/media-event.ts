import type { AnyEvent } from '@saal/protocol';

export type MediaEvent = Extract<AnyEvent, { type: `media.${string}` }>;

export function isMediaEvent(event: AnyEvent): event is MediaEvent {
  return event.type.startsWith('media.');
}
