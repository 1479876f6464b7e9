/** The room that a meeting was called from, as the panel of the meeting shows it: the same room, by the large client of chat. */
import { ValueModel, type Chat, type Message } from '@saal/client';
import type { MeetingChat } from '@saal/client/meeting-chat';

/** @throws {ChatFailed} not_found: it is not among the rooms (yet) */
export function roomAsMeetingChat(chat: Chat, roomId: string): MeetingChat {
  const room = chat.open(roomId);
  const unread = new ValueModel<readonly Message[]>([]);
  const connection = new ValueModel<ReturnType<MeetingChat['connection']['get']>>('connecting');
  const others = (): Message[] =>
    room.timeline
      .get()
      .items.filter((item) => item.kind === 'message')
      .filter(({ isOwn }) => !isOwn);
  /** What was there when the meeting was entered is no news of it. */
  let sinceMs = Date.now();
  const look = (): void => {
    const now = others().filter(({ atMs }) => atMs > sinceMs);
    if (now.length !== unread.get().length) unread.set(now);
  };
  const follow = (): void => {
    const now = chat.connection.get();
    connection.set(now === 'elsewhere' ? 'offline' : now);
  };
  const ends = [room.timeline.subscribe(look), chat.connection.subscribe(follow)];
  follow();
  return {
    ...{ roomId, timeline: room.timeline, rights: room.rights, typing: room.typing, connection, unread },
    loadOlder: () => room.loadOlder(),
    loadNewer: () => room.loadNewer(),
    goTo: (place) => room.goTo(place),
    goToEnd: () => room.goToEnd(),
    send: (message) => room.send(message),
    sendFile: (file, options) => room.sendFile(file, options),
    retry: (key) => room.retry(key),
    discard: (key) => room.discard(key),
    edit: (eventId, message) => room.edit(eventId, message),
    remove: (eventId) => room.remove(eventId),
    react: (eventId, key) => room.react(eventId, key),
    setTyping: (typing) => room.setTyping(typing),
    fileUrl: (file, thumbnail) => room.fileUrl(file, thumbnail),
    markRead() {
      sinceMs = Math.max(sinceMs, others().at(-1)?.atMs ?? 0);
      look();
      room.markRead();
    },
    // The large client looks after both by itself.
    opened: () => undefined,
    hurry: () => undefined,
    close() {
      for (const end of ends) end();
      room.close();
    },
  };
}
