import { DeviceId, MeetingId, ParticipantId } from '@saal/protocol';
import { expect, test } from 'vitest';
import { MediaUnavailable } from '../errors.ts';
import { CarriedBranch } from './carried-branch.ts';
import { takeUp } from './left-behind.ts';
import type { BranchPlace, LeftBranch, RoomBranch } from './room-branch.ts';

/** What is asked of branches, in order. */
let asked: string[] = [];
const dead = new Set<string>();

function branchOf(id: string): RoomBranch {
  const ready = dead.has(id) ? Promise.reject(new MediaUnavailable('its worker went away', 1_000)) : Promise.resolve({ codecs: [] });
  const nothing = () => undefined;
  return {
    ...{
      id,
      ready,
      canMove: true,
      taken: () => Promise.resolve(),
      setPresence: nothing,
      setHearing: nothing,
      meet: nothing,
      setFarStreams: nothing,
      setFarCandidates: nothing,
      close: nothing,
      letGo: nothing,
    },
    lose: (other) => void asked.push(`${id} loses ${other}`),
    removePeer: (deviceId) => void asked.push(`${id} removes ${deviceId}`),
    addPeer: () => {
      throw new Error('nobody new is added');
    },
  };
}

function left(id: string, worker: string, names: readonly string[], others: readonly string[]): LeftBranch {
  const place: BranchPlace = { worker, reserve: () => undefined, open: () => branchOf(id) };
  const devices = names.map((name) => {
    return { deviceId: DeviceId.parse(`device-of-${name}`), participantId: ParticipantId.parse(`participant-${name}`), listening: true };
  });
  return { id, place, site: undefined, rule: undefined, others, devices };
}

async function taken(branches: readonly LeftBranch[]): Promise<Record<string, string[]>> {
  asked = [];
  const meetingId = MeetingId.parse('meeting-of-alice');
  const listener = {
    event: () => undefined,
    streams: () => undefined,
    heard: () => undefined,
    candidates: () => undefined,
    over: () => undefined,
    vacate: () => Promise.resolve(true),
  };
  const result = await takeUp(branches, (place, id) => new CarriedBranch(place, place.open({ id, meetingId, term: 2, listener })));
  return Object.fromEntries(result.branches.map(({ carried, devices }) => [carried.id, devices.map(({ deviceId }) => deviceId)]));
}

test('each branch comes with its devices, and loses those that are not there any more', async () => {
  const branches = [left('one', 'bonn/0', ['alice', 'bob'], ['two', 'gone']), left('two', 'berlin/0', ['carol'], ['one', 'gone'])];
  expect(await taken(branches)).toEqual({ one: ['device-of-alice', 'device-of-bob'], two: ['device-of-carol'] });
  expect(asked).toEqual(['one loses gone', 'two loses gone']);
});

test('a device in two branches (it was on its way) stays in the fuller one', async () => {
  const branches = [left('less', 'bonn/0', ['alice'], ['more']), left('more', 'berlin/0', ['alice', 'bob'], ['less'])];
  expect(await taken(branches)).toEqual({ more: ['device-of-alice', 'device-of-bob'], less: [] });
  expect(asked).toEqual(['less removes device-of-alice']);
});

test('of two branches on one worker the fuller one is taken, and the other is lost to all', async () => {
  const branches = [
    left('former', 'bonn/0', ['alice'], ['other']),
    left('latter', 'bonn/0', ['bob', 'carol'], []),
    left('other', 'bonn/1', ['dora'], ['former']),
  ];
  expect(Object.keys(await taken(branches)).sort()).toEqual(['latter', 'other']);
  expect(asked).toEqual(['other loses former']);
});

test('a branch that went meanwhile brings nobody', async () => {
  dead.add('two');
  expect(await taken([left('one', 'bonn/0', ['alice'], []), left('two', 'berlin/0', ['carol'], [])])).toEqual({ one: ['device-of-alice'] });
  dead.clear();
});
