import { expect, test } from 'vitest';
import { keepTogether } from './keep-together.ts';
import { packetsPerParticipant, plannedPacketsPerSecond, type WorkerPlace } from './placement.ts';

function place(index: number, reservedPacketsPerSecond: number, more: Partial<WorkerPlace> = {}): WorkerPlace {
  return { index, reservedPacketsPerSecond, neededPacketsPerSecond: packetsPerParticipant, carries: false, ...more };
}

/** Assigns one joiner after another and counts what is promised at once; nothing is ever measured. */
function rush(reserved: number[], joiners: { meeting: string; site?: string }[], siteOf: (index: number) => string = () => 'here') {
  const carried = reserved.map(() => new Set<string>());
  const people = reserved.map(() => 0);
  let refused = 0;
  for (const { meeting, site } of joiners) {
    const chosen = keepTogether.choose(
      reserved.map((packets, index) => place(index, packets, { carries: carried[index]?.has(meeting) ?? false, site: siteOf(index) })),
      site,
    );
    if (!chosen) {
      refused++;
      continue;
    }
    reserved[chosen.index] = chosen.reservedPacketsPerSecond + chosen.neededPacketsPerSecond;
    carried[chosen.index]?.add(meeting);
    people[chosen.index] = (people[chosen.index] ?? 0) + 1;
  }
  return { reserved, people, refused, branches: carried.flatMap((meetings) => [...meetings]) };
}

const one = (count: number, meeting: string, site?: string) =>
  Array.from({ length: count }, () => (site === undefined ? { meeting } : { meeting, site }));

test('a device goes where its meeting is, though another worker has less to do', () => {
  expect(keepTogether.choose([place(0, 100), place(1, 30_000, { carries: true })])?.index).toBe(1);
});

test('where its meeting is full, it goes to the worker with the least reserved', () => {
  const full = place(0, plannedPacketsPerSecond - 100, { carries: true });
  expect(keepTogether.choose([full, place(1, 900), place(2, 500)])?.index).toBe(2);
});

test('the own site comes before the own meeting, and another site before none', () => {
  const workers = [place(0, 100, { carries: true, site: 'bonn' }), place(1, 9_000, { site: 'berlin' })];
  expect(keepTogether.choose(workers, 'berlin')?.index).toBe(1);
  expect(keepTogether.choose(workers, 'halle')?.index).toBe(0);
});

// Recorded: a bridge at a tenth of its capacity took all 92 people who came within 31 s, as its load was told too late.
test('92 people who come in 31 s stay together where they fit, and never exceed the share of a worker', () => {
  const idle = rush([5_500, 6_000, 5_600], one(92, 'assembly'));
  expect(idle.people).toEqual([92, 0, 0]);
  const busy = rush([40_000, 41_000, 42_000], one(92, 'assembly'));
  expect(busy.refused).toBe(0);
  for (const packets of busy.reserved) expect(packets).toBeLessThanOrEqual(plannedPacketsPerSecond);
  expect(busy.people).toEqual([42, 40, 10]);
});

test('92 people of as many meetings are spread evenly', () => {
  const { people } = rush(
    [0, 0, 0, 0],
    Array.from({ length: 92 }, (_, index) => ({ meeting: `meeting-${index}` })),
  );
  expect(people).toEqual([23, 23, 23, 23]);
});

test('four meetings that grow in turn get a worker each', () => {
  const joiners = Array.from({ length: 400 }, (_, index) => ({ meeting: `meeting-${index % 4}` }));
  const { people, branches } = rush([0, 0, 0, 0], joiners);
  expect(people).toEqual([100, 100, 100, 100]);
  expect(branches).toHaveLength(4);
});

test('one meeting of 500 fills worker after worker; who comes when all are full is refused', () => {
  const { reserved, people, refused } = rush([0, 0, 0], one(500, 'assembly'));
  expect(people).toEqual([157, 157, 157]);
  expect(refused).toBe(500 - 3 * 157);
  for (const packets of reserved) expect(packets).toBeLessThanOrEqual(plannedPacketsPerSecond);
});

test('people of two sites meet on a worker of each', () => {
  const siteOf = (index: number) => (index < 2 ? 'bonn' : 'berlin');
  const { people } = rush([0, 0, 0, 0], [...one(30, 'council', 'bonn'), ...one(20, 'council', 'berlin')], siteOf);
  expect(people).toEqual([30, 0, 20, 0]);
});

test('nobody is sent to a worker that has too much to do while another one has room, though the meeting or the site is there', () => {
  const overloaded = place(0, 100, { carries: true, site: 'bonn', isOverloaded: true });
  expect(keepTogether.choose([overloaded, place(1, 9_000, { site: 'berlin' })], 'bonn')?.index).toBe(1);
  expect(keepTogether.choose([overloaded, place(1, plannedPacketsPerSecond, { site: 'berlin' })], 'bonn')?.index).toBe(0);
  expect(keepTogether.choose([overloaded, place(1, 9_000, { isOverloaded: true, site: 'berlin' })], 'berlin')?.index).toBe(1);
});
