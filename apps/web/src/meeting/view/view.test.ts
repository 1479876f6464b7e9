import type { ParticipantView } from '@saal/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aPerson, aSnapshot, idOf } from '../fixtures/people.ts';
import { hiddenCount, sceneOf, sharesOf } from './scene.ts';
import { handQueue, moveSeat, seatOrder } from './seat-order.ts';
import { changeView, initialChoices, loadChoices, mostPins, storeChoices } from './view-choices.ts';

const cast = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'];
const people = (count: number) => cast.slice(0, count).map((name, index) => aPerson(name, { joinOrder: index + 1 }));

describe('seats', () => {
  test('follow the order of coming until somebody arranges them', () => {
    const shuffled = [...people(4)].reverse();
    expect(seatOrder(shuffled, [], []).map((person) => person.name)).toEqual(['alice', 'bob', 'carol', 'dave']);
    expect(seatOrder(shuffled, [idOf('dave')], []).map((person) => person.name)).toEqual(['dave', 'alice', 'bob', 'carol']);
    expect(seatOrder(shuffled, [idOf('dave')], [idOf('carol'), idOf('bob')]).map((person) => person.name)).toEqual([
      'carol',
      'bob',
      'alice',
      'dave',
    ]);
  });
  test('moving one keeps everybody', () => {
    const order = people(6).map((person) => person.id);
    fc.assert(
      fc.property(fc.constantFrom(...order), fc.integer({ min: -2, max: 9 }), (moved, to) => {
        const after = moveSeat(order, moved, to);
        expect([...after].sort()).toEqual([...order].sort());
        expect(after.filter((id) => id !== moved)).toEqual(order.filter((id) => id !== moved));
      }),
    );
  });
  test('hands are numbered in the order they went up', () => {
    const raised = [aPerson('alice', { handRaisedAtMs: 30 }), aPerson('bob', {}), aPerson('carol', { handRaisedAtMs: 10 })];
    expect([...handQueue(raised)]).toEqual([
      [idOf('carol'), 1],
      [idOf('alice'), 2],
    ]);
  });
});

