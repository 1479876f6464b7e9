/** The thin client of a meeting's chat against the real server. */
import { readFile } from 'node:fs/promises';
import { openMeetingChat, type MeetingChat } from '@saal/client/meeting-chat';
import type { Message } from '@saal/client';
import type { MeetingId } from '@saal/protocol';
import {
  createGuest,
  setUpAdministrator,
  startMeeting,
  startSaal,
  until,
  WireParticipant,
  type HttpClient,
  type SaalProcess,
  type SignedIn,
} from '@saal/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

let saal: SaalProcess;
let anna: SignedIn;
let meetingId: MeetingId;
let host: WireParticipant;
const open: MeetingChat[] = [];

beforeAll(async () => {
  saal = await startSaal();
  anna = await setUpAdministrator(saal);
});
afterAll(() => saal?.stop());
beforeEach(async () => {
  ({ id: meetingId } = await startMeeting(anna, { settings: { lobbyBypass: 'everyone' } }));
  host = await WireParticipant.connect(anna.http);
  await host.join(meetingId);
});
afterEach(async () => {
  for (const chat of open.splice(0)) chat.close();
  await host.close();
});

class Tab implements Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  readonly kept = new Map<string, string>();
  /** Requests that are answered, but whose answers are lost. */
  losesAnswersTo: ((url: string) => boolean) | undefined;
  /** Requests that are answered with 413. */
  refuses: ((url: string) => boolean) | undefined;
  isOffline = false;
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  getItem = (key: string): string | null => this.kept.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.kept.set(key, value);
  removeItem = (key: string): void => void this.kept.delete(key);

  open(): MeetingChat {
    const fetchIt = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
      if (this.isOffline) throw new TypeError('no network');
      if (typeof input === 'string' && this.refuses?.(input)) return Response.json({ errcode: 'M_TOO_LARGE' }, { status: 413 });
      const headers = { ...(init?.headers as Record<string, string>), cookie: this.#http.cookieHeader, origin: this.#http.baseUrl };
      const answer = await fetch(input, { ...init, headers });
      if (this.losesAnswersTo?.(answer.url)) throw new TypeError('the connection was lost');
      return answer;
    };
    const chat = openMeetingChat({ meetingId, baseUrl: saal.baseUrl, fetch: fetchIt, storage: this });
    open.push(chat);
    return chat;
  }
}

async function guest(name: string): Promise<{ tab: Tab; wire: WireParticipant }> {
  const http = await createGuest(saal.baseUrl);
  const wire = await WireParticipant.connect(http);
  await wire.join(meetingId, { name });
  return { tab: new Tab(http), wire };
}

const messages = (chat: MeetingChat): Message[] => chat.timeline.get().items.filter((item) => item.kind === 'message');
const texts = (chat: MeetingChat): string[] => messages(chat).map(({ body }) => ('text' in body ? (body.text ?? '') : body.type));
const say = (chat: MeetingChat, text: string): Promise<void> => chat.send({ text, markdown: false, mentions: [] });
const reads = (chat: MeetingChat, expected: string[]) =>
  until(`to read ${expected.join()}`, () => JSON.stringify(texts(chat)) === JSON.stringify(expected)).catch((error: unknown) => {
    throw new Error(`${String(error)}: ${JSON.stringify(texts(chat))}`);
  });
const connected = (chat: MeetingChat) => until('the chat to be there', () => chat.connection.get() === 'connected');

test('two write, change, react, answer, read and take back', async () => {
  const ofAnna = new Tab(anna.http).open();
  await connected(ofAnna);
  const { tab } = await guest('Bob');
  const ofBob = tab.open();
  await connected(ofBob);
  await say(ofAnna, 'Guten Tag');
  await reads(ofBob, ['Guten Tag']);
  expect(ofBob.unread.get()).toHaveLength(1);
  ofBob.markRead();
  expect(ofBob.unread.get()).toHaveLength(0);
  await until('Anna to see that it was read', () => messages(ofAnna)[0]?.readBy[0]?.displayName === 'Bob');
  const { eventId = '' } = messages(ofBob)[0] ?? {};
  await ofBob.send({ text: 'Hallo', markdown: false, mentions: [], replyTo: eventId });
  await until('the answer', () => messages(ofAnna)[1]?.replyTo?.text === 'Guten Tag');
  expect(messages(ofAnna)[1]?.sender).toMatchObject({ displayName: 'Bob', isExternal: true });
  await ofAnna.edit(eventId, { text: 'Guten Morgen', markdown: false, mentions: [] });
  await reads(ofBob, ['Guten Morgen', 'Hallo']);
  await ofBob.react(eventId, '👍');
  await until('the reaction', () => messages(ofAnna)[0]?.reactions[0]?.names[0] === 'Bob');
  await ofBob.react(eventId, '👍');
  await until('the reaction to be gone', () => messages(ofAnna)[0]?.reactions.length === 0);
  ofBob.setTyping(true);
  await until('Bob to be seen writing', () => ofAnna.typing.get()[0]?.displayName === 'Bob');
  ofBob.setTyping(false);
  await until('Bob to stop', () => ofAnna.typing.get().length === 0);
  await ofAnna.remove(messages(ofAnna)[1]?.eventId ?? '');
  await until('it to be taken back', () => messages(ofBob)[1]?.body.type === 'deleted');
  expect(messages(ofBob)[1]?.body).toMatchObject({ byName: 'Anna Huber' });
});

