import type { ParticipantView, RequestResult, Snapshot } from '@saal/protocol';
import { act, configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { show } from '../../testing/render.tsx';
import { expectAccessible } from '../fixtures/axe.ts';
import { fakeDevices, fakeSession, quietMedia } from '../fixtures/fake-session.ts';
import { allRights, aPerson, aSnapshot, inSize } from '../fixtures/people.ts';
import MeetingRoom from '../room/meeting-room.tsx';

// On a machine busy with other work a drawing can take seconds.
configure({ asyncUtilTimeout: 15_000 });

beforeAll(() => {
  vi.stubGlobal('scrollTo', () => undefined);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1264);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
});
beforeEach(() => sessionStorage.clear());

const listener: Partial<ParticipantView> = { stage: 'off', rights: ['chat', 'raise-hand', 'react'] };
const alice = aPerson('Alice', { role: 'host', rights: allRights, joinOrder: 1 });
const bob = aPerson('Bob', { role: 'presenter', joinOrder: 2 });
const carol = aPerson('Carol', { ...listener, joinOrder: 3 });
const dave = aPerson('Dave', { ...listener, joinOrder: 4, handRaisedAtMs: 5 });

async function room(snapshot: Snapshot, listed?: RequestResult<'meeting.people'>) {
  const session = fakeSession({ phase: 'in', snapshot, connection: 'connected' }, listed);
  const devices = fakeDevices();
  await show(<MeetingRoom session={session} devices={devices} />);
  await screen.findByRole('toolbar', { name: 'Steuerung' });
  const become = (next: Snapshot) => act(() => session.state.set({ phase: 'in', snapshot: next, connection: 'connected' }));
  const asked = (what: string) => session.asked.filter((one) => one.what === what);
  return { session, devices, become, asked };
}
const seenBy = (me: ParticipantView, people: ParticipantView[], over: Partial<Snapshot> = {}) => {
  const snapshot = aSnapshot(people, over);
  return inSize('stage', { ...snapshot, me: { ...snapshot.me, participantId: me.id } });
};
const tiles = () => [...document.querySelectorAll('[data-tile]')].map((tile) => tile.getAttribute('data-name'));
const openPeople = async () => {
  fireEvent.keyDown(window, { key: 'p', code: 'KeyP', altKey: true });
  return within(await screen.findByRole('complementary', { name: 'Personen' }));
};

test('only those on stage have a tile, and it is told how many listen', async () => {
  await room(seenBy(alice, [alice, bob, carol, dave]));
  expect(tiles().sort()).toEqual(['Alice', 'Bob']);
  expect(screen.getByText('2 hören zu')).toBeTruthy();
  await expectAccessible();
});

