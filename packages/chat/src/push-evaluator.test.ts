import { expect, test } from 'vitest';
import { containsWord, wholeGlob, wordGlob } from './glob.ts';
import type { UserId } from './ids.ts';
import type { JsonObject } from './json.ts';
import { outcomeOf, pathOf, PushEvaluator, tweaksOf, type PushSituation } from './push-evaluator.ts';
import { rulesOf, withRule, withRuleSet } from './push-rule-book.ts';

const alice = '@alice:stadt.example' as UserId;

function situation(
  content: JsonObject,
  more: { type?: string; memberCount?: number; mayCallAll?: boolean; stateKey?: string } = {},
): PushSituation {
  const { type = 'm.room.message', memberCount = 5, mayCallAll = false, stateKey } = more;
  return {
    event: {
      ...{ type, content, sender: '@bob:stadt.example' as UserId, room_id: '!rat:stadt.example' as PushSituation['event']['room_id'] },
      ...(stateKey === undefined ? {} : { state_key: stateKey }),
    },
    ...{ memberCount, displayName: 'Alice Berg', senderMay: () => mayCallAll },
  };
}

const usual = new PushEvaluator(rulesOf(alice, undefined));

test.each<[claim: string, situation: PushSituation, actions: unknown[]]>([
  ['a message counts', situation({ body: 'Hallo' }), ['notify']],
  [
    'between two people it also sounds',
    situation({ body: 'Hallo' }, { memberCount: 2 }),
    ['notify', { set_tweak: 'sound', value: 'default' }],
  ],
  ['what a program says does not', situation({ body: 'Hallo', msgtype: 'm.notice' }), []],
  ['somebody coming in does not', situation({ membership: 'join' }, { type: 'm.room.member', stateKey: '@bob:stadt.example' }), []],
  [
    'an invitation for me does',
    situation({ membership: 'invite' }, { type: 'm.room.member', stateKey: alice }),
    ['notify', { set_tweak: 'sound', value: 'default' }],
  ],
  ['one for others does not', situation({ membership: 'invite' }, { type: 'm.room.member', stateKey: '@carol:stadt.example' }), []],
  ['a reaction does not', situation({}, { type: 'm.reaction' }), []],
  ['a change of a message does not', situation({ body: '* Hallo', 'm.relates_to': { rel_type: 'm.replace' } }), []],
  ['what is encrypted counts', situation({}, { type: 'm.room.encrypted' }), ['notify']],
  ['a poll counts', situation({}, { type: 'org.matrix.msc3381.poll.start' }), ['notify']],
  ['a vote does not', situation({}, { type: 'org.matrix.msc3381.poll.response' }), []],
  ['nor a sealed one', situation({ 'm.relates_to': { rel_type: 'm.reference' } }, { type: 'm.room.encrypted' }), []],
  ['a sealed answer in a thread does', situation({ 'm.relates_to': { rel_type: 'm.thread' } }, { type: 'm.room.encrypted' }), ['notify']],
  ['a call rings', situation({}, { type: 'm.call.invite' }), ['notify', { set_tweak: 'sound', value: 'ring' }]],
  ['unknown events do not', situation({}, { type: 'de.stadt.akte' }), []],
])('without rules of one’s own: %s', (_claim, of, actions) => {
  expect(usual.actions(of)).toEqual(actions);
});

test.each<[claim: string, situation: PushSituation, highlights: boolean]>([
  ['a mention by name in the list', situation({ body: 'x', 'm.mentions': { user_ids: [alice] } }), true],
  ['a mention of somebody else', situation({ body: 'Alice Berg', 'm.mentions': { user_ids: ['@carol:stadt.example'] } }), false],
  ['the display name, where nobody is listed', situation({ body: 'danke, alice berg!' }), true],
  ['the name in chat, where nobody is listed', situation({ body: 'ALICE: danke' }), true],
  ['a longer word that has the name in it', situation({ body: 'alicentia' }), false],
  ['all, by whom may', situation({ body: 'x', 'm.mentions': { room: true } }, { mayCallAll: true }), true],
  ['all, by whom may not', situation({ body: 'x', 'm.mentions': { room: true } }), false],
  ['@room in the words, by whom may', situation({ body: 'an @room alle' }, { mayCallAll: true }), true],
  ['@room in the words of who lists nobody', situation({ body: '@room', 'm.mentions': {} }, { mayCallAll: true }), false],
  ['the end of a room', situation({}, { type: 'm.room.tombstone', stateKey: '' }), true],
])('meant for me: %s', (_claim, of, highlights) => {
  expect(usual.outcome(of) === 2).toBe(highlights);
});

