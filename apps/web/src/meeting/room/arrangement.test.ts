import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aPerson, aSnapshot, idOf } from '../fixtures/people.ts';
import { contains, overlaps } from '../layout/box.ts';
import { sceneOf } from '../view/scene.ts';
import { initialChoices } from '../view/view-choices.ts';
import { arrange } from './arrangement.ts';

const screen = [
  { producerId: 'screen-00000', source: 'screen' as const, deviceId: aSnapshot([]).me.deviceId, paused: false, shareId: 'share' },
];
const people = (count: number, sharing: boolean) =>
  Array.from({ length: count }, (_, index) =>
    aPerson(`person${index}`, { joinOrder: index, streams: sharing && index === 1 ? screen : [] }),
  );
const options = { page: 0, stageRatio: 16 / 9, stageSize: 'large' as const, selfId: idOf('person0'), selfCorner: 'bottom-right' as const };

test('with a share and 12 people at 1280x720 all are seen, apart, and stay where they are whoever speaks', () => {
  const room = { widthPx: 1264, heightPx: 580 };
  const snapshot = aSnapshot(people(12, true));
  const boxesWith = (speaker: number) =>
    arrange(sceneOf({ snapshot, choices: initialChoices, speaker: idOf(`person${speaker}`) }), room, options);
  const first = boxesWith(0);
  expect(first.seats).toHaveLength(12);
  expect(first.pages).toBeUndefined();
  const boxes = [...first.seats.map((seat) => seat.box), ...(first.stageBox ? [first.stageBox] : [])];
  boxes.forEach((box, index) => {
    expect(contains(room, box)).toBe(true);
    boxes.slice(index + 1).forEach((other) => expect(overlaps(box, other)).toBe(false));
  });
  for (let speaker = 1; speaker < 12; speaker++) expect(boxesWith(speaker)).toEqual(first);
});

test('nothing overlaps and nobody is lost over the pages, in any room, with any number of people', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 304, max: 3840 }),
      fc.integer({ min: 200, max: 2100 }),
      fc.integer({ min: 3, max: 80 }),
      fc.boolean(),
      (widthPx, heightPx, count, sharing) => {
        const room = { widthPx, heightPx };
        const scene = sceneOf({ snapshot: aSnapshot(people(count, sharing)), choices: initialChoices, speaker: null });
        const seen = new Set<string>();
        const pages = arrange(scene, room, options).pages?.pages ?? 1;
        for (let page = 0; page < pages; page++) {
          const placed = arrange(scene, room, { ...options, page });
          const boxes = [
            ...placed.seats.map((seat) => seat.box),
            ...(placed.stageBox ? [placed.stageBox] : []),
            ...(placed.pages ? [placed.pages.box] : []),
          ];
          boxes.forEach((box, index) => {
            expect(contains(room, box)).toBe(true);
            boxes.slice(index + 1).forEach((other) => expect(overlaps(box, other)).toBe(false));
          });
          placed.seats.forEach((seat) => seen.add(seat.id));
        }
        expect(seen.size).toBe(count);
      },
    ),
    { numRuns: 150 },
  );
});

test('two people see each other large and themselves small in the chosen corner', () => {
  const scene = sceneOf({ snapshot: aSnapshot(people(2, false)), choices: initialChoices, speaker: null });
  const room = { widthPx: 1264, heightPx: 580 };
  const { seats } = arrange(scene, room, { ...options, selfCorner: 'top-left' });
  expect(seats[0]).toMatchObject({ id: idOf('person1'), box: { widthPx: 1264 } });
  expect(seats[1]).toMatchObject({ id: idOf('person0'), box: { x: 16, y: 16 } });
  expect(seats[1]!.box.widthPx).toBeLessThan(320);
});
