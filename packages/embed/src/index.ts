/** Shows a meeting inside a page of somebody's. No dependencies; see README.md. */
import type { EmbedCommand, EmbedEvent } from './messages.ts';

export type { EmbedCommand, EmbedEvent } from './messages.ts';

export type EmbedOptions = {
  /** Link of the meeting: `https://meet.example.org/m/<id>`. */
  url: string;
  /** Where the meeting is put; it fills it. */
  parent: HTMLElement;
  /** Name of a guest, offered on the way in. */
  name?: string;
  /** What readers of screens call it. Default: Meeting. */
  title?: string;
  /** Everything the meeting tells. */
  onEvent?: (event: EmbedEvent) => void;
};

export type EmbeddedMeeting = {
  leave(): void;
  /** Switches the microphone off. Only the person in the meeting switches it on. */
  mute(): void;
  /** Takes it out of the page; whoever is in leaves. */
  remove(): void;
};

const allowed = [
  ...['camera', 'microphone', 'display-capture', 'autoplay', 'fullscreen'],
  ...['picture-in-picture', 'screen-wake-lock', 'speaker-selection', 'clipboard-write'],
];
const sayHelloEveryMs = 500;

/** @throws {TypeError} when `url` is no link of a meeting */
export function embedMeeting({ url, parent, name, title = 'Meeting', onEvent }: EmbedOptions): EmbeddedMeeting {
  const link = new URL(url);
  const id = /^\/m\/([\w-]+)$/.exec(link.pathname)?.[1];
  if (id === undefined) throw new TypeError(`not a link of a meeting: ${url}`);
  const frame = document.createElement('iframe');
  // A secret of a personal link stands in the fragment.
  frame.src = `${link.origin}/embed/m/${id}${link.hash}`;
  frame.title = title;
  frame.allow = allowed.map((feature) => `${feature} ${link.origin}`).join('; ');
  Object.assign(frame.style, { width: '100%', height: '100%', border: '0' });

  const send = (command: EmbedCommand): void => frame.contentWindow?.postMessage(command, link.origin);
  // The page inside answers once it listens; until then nobody knows when that is.
  const hello = setInterval(() => send({ saal: 1, type: 'hello', ...(name !== undefined && { name }) }), sayHelloEveryMs);
  const listen = ({ source, origin, data }: MessageEvent<unknown>): void => {
    if (source !== frame.contentWindow || origin !== link.origin || !isEvent(data)) return;
    if (data.type === 'ready') clearInterval(hello);
    onEvent?.(data);
  };
  addEventListener('message', listen);
  parent.append(frame);
  return {
    leave: () => send({ saal: 1, type: 'leave' }),
    mute: () => send({ saal: 1, type: 'mute' }),
    remove() {
      clearInterval(hello);
      removeEventListener('message', listen);
      frame.remove();
    },
  };
}

/** Of a later version there may be others, which this one leaves out. */
function isEvent(data: unknown): data is EmbedEvent {
  if (typeof data !== 'object' || data === null || !('saal' in data) || data.saal !== 1 || !('type' in data)) return false;
  return ['ready', 'waiting', 'joined', 'left', 'devices'].some((type) => type === data.type);
}