test('the first rule that fits decides: overrides, words, room, person, then the rest', () => {
  const kinds = ['underride', 'sender', 'room', 'content', 'override'] as const;
  const names = { underride: 'u', sender: '@bob:stadt.example', room: '!rat:stadt.example', content: 'w', override: 'o' };
  let rules = rulesOf(alice, undefined);
  for (const kind of kinds) {
    const action = { set_tweak: 'kind', value: kind };
    rules = withRule(rules, kind, names[kind], { actions: [action], ...(kind === 'content' ? { pattern: 'Hallo' } : {}) }, {});
    expect(new PushEvaluator(rules).actions(situation({ body: 'Hallo' }))).toEqual([action]);
  }
  const silenced = withRuleSet(rules, 'override', '.m.rule.master', { enabled: true });
  expect(new PushEvaluator(silenced).actions(situation({ body: 'Hallo' }))).toEqual([]);
});

test.each<[condition: JsonObject, fits: boolean]>([
  [{ kind: 'event_match', key: 'content.a\\.b.c', pattern: 'x*z' }, true],
  [{ kind: 'event_match', key: 'content.a.b.c', pattern: 'x*z' }, false],
  [{ kind: 'event_match', key: 'content.number', pattern: '7' }, false],
  [{ kind: 'event_match', key: 'content.constructor', pattern: '*' }, false],
  [{ kind: 'event_property_is', key: 'content.number', value: 7 }, true],
  [{ kind: 'event_property_is', key: 'content.number', value: '7' }, false],
  [{ kind: 'event_property_is', key: 'content.nothing', value: null }, true],
  [{ kind: 'event_property_contains', key: 'content.list', value: 'q' }, true],
  [{ kind: 'event_property_contains', key: 'content.list', value: 'Q' }, false],
  [{ kind: 'room_member_count', is: '5' }, true],
  [{ kind: 'room_member_count', is: '>=6' }, false],
  [{ kind: 'room_member_count', is: '<6' }, true],
  [{ kind: 'room_member_count', is: 'x' }, false],
  [{ kind: 'sender_notification_permission', key: 'room' }, false],
  [{ kind: 'of_tomorrow' }, false],
  [{}, false],
])('the condition %j', (condition, fits) => {
  const rules = withRule(rulesOf(alice, undefined), 'override', 'own', { conditions: [condition], actions: ['mark'] }, {});
  const content = { 'a.b': { c: 'xyz' }, number: 7, nothing: null, list: ['q', 1] };
  expect(new PushEvaluator(rules).actions(situation(content, { type: 'de.stadt.akte' }))).toEqual(fits ? ['mark'] : []);
});

test('paths go deeper by dots that are not escaped', () => {
  expect(pathOf('content.m\\.relates_to.rel_type')).toEqual(['content', 'm.relates_to', 'rel_type']);
  expect(pathOf('a\\\\.b\\x')).toEqual(['a\\', 'b\\x']);
});

test.each([
  ['foo*bar', 'fooXbar', true],
  ['foo*bar', 'foobarx', false],
  ['f?o', 'FxO', true],
  ['f?o', 'fo', false],
  ['*', '', true],
  ['', '', true],
  ['', 'x', false],
  ['**x', 'x', true],
  ['a.c', 'abc', false],
])('the pattern %s is the whole of %s: %s', (pattern, text, fits) => {
  expect(wholeGlob(pattern)(text)).toBe(fits);
});

test.each([
  ['eins*drei', 'und eins zwei drei!', true],
  ['ein?', 'und keins', false],
  ['ein?', 'und eins', true],
  ['zug', 'umzug', false],
  ['zug', 'der zug.', true],
  ['', 'x', false],
])('the pattern %s is in %s: %s', (pattern, text, fits) => {
  expect(wordGlob(pattern)(text)).toBe(fits);
});

test('a word is found where it stands alone, also after a place where it does not', () => {
  expect(containsWord('banane ban', 'ban')).toBe(true);
  expect(containsWord('banane', 'ban')).toBe(false);
});

test('a hostile pattern takes no longer than a friendly one', () => {
  const before = performance.now();
  expect(wholeGlob('*a'.repeat(120))('a'.repeat(100) + 'b'.repeat(4_000))).toBe(false);
  expect(wordGlob('*a'.repeat(120))('ab '.repeat(30) + 'b'.repeat(4_000))).toBe(false);
  expect(performance.now() - before).toBeLessThan(10_000); // minutes, if it tried one way after the other
});

test('what actions say', () => {
  expect(outcomeOf(['notify', { set_tweak: 'highlight', value: false }])).toBe(1);
  expect(outcomeOf([{ set_tweak: 'highlight' }])).toBe(0);
  expect(tweaksOf(['notify', { set_tweak: 'sound', value: 'ring' }, { set_tweak: 'highlight' }])).toEqual({
    sound: 'ring',
    highlight: true,
  });
});
