import { expect, test } from 'vitest';
import { capacityFor, loadOfEvent, loadOfMeetings, type Meetings, type NodeShape, type Rates } from './capacity.ts';

const rates: Rates = {
  voice: { packetsPerSecond: 50, bitrateBps: 40_000 },
  tile: { packetsPerSecond: 25, bitrateBps: 200_000 },
  stage: { packetsPerSecond: 175, bitrateBps: 1_500_000 },
  camera: { packetsPerSecond: 275, bitrateBps: 2_200_000 },
  share: { packetsPerSecond: 100, bitrateBps: 1_000_000 },
};
const node: NodeShape = { packetsPerSecondPerCore: 100_000, loadRatio: 0.5, cores: 4, networkBps: 10e9 };
const talk: Meetings = { meetings: 1, people: 2, videoRatio: 1, shareRatio: 0, tiles: 6, speaking: 1 };

test('in a talk of two, one hears the other and both see each other', () => {
  const { forwarded, received, people } = loadOfMeetings(talk, rates);
  expect(people).toBe(2);
  expect(forwarded).toEqual({ packetsPerSecond: 50 + 2 * 25, bitrateBps: 40_000 + 2 * 200_000 });
  expect(received).toEqual({ packetsPerSecond: 50 + 2 * 275, bitrateBps: 40_000 + 2 * 2_200_000 });
});

test('nobody is sent more cameras than tiles are shown, nor than others have', () => {
  const silent = { ...talk, people: 20, speaking: 0 };
  expect(loadOfMeetings(silent, rates).forwarded.packetsPerSecond).toBe(20 * 6 * 25);
  expect(loadOfMeetings({ ...silent, videoRatio: 0.1 }, rates).forwarded.packetsPerSecond).toBeCloseTo(20 * 1.9 * 25);
});

test('a shared screen goes to all but the one who shares, in as many meetings as have one', () => {
  const shared = { ...talk, meetings: 10, people: 5, videoRatio: 0, speaking: 0, shareRatio: 0.5 };
  expect(loadOfMeetings(shared, rates).forwarded.packetsPerSecond).toBe(10 * 0.5 * 4 * 100);
});

test('a meeting of one forwards nothing', () => {
  expect(loadOfMeetings({ ...talk, people: 1, shareRatio: 1 }, rates).forwarded).toEqual({ packetsPerSecond: 0, bitrateBps: 0 });
});

test('in an event everybody gets every voice, one picture and the screen', () => {
  const { forwarded, received } = loadOfEvent({ people: 1_001, speaking: 3, share: true }, rates);
  expect(forwarded.packetsPerSecond).toBe(1_000 * (3 * 50 + 175 + 100));
  expect(received.packetsPerSecond).toBe(3 * 50 + 3 * 275 + 100);
  expect(loadOfEvent({ people: 1_001, speaking: 3, share: false }, rates).forwarded.packetsPerSecond).toBe(1_000 * (3 * 50 + 175));
});

test('cores are used as far as the reserve allows, and nodes are whole', () => {
  const load = (packetsPerSecond: number) => ({
    people: 0,
    forwarded: { packetsPerSecond, bitrateBps: 0 },
    received: { packetsPerSecond: 0, bitrateBps: 0 },
  });
  expect(capacityFor(load(200_000), node)).toEqual({ cores: 4, nodes: 1, limitedBy: 'cores' });
  expect(capacityFor(load(200_001), node).nodes).toBe(2);
});

test('the network card may be what is short', () => {
  const load = { people: 0, forwarded: { packetsPerSecond: 1, bitrateBps: 15e9 }, received: { packetsPerSecond: 0, bitrateBps: 0 } };
  expect(capacityFor(load, node)).toMatchObject({ nodes: 3, limitedBy: 'network' });
});

test.each([{ videoRatio: 1.1 }, { shareRatio: -0.1 }, { meetings: -1 }, { people: Number.NaN }])('refuses %o', (wrong) => {
  expect(() => loadOfMeetings({ ...talk, ...wrong }, rates)).toThrow(RangeError);
});

test.each([{ cores: 0 }, { loadRatio: 0 }, { loadRatio: 2 }, { networkBps: 0 }])('refuses a node with %o', (wrong) => {
  expect(() => capacityFor(loadOfMeetings(talk, rates), { ...node, ...wrong })).toThrow(RangeError);
});
