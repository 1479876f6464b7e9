/** What a page and the meeting inside of it say to each other, by `postMessage`. Version 1; fields may be added. */

/** From the page to the meeting. The page can take microphone and camera away, and never switch them on. */
export type EmbedCommand =
  | { saal: 1; type: 'hello'; /** Of a guest: what the field on the way in holds at first. */ name?: string }
  | { saal: 1; type: 'leave' }
  | { saal: 1; type: 'mute' };

/** From the meeting to the page. */
export type EmbedEvent =
  | { saal: 1; type: 'ready' }
  /** In the lobby. */
  | { saal: 1; type: 'waiting' }
  | { saal: 1; type: 'joined' }
  | { saal: 1; type: 'left' }
  | { saal: 1; type: 'devices'; microphone: boolean; camera: boolean };
