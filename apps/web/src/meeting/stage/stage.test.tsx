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

test('of 1,660 only those in sight are in the page, wherever one scrolls, and the keys go through all', async () => {
  const counts = { inside: 1660, stage: 2, waiting: 0, hands: 0, most: 1660, came: 1700 };
  const { session, asked } = await room(seenBy(alice, [alice, bob], { listed: 'stage', counts }));
  session.people = (place, page, search) => {
    session.asked.push({ what: 'people', with: [place, page, search] });
    const people = Array.from({ length: Math.min(50, 1660 - page * 50) }, (_, index) =>
      aPerson(`Person-${page * 50 + index}`, { ...listener, joinOrder: page * 50 + index + 10 }),
    );
    return Promise.resolve({ total: search === undefined ? 1660 : 1, people: search === undefined ? people : [carol], waiting: [] });
  };
  expect(screen.getByText('1.658 hören zu')).toBeTruthy();
  const panel = await openPeople();
  await panel.findByText('Person-0');
  expect(panel.getByRole('heading', { name: 'Alle (1.660)' })).toBeTruthy();
  const list = panel.getByRole('list', { name: 'Personen in der Besprechung' });
  const scroller = list.closest('[data-scrolls]');
  if (!scroller) throw new Error('nothing scrolls');
  const scrollTo = (row: number) => {
    list.getBoundingClientRect = () => new DOMRect(0, -row * 56, 300, 1660 * 56);
    fireEvent.scroll(scroller);
  };
  let most = 0;
  for (const row of [0, 300, 900, 1655]) {
    scrollTo(row);
    await panel.findByText(`Person-${row}`);
    most = Math.max(most, list.querySelectorAll('*').length);
    expect(list.children.length).toBeLessThan(40);
  }
  // However long the list: rows in sight, each of some twenty elements.
  expect(most).toBeLessThan(40 * 30);
  expect(asked('people').length).toBeLessThan(10);
  const last = panel.getByText('Person-1659').closest('li');
  expect([last?.getAttribute('aria-posinset'), last?.getAttribute('aria-setsize')]).toEqual(['1660', '1660']);
  await expectAccessible();

  scrollTo(0);
  await panel.findByText('Person-1');
  const first = panel.getByText('Person-0').closest('li');
  act(() => first?.focus());
  fireEvent.keyDown(first ?? list, { key: 'ArrowDown' });
  await waitFor(() => expect(document.activeElement?.textContent).toContain('Person-1'));
  fireEvent.keyDown(document.activeElement ?? list, { key: 'End' });
  await waitFor(() => expect(document.activeElement?.getAttribute('aria-posinset')).toBe('1660'));

  for (const typed of ['h', 'hu', 'huber'])
    fireEvent.change(panel.getByRole('searchbox', { name: 'Person suchen' }), { target: { value: typed } });
  await panel.findByText('Carol');
  expect(asked('people').at(-1)?.with).toEqual(['in', 0, 'huber']);
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
