import { expect, test } from 'vitest';
import { changeContent, fileContent, textContent } from './message-content.ts';
import { readEvent, type RoomEvent } from './room-event.ts';
import { RoomLog } from './room-log.ts';
import { itemsOf, unreadOf } from './timeline-items.ts';

const [anna, bob] = ['@anna:stadt.example', '@guest-bob:stadt.example'];
let number = 0;

function event(sender: string, type: string, content: object, more: object = {}): RoomEvent {
  const read = readEvent({ ...{ type, sender, content }, event_id: `$${++number}`, origin_server_ts: number, ...more });
  if (!read) throw new Error('no event');
  return read;
}
const says = (sender: string, text: string, more: { replyTo?: string } = {}, unsigned: object = {}): RoomEvent =>
  event(sender, 'm.room.message', textContent({ text, mentions: [], ...more }), { unsigned });
const joins = (userId: string, displayname: string, more: object = {}): RoomEvent =>
  event(userId, 'm.room.member', { membership: 'join', displayname, ...more }, { state_key: userId });

function logOf(...events: RoomEvent[]): RoomLog {
  const log = new RoomLog(anna);
  for (const member of [joins(anna, 'Anna'), joins(bob, 'Bob', { 'eu.saal.external': true })]) log.setState(member);
  log.addNewest(events);
  return log;
}
const shown = (log: RoomLog) => itemsOf(log, [], Infinity).map(({ body }) => ('text' in body ? body.text : body.type));

test('pages of the past stand before what is there, each message once', () => {
  const [first, second, third] = [says(anna, '1'), says(bob, '2'), says(anna, '3')];
  const log = logOf(third);
  log.addOldest([second, first]);
  log.addNewest([third]);
  expect(shown(log)).toEqual(['1', '2', '3']);
});

test('a guest is marked as external', () => {
  expect(itemsOf(logOf(says(bob, 'hallo')), [], 0)[0]).toMatchObject({ isOwn: false, sender: { displayName: 'Bob', isExternal: true } });
});

test('the newest change counts, and only one by its own sender', () => {
  const first = says(bob, 'Moontag');
  const change = (sender: string, text: string) => event(sender, 'm.room.message', changeContent(first.eventId, { text, mentions: [] }));
  const log = logOf(first, change(bob, 'Mondtag'), change(bob, 'Montag'));
  expect(itemsOf(log, [], 0)).toMatchObject([{ body: { text: 'Montag' }, isEdited: true }]);
  log.addNewest([change(anna, 'Dienstag')]);
  expect(shown(log)).not.toContain('Dienstag');
});

test('what is taken back says by whom, unless it was oneself, and has neither words nor reactions', () => {
  const [one, two] = [says(bob, 'a'), says(bob, 'b')];
  const log = logOf(
    one,
    two,
    event(anna, 'm.reaction', { 'm.relates_to': { rel_type: 'm.annotation', event_id: one.eventId, key: '👍' } }),
  );
  log.addNewest([event(anna, 'm.room.redaction', { redacts: one.eventId }), event(bob, 'm.room.redaction', { redacts: two.eventId })]);
  expect(itemsOf(log, [], 0)).toMatchObject([
    { body: { type: 'deleted', byName: 'Anna' }, reactions: [] },
    { body: { type: 'deleted' }, mayEdit: false, mayDelete: false },
  ]);
  expect(itemsOf(log, [], 0)[1]?.body).not.toHaveProperty('byName');
});

test('reactions are counted by person, and are gone when taken back', () => {
  const said = says(bob, 'a');
  const react = (sender: string) =>
    event(sender, 'm.reaction', { 'm.relates_to': { rel_type: 'm.annotation', event_id: said.eventId, key: '👍' } });
  const own = react(anna);
  const log = logOf(said, react(bob), react(bob), own);
  expect(itemsOf(log, [], 0)[0]?.reactions).toEqual([{ key: '👍', count: 2, isOwn: true, names: ['Bob', 'Anna'] }]);
  log.addNewest([event(anna, 'm.room.redaction', { redacts: own.eventId })]);
  expect(itemsOf(log, [], 0)[0]?.reactions).toEqual([{ key: '👍', count: 1, isOwn: false, names: ['Bob'] }]);
});