test('what was sent while answers were lost, and over a reload, is there once and in order', async () => {
  const ofAnna = new Tab(anna.http).open();
  await connected(ofAnna);
  const { tab } = await guest('Bob');
  const first = tab.open();
  await connected(first);
  let lost = 0;
  tab.losesAnswersTo = (url) => url.includes('/send/') && ++lost <= 2;
  await Promise.all([say(first, '1'), say(first, '2')]);
  tab.isOffline = true;
  say(first, '3').catch(() => undefined); // The page is gone before it is sent.
  say(first, '4').catch(() => undefined);
  expect(messages(first).at(-1)?.delivery).toBe('sending');
  first.close();
  tab.isOffline = false;
  const second = tab.open();
  await reads(ofAnna, ['1', '2', '3', '4']);
  await reads(second, ['1', '2', '3', '4']);
  expect(messages(second).every(({ delivery }) => delivery === 'sent')).toBe(true);
  expect(lost).toBeGreaterThanOrEqual(2);
});

test('after a long absence nothing is missing and nothing is twice; older pages come on asking', async () => {
  const annas = new Tab(anna.http);
  const ofAnna = annas.open();
  await connected(ofAnna);
  const { tab } = await guest('Bob');
  const ofBob = tab.open();
  await connected(ofBob);
  await say(ofAnna, '0');
  await reads(ofBob, ['0']);
  tab.isOffline = true;
  const all = Array.from({ length: 90 }, (_, n) => String(n));
  for (const text of all.slice(1)) await say(ofAnna, text);
  tab.isOffline = false;
  ofBob.hurry();
  await reads(ofBob, all);
  const reloaded = annas.open();
  await connected(reloaded);
  expect(texts(reloaded).length).toBeLessThan(90);
  while (reloaded.timeline.get().hasOlder) await reloaded.loadOlder();
  expect(texts(reloaded)).toEqual(all);
});

test('rights follow the meeting, and who was removed writes and reads nothing more', async () => {
  const { tab } = await guest('Bob');
  const ofBob = tab.open();
  await until('Bob to have the right', () => ofBob.rights.get().mayWrite);
  await host.request('meeting.change-settings', { settings: { mayChat: 'hosts' } });
  await until('the right to be gone', () => !ofBob.rights.get().mayWrite);
  await expect(say(ofBob, 'trotzdem')).rejects.toMatchObject({ code: 'forbidden' });
  expect(messages(ofBob).at(-1)?.delivery).toBe('failed');
  await host.request('meeting.change-settings', { settings: { mayChat: 'everyone', chatUploads: false } });
  await until('the right to be there', () => ofBob.rights.get().mayWrite && !ofBob.rights.get().mayUpload);
  const bob = await until('the host to see Bob', () => host.participant('Bob'));
  await host.request('meeting.remove', { participantId: bob.id, keepOut: true });
  await until('Bob to be out', () => ofBob.connection.get() === 'signed-out');
  expect(ofBob.rights.get().mayWrite).toBe(false);
});

test('a guest sends a file, which goes again after it failed, and others open it; one that is taken back is not sent', async () => {
  const ofAnna = new Tab(anna.http).open();
  await connected(ofAnna);
  const { tab } = await guest('Bob');
  const ofBob = tab.open();
  await until('Bob to have the right', () => ofBob.rights.get().mayUpload);
  tab.refuses = (url) => url.includes('/upload');
  const plan = new File(['Lageplan'], 'plan.txt', { type: 'text/plain' });
  await expect(ofBob.sendFile(plan)).rejects.toMatchObject({ code: 'too_large' });
  const [failed] = messages(ofBob);
  expect(failed).toMatchObject({ delivery: 'failed', body: { type: 'file', file: { fileName: 'plan.txt' } } });
  // What is on its way is opened from this browser; over a reload nothing of it is kept.
  expect(await opened(ofBob, failed)).toBe('Lageplan');
  expect([...tab.kept.keys()].filter((key) => key.includes('unsent'))).toEqual([]);
  tab.refuses = undefined;
  await ofBob.retry(failed?.key ?? '');
  await until('Anna to have it', () => messages(ofAnna).length === 1);
  expect(await opened(ofAnna, messages(ofAnna)[0])).toBe('Lageplan');

  const photo = await readFile(new URL('../../packages/protocol/src/camera-words/fixtures/photo.jpg', import.meta.url));
  await ofBob.sendFile(new File([new Uint8Array(photo)], 'rathaus.jpg', { type: 'image/jpeg' }));
  await until('Anna to have the photograph', () => messages(ofAnna).length === 2);
  expect([photo.includes('Rathauskamera'), (await opened(ofAnna, messages(ofAnna)[1])).includes('Rathauskamera')]).toEqual([true, false]);

  tab.isOffline = true;
  const sent = ofBob.sendFile(new File(['falsch'], 'falsch.txt'));
  ofBob.discard(messages(ofBob).at(-1)?.key ?? '');
  await expect(sent).rejects.toThrow();
  tab.isOffline = false;
  await say(ofBob, 'danach');
  await until('Anna to read on', () => texts(ofAnna).includes('danach'));
  expect(messages(ofAnna)).toHaveLength(3);
});

async function opened(chat: MeetingChat, message: Message | undefined): Promise<string> {
  if (!message || !('file' in message.body)) throw new Error('this is no file');
  return (await fetch(await chat.fileUrl(message.body.file))).text();
}