test('the audience has no dead switches but one button that asks to come up', async () => {
  const { asked, become } = await room(seenBy(carol, [alice, bob, carol]));
  for (const name of [/Mikro/, /Kamera/, 'Bildschirm teilen']) expect(screen.queryByRole('button', { name })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Auf die Bühne' }));
  expect(asked('setHand')).toEqual([{ what: 'setHand', with: [true] }]);
  become(seenBy(carol, [alice, bob, dave, { ...carol, handRaisedAtMs: 9 }]));
  fireEvent.click(screen.getByRole('button', { name: 'Meldung zurücknehmen, Sie sind Nummer 2' }));
  expect(asked('setHand').at(-1)).toEqual({ what: 'setHand', with: [false] });
  expect(screen.getByRole('button', { name: 'Reaktion senden' })).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Verlassen' })).toBeTruthy();
  await expectAccessible();
});

test('where only the stage is listed nobody is told a place in a queue they cannot see', async () => {
  await room(seenBy(carol, [alice, bob, { ...carol, handRaisedAtMs: 9 }], { listed: 'stage' }));
  expect(screen.getByRole('button', { name: 'Meldung zurücknehmen' })).toBeTruthy();
});

test('an invitation is told without taking the focus, and one press leads to the stage and one to the microphone', async () => {
  const { session, become, asked } = await room(seenBy(carol, [alice, bob, carol]));
  act(() => session.tell({ id: 1, kind: 'stage-invited', byName: 'Anna Weber' }));
  become(seenBy(carol, [alice, bob, { ...carol, stage: 'invited' }]));
  const told = await screen.findByText('Anna Weber bittet Sie auf die Bühne.');
  expect(told.closest('[role="status"]')).toBeTruthy();
  expect(told.closest('[data-notice]')?.contains(document.activeElement)).toBe(false);
  await expectAccessible();

  const notices = within(screen.getByRole('region', { name: 'Hinweise' }));
  const come = notices.getByRole('button', { name: 'Kommen' });
  act(() => come.focus());
  fireEvent.click(come);
  expect(asked('answerStage')).toEqual([{ what: 'answerStage', with: [true] }]);
  expect(document.activeElement).not.toBe(document.body);

  become(seenBy(carol, [alice, bob, { ...carol, stage: 'on', rights: ['speak', 'show-camera', 'share', 'raise-hand', 'react'] }]));
  const microphone = await screen.findByRole('button', { name: 'Mikrofon einschalten' });
  expect(document.activeElement).toBe(microphone);
  fireEvent.click(microphone);
  expect(asked('setMicrophone').at(-1)).toEqual({ what: 'setMicrophone', with: [true] });
});

test('whoever says "not now" stays in the audience', async () => {
  const { asked } = await room(seenBy(carol, [alice, { ...carol, stage: 'invited' }]));
  fireEvent.click(await screen.findByRole('button', { name: 'Nicht jetzt' }));
  expect(asked('answerStage')).toEqual([{ what: 'answerStage', with: [false] }]);
  expect(screen.queryByText(/bittet Sie auf die Bühne/)).toBeNull();
});

test('who was brought up can go down again; the panel cannot', async () => {
  const up = { ...carol, stage: 'on' as const };
  const { asked, become } = await room(seenBy(carol, [alice, up]));
  fireEvent.click(screen.getByRole('button', { name: 'Mehr' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Bühne verlassen' }));
  expect(asked('leaveStage')).toHaveLength(1);
  become(seenBy(alice, [alice, up]));
  fireEvent.click(screen.getByRole('button', { name: 'Mehr' }));
  await screen.findByRole('menuitem', { name: 'Diagnose' });
  expect(screen.queryByRole('menuitem', { name: 'Bühne verlassen' })).toBeNull();
});

test('whoever is taken off the stage is told by whom, and neither microphone nor camera stay on', async () => {
  const { session, devices, become } = await room(seenBy(carol, [alice, { ...carol, stage: 'on' }]));
  act(() => devices.state.set({ ...devices.get(), camera: { on: true, starting: false }, microphone: { on: true, starting: false } }));
  act(() => session.tell({ id: 1, kind: 'off-stage', byName: 'Alice' }));
  become(seenBy(carol, [alice, carol]));
  await screen.findByText('Alice hat Sie von der Bühne genommen. Sie hören wieder zu.');
  await waitFor(() => expect(devices.get()).toMatchObject({ camera: { on: false }, microphone: { on: false } }));
});

test('when a talk becomes a stage everybody is told what it means for them', async () => {
  const { become } = await room(aSnapshot([{ ...carol, stage: 'on' }, alice, bob]));
  become(seenBy(carol, [carol, alice, bob]));
  await screen.findByText(/Das ist jetzt eine Bühne. Sie hören zu/);
  expect(tiles().sort()).toEqual(['Alice', 'Bob']);
});

test('a raised hand is brought to the stage with one click in the list', async () => {
  const { asked } = await room(seenBy(alice, [alice, bob, carol, dave]));
  const panel = await openPeople();
  const hands = within(panel.getByRole('region', { name: 'Hände' }));
  fireEvent.click(hands.getByRole('button', { name: 'Dave auf die Bühne holen' }));
  expect(asked('bringToStage')).toEqual([{ what: 'bringToStage', with: [dave.id] }]);
  expect(within(panel.getByRole('list', { name: 'Auf der Bühne' })).getAllByRole('listitem')).toHaveLength(2);
  expect(within(panel.getByRole('list', { name: 'Publikum' })).getByText('Carol')).toBeTruthy();
  await expectAccessible();
});

test('a large audience comes by page and search', async () => {
  const fifty = Array.from({ length: 50 }, (_, index) => aPerson(`Person-${index}`, { ...listener, joinOrder: index + 10 }));
  const counts = { inside: 1660, stage: 2, waiting: 0, hands: 0, most: 1660, came: 1700 };
  const { asked } = await room(seenBy(alice, [alice, bob], { listed: 'stage', counts }), { total: 1660, people: fifty, waiting: [] });
  expect(screen.getByText('1.658 hören zu')).toBeTruthy();
  const panel = await openPeople();
  await panel.findByText('1–50 von 1.660');
  expect(panel.getByRole('heading', { name: 'Alle (1.660)' })).toBeTruthy();
  expect(asked('people').map((one) => one.with)).toEqual([['in', 0, undefined]]);
  fireEvent.click(panel.getByRole('button', { name: 'Weitere Personen' }));
  await panel.findByText('51–100 von 1.660');
  expect(asked('people').at(-1)?.with).toEqual(['in', 1, undefined]);
  expect(panel.getAllByRole('listitem').length).toBeLessThan(100);
  for (const typed of ['h', 'hu', 'huber'])
    fireEvent.change(panel.getByRole('searchbox', { name: 'Person suchen' }), { target: { value: typed } });
  await waitFor(() => expect(asked('people').at(-1)?.with).toEqual(['in', 0, 'huber']));
  expect(asked('people')).toHaveLength(3);
  await expectAccessible();
});

test('a list that does not load says so and can be tried again', async () => {
  const { session } = await room(seenBy(alice, [alice, bob], { listed: 'stage' }));
  session.people = () => Promise.reject(new Error('away'));
  const panel = await openPeople();
  await panel.findByText(/Die Liste ließ sich nicht laden/);
  session.people = () => Promise.resolve({ total: 1, people: [carol], waiting: [] });
  fireEvent.click(panel.getByRole('button', { name: 'Erneut versuchen' }));
  await panel.findByText('Carol');
});

test('in an event the audience sees the stage and how many listen, and no names', async () => {
  const snapshot = seenBy(carol, [alice, bob, carol], { listed: 'stage', counts: { ...aSnapshot([]).counts, inside: 300, stage: 2 } });
  const { asked } = await room(inSize('event', snapshot));
  const panel = await openPeople();
  expect(panel.getByText(/298 Personen hören zu/)).toBeTruthy();
  expect(asked('people')).toEqual([]);
});

test('the microphone notice goes when one is heard', async () => {
  const { session, become } = await room(seenBy(carol, [alice, carol]));
  become(seenBy(carol, [alice, { ...carol, stage: 'on', rights: ['speak'] }]));
  await screen.findByText(/Sie sind jetzt auf der Bühne/);
  act(() => session.mediaState.set({ ...quietMedia, sending: { microphone: true, camera: false } }));
  await waitFor(() => expect(screen.queryByText(/Sie sind jetzt auf der Bühne/)).toBeNull());
});