describe('the scene', () => {
  const screenOf = (name: string, shareId: string): ParticipantView['streams'] => [
    { producerId: `p-${shareId}-00`, source: 'screen', deviceId: aSnapshot([]).me.deviceId, paused: false, shareId },
  ];

  test('one is alone, two look at each other, three sit in a grid', () => {
    expect(sceneOf({ snapshot: aSnapshot(people(1)), choices: initialChoices, speaker: null }).kind).toBe('alone');
    expect(sceneOf({ snapshot: aSnapshot(people(2)), choices: initialChoices, speaker: null })).toEqual({
      kind: 'pair',
      other: idOf('bob'),
      self: true,
    });
    expect(sceneOf({ snapshot: aSnapshot(people(3)), choices: initialChoices, speaker: null }).kind).toBe('grid');
  });
  test('a share takes the stage and everybody keeps a seat, the sharer too', () => {
    const snapshot = aSnapshot(
      people(4).map((person) => (person.name === 'bob' ? { ...person, streams: screenOf('bob', 'one') } : person)),
    );
    const scene = sceneOf({ snapshot, choices: initialChoices, speaker: null });
    expect(scene).toMatchObject({ kind: 'stage', stage: [{ kind: 'share', share: { shareId: 'one', name: 'bob' } }] });
    expect(scene.kind === 'stage' && scene.seats).toEqual(people(4).map((person) => person.id));
  });
  test('the grid is an arrangement of people: a share comes to the stage there too, an own pin does not', () => {
    const snapshot = aSnapshot(
      people(4).map((person) => (person.name === 'bob' ? { ...person, streams: screenOf('bob', 'one') } : person)),
    );
    const grid = { ...initialChoices, mode: 'grid' as const, pins: [idOf('carol')] };
    expect(sceneOf({ snapshot, choices: grid, speaker: null })).toMatchObject({
      kind: 'stage',
      stage: [{ kind: 'share', share: { shareId: 'one' } }],
      seats: people(4).map((person) => person.id),
    });
    expect(sceneOf({ snapshot: aSnapshot(people(4)), choices: grid, speaker: null }).kind).toBe('grid');
  });
  test('several shares are shown together, and one of them alone when it is chosen', () => {
    const snapshot = aSnapshot(
      people(4).map((person) => (person.name === 'alice' ? person : { ...person, streams: screenOf(person.name, person.name) })),
    );
    expect(sceneOf({ snapshot, choices: initialChoices, speaker: null })).toMatchObject({
      stage: [{ share: { shareId: 'bob' } }, { share: { shareId: 'carol' } }, { share: { shareId: 'dave' } }],
    });
    const scene = sceneOf({ snapshot, choices: { ...initialChoices, shareId: 'carol' }, speaker: null });
    expect(scene.kind === 'stage' && scene.stage).toMatchObject([{ share: { shareId: 'carol' } }]);
  });
  test('one’s own share gives way to somebody else’s until it is chosen', () => {
    const snapshot = aSnapshot(
      people(3).map((person) => (person.name === 'carol' ? person : { ...person, streams: screenOf(person.name, person.name) })),
    );
    expect(sharesOf(snapshot).map((share) => [share.shareId, share.own])).toEqual([
      ['alice', true],
      ['bob', false],
    ]);
    expect(sceneOf({ snapshot, choices: initialChoices, speaker: null })).toMatchObject({ stage: [{ share: { shareId: 'bob' } }] });
    expect(sceneOf({ snapshot, choices: { ...initialChoices, shareId: 'alice' }, speaker: null })).toMatchObject({
      stage: [{ share: { shareId: 'alice' } }],
    });
  });
  test('several can be pinned; pins of a host come first and nobody is shown twice', () => {
    const snapshot = { ...aSnapshot(people(5)), meeting: { ...aSnapshot([]).meeting, pinnedForAll: [idOf('erin')] } };
    const scene = sceneOf({ snapshot, choices: { ...initialChoices, pins: [idOf('bob'), idOf('erin')] }, speaker: null });
    expect(scene).toMatchObject({
      stage: [{ participantId: idOf('erin') }, { participantId: idOf('bob') }],
      seats: [idOf('alice'), idOf('carol'), idOf('dave')],
    });
  });
  test('no seat moves when somebody else speaks, whatever was chosen', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom('auto' as const, 'grid' as const, 'speaker' as const),
        fc.constantFrom(...cast),
        fc.constantFrom(...cast),
        fc.boolean(),
        (count, mode, one, two, hideSelf) => {
          const snapshot = aSnapshot(people(count));
          const seatsWith = (name: string) => {
            const scene = sceneOf({ snapshot, choices: { ...initialChoices, mode, hideSelf }, speaker: idOf(name) });
            return scene.kind === 'stage' || scene.kind === 'grid' ? scene.seats : scene;
          };
          expect(seatsWith(one)).toEqual(seatsWith(two));
        },
      ),
    );
  });
  test('nobody is lost: who is not shown is counted', () => {
    const camera: ParticipantView['streams'] = [
      { producerId: 'p-camera-0', source: 'camera', deviceId: aSnapshot([]).me.deviceId, paused: false },
    ];
    const snapshot = aSnapshot(people(5).map((person) => (person.name === 'bob' ? { ...person, streams: camera } : person)));
    const scene = sceneOf({ snapshot, choices: { ...initialChoices, hideWithoutVideo: true, hideSelf: true }, speaker: null });
    expect(scene).toEqual({ kind: 'grid', seats: [idOf('bob')] });
    expect(hiddenCount(scene, snapshot)).toBe(3);
  });
});

describe('own choices', () => {
  test('outlive a reload of the same meeting and no other', () => {
    const store = new Map<string, string>();
    const storage = {
      getItem: (key: string) => store.get(key) ?? null,
      setItem: (key: string, value: string) => void store.set(key, value),
    };
    const chosen = changeView(changeView(initialChoices, { type: 'pin', id: idOf('bob'), pinned: true }), {
      type: 'stage-size',
      size: 'small',
    });
    storeChoices(storage, 'one', chosen);
    expect(loadChoices(storage, 'one')).toEqual(chosen);
    expect(loadChoices(storage, 'two')).toEqual(initialChoices);
    store.set('saal.view.two', '{"mode":"sideways"}');
    expect(loadChoices(storage, 'two')).toEqual(initialChoices);
  });
  test('let go of the oldest pin beyond the limit', () => {
    const pinned = Array.from({ length: mostPins + 1 }, (_, index) => idOf(`person${index}`)).reduce(
      (choices, id) => changeView(choices, { type: 'pin', id, pinned: true }),
      initialChoices,
    );
    expect(pinned.pins).toHaveLength(mostPins);
    expect(pinned.pins).not.toContain(idOf('person0'));
  });
});