test('an answer shows what it answers, as it reads now', () => {
  const first = says(bob, 'Wann?');
  const log = logOf(first, says(anna, 'Um drei', { replyTo: first.eventId }), says(anna, 'x', { replyTo: '$unknown' }));
  log.addNewest([event(bob, 'm.room.message', changeContent(first.eventId, { text: 'Wann und wo?', mentions: [] }))]);
  const [, answer, other] = itemsOf(log, [], 0);
  expect(answer?.replyTo).toEqual({ eventId: first.eventId, senderName: 'Bob', text: 'Wann und wo?' });
  expect(other?.replyTo).toEqual({ eventId: '$unknown' });
});

test('what is on its way keeps its key and is not shown twice', () => {
  const unsent = { key: 't1', atMs: 5, content: textContent({ text: 'da', mentions: [] }) };
  const log = logOf();
  expect(itemsOf(log, [unsent], 9)).toMatchObject([{ key: 't1', delivery: 'sending', isOwn: true }]);
  expect(itemsOf(log, [{ ...unsent, failed: 'forbidden' }], 9)).toMatchObject([{ key: 't1', delivery: 'failed' }]);
  const echo = says(anna, 'da', {}, { transaction_id: 't1' });
  expect(itemsOf(log, [{ ...unsent, eventId: echo.eventId }], 9)).toMatchObject([{ key: 't1', delivery: 'sent' }]);
  log.addNewest([echo]);
  expect(itemsOf(log, [{ ...unsent, eventId: echo.eventId }], 9)).toMatchObject([{ key: 't1', delivery: 'sent', eventId: echo.eventId }]);
});

test('rights come from the levels of the room and from whether files may be sent', () => {
  const log = logOf();
  const levels = (content: object) => log.setState(event(anna, 'm.room.power_levels', content, { state_key: '' }));
  levels({ events_default: 20 });
  expect(log.rights).toMatchObject({ mayWrite: false, mayUpload: false });
  levels({ events_default: 20, users: { [anna]: 20 } });
  expect(log.rights).toMatchObject({ mayWrite: true, mayUpload: true });
  log.setState(event(anna, 'eu.saal.room', { kind: 'meeting', uploads: false }, { state_key: '' }));
  expect(log.rights).toMatchObject({ mayWrite: true, mayUpload: false });
  levels({ events_default: 20, users: { [anna]: 50 } });
  expect(log.rights).toMatchObject({ mayWrite: true, mayUpload: true });
});

test('unread is what others wrote after what was read, or after one wrote oneself', () => {
  const [one, two, own, three] = [says(bob, '1'), says(bob, '2'), says(anna, '3'), says(bob, '4')];
  const log = logOf(one, two);
  expect(unreadOf(log)).toHaveLength(2);
  log.setReceipt(anna, one.eventId);
  expect(unreadOf(log)).toEqual([two]);
  log.addNewest([own, three]);
  expect(unreadOf(log)).toEqual([three]);
});

test.each([
  ['no place', { msgtype: 'm.image', body: 'x.png', url: 'https://other.example/x.png' }],
  ['a name of the language', { msgtype: 'constructor', body: 'x' }],
  ['no words', { msgtype: 'm.text' }],
])('a message with %s is text', (_what, content) => {
  expect(itemsOf(logOf(event(bob, 'm.room.message', content)), [], 0)[0]?.body.type).toBe('text');
});

test('a file is shown with its facts', () => {
  const content = fileContent('mxc://stadt.example/abc', {
    fileName: 'plan.png',
    mimeType: 'image/png',
    sizeBytes: 5,
    widthPx: 2,
    heightPx: 1,
  });
  expect(itemsOf(logOf(event(bob, 'm.room.message', content)), [], 0)[0]?.body).toMatchObject({
    type: 'image',
    file: { fileName: 'plan.png', mimeType: 'image/png', sizeBytes: 5, widthPx: 2, heightPx: 1 },
  });
});
