import { DeviceId, type Snapshot } from '@saal/protocol';
import { act, configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { show } from '../../testing/render.tsx';
import { expectAccessible } from '../fixtures/axe.ts';
import { fakeDevices, fakeSession, quietMedia } from '../fixtures/fake-session.ts';
import { allRights, aPerson, aSnapshot, idOf } from '../fixtures/people.ts';
import MeetingRoom from './meeting-room.tsx';

// On a machine busy with other work a drawing can take seconds.
configure({ asyncUtilTimeout: 15_000 });

beforeAll(() => {
  vi.stubGlobal('scrollTo', () => undefined);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1264);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
});

// What one chose about the view is kept for the tab; every test is another tab.
beforeEach(() => sessionStorage.clear());

const alice = aPerson('Alice', { role: 'host', rights: allRights, joinOrder: 1 });
const bob = aPerson('Bob', { joinOrder: 2, handRaisedAtMs: 5 });
const carol = aPerson('Carol', { joinOrder: 3, quality: { level: 1, reason: 'network-out' } });

async function room(snapshot: Snapshot = aSnapshot([alice, bob, carol])) {
  const session = fakeSession({ phase: 'in', snapshot, connection: 'connected' });
  const devices = fakeDevices();
  await show(<MeetingRoom session={session} devices={devices} />);
  await screen.findByRole('toolbar', { name: 'Steuerung' });
  const become = (next: Snapshot, connection: 'connected' | 'reconnecting' = 'connected') =>
    act(() => session.state.set({ phase: 'in', snapshot: next, connection }));
  return { session, devices, become };
}

test('a tile’s name says who, microphone, hand and a bad connection, once', async () => {
  await room();
  expect(screen.getByRole('group', { name: 'Alice (Sie), Mikrofon aus' })).toBeTruthy();
  expect(screen.getByRole('group', { name: 'Bob, Mikrofon aus, Hand gehoben, Nummer 1' })).toBeTruthy();
  expect(screen.getByRole('group', { name: 'Carol, Mikrofon aus, Schlechtes Netz bei Carol' })).toBeTruthy();
  await expectAccessible();
});

test('a picture that the busy server holds back is named so, to eyes and ears, and comes back by itself', async () => {
  const deviceId = DeviceId.parse('device-of-dave');
  const dave = aPerson('Dave', { joinOrder: 4, streams: [{ producerId: 'camera-of-dave', source: 'camera', deviceId, paused: false }] });
  const { session } = await room(aSnapshot([alice, bob, dave]));
  const names = () => screen.getAllByRole('group', { name: /^Dave/ }).map((tile) => tile.getAttribute('aria-label'));
  expect(names()).toEqual(['Dave, Mikrofon aus, Kamera an']);
  act(() => session.mediaState.set({ ...quietMedia, held: ['camera-of-dave'] }));
  expect(names()).toEqual(['Dave, Mikrofon aus, Kamera an, Bild angehalten: Der Server ist ausgelastet']);
  expect(screen.getByText('Server ausgelastet')).toBeTruthy();
  await expectAccessible();
  act(() => session.mediaState.set(quietMedia));
  expect(names()).toEqual(['Dave, Mikrofon aus, Kamera an']);
  expect(screen.queryByText('Server ausgelastet')).toBeNull();
});

test('who speaks is marked and no tile moves', async () => {
  const { become } = await room();
  const boxes = () => [...document.querySelectorAll<HTMLElement>('[data-tile]')].map((tile) => tile.style.cssText);
  const before = boxes();
  become(aSnapshot([alice, bob, carol], { speaking: [idOf('Carol')], activeSpeaker: idOf('Carol') }));
  expect(document.querySelector('[data-name="Carol"]')?.getAttribute('data-speaking')).toBe('true');
  expect(boxes()).toEqual(before);
});

test('somebody who knocks is told once and let in with one click', async () => {
  const { session, become } = await room();
  become(aSnapshot([alice, bob, carol], { waiting: [{ id: idOf('Dave'), name: 'Dave', guest: true, sinceMs: 0, sentBack: false }] }));
  const notice = await screen.findByText('Dave wartet in der Lobby');
  expect(notice.closest('[role="status"]')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Einlassen' }));
  expect(session.asked).toContainEqual({ what: 'admit', with: [idOf('Dave')] });
  await expectAccessible();
});

test('keys switch microphone, camera and hand, and open the list of people', async () => {
  const { session } = await room();
  fireEvent.keyDown(window, { key: 'd', code: 'KeyD', ctrlKey: true });
  fireEvent.keyDown(window, { key: 'e', code: 'KeyE', ctrlKey: true });
  fireEvent.keyDown(window, { key: 'h', code: 'KeyH', altKey: true });
  fireEvent.keyDown(window, { key: 'p', code: 'KeyP', altKey: true });
  expect(session.asked.filter(({ what }) => what !== 'watch')).toEqual([
    { what: 'setMicrophone', with: [true] },
    { what: 'setCamera', with: [true] },
    { what: 'setHand', with: [true] },
  ]);
  const panel = await screen.findByRole('complementary', { name: 'Personen' });
  expect(within(within(panel).getByRole('region', { name: 'Hände' })).getByText('Bob')).toBeTruthy();
  await expectAccessible();
});

test('Space speaks while it is held, only from the stage and the seats', async () => {
  const { session } = await room();
  const said = () => session.asked.filter(({ what }) => what === 'setMicrophone').map((asked) => asked.with[0]);
  fireEvent.keyDown(screen.getByRole('button', { name: 'Hand heben' }), { key: ' ', code: 'Space' });
  expect(said()).toEqual([]);
  fireEvent.keyDown(screen.getByRole('group', { name: /^Bob/ }), { key: ' ', code: 'Space' });
  fireEvent.keyUp(window, { key: ' ', code: 'Space' });
  expect(said()).toEqual([true, false]);
});

test('arrow keys go from tile to tile, and with Shift they move the seat', async () => {
  await room();
  const tile = (name: RegExp) => screen.getByRole('group', { name });
  act(() => tile(/^Alice/).focus());
  fireEvent.keyDown(tile(/^Alice/), { key: 'ArrowRight' });
  expect(document.activeElement).toBe(tile(/^Bob/));
  fireEvent.keyDown(tile(/^Bob/), { key: 'ArrowLeft', shiftKey: true });
  const names = [...document.querySelectorAll('[data-seats] [data-name]')].map((one) => one.getAttribute('data-name'));
  expect(names).toEqual(['Bob', 'Alice', 'Carol']);
});

test('the focus stays among the tiles when the one that had it goes', async () => {
  const { become } = await room(aSnapshot([alice, bob, carol, aPerson('Dave', { joinOrder: 4 })]));
  act(() => screen.getByRole('group', { name: /^Bob/ }).focus());
  become(aSnapshot([alice, carol, aPerson('Dave', { joinOrder: 4 })]));
  expect(document.activeElement).toBe(screen.getByRole('group', { name: /^Carol/ }));
});

test('a lost connection is told at once, and that it is back', async () => {
  const { become } = await room();
  become(aSnapshot([alice, bob, carol]), 'reconnecting');
  const told = await screen.findByText(/Die Verbindung ist unterbrochen/);
  expect(told.closest('[role="alert"]')).toBeTruthy();
  become(aSnapshot([alice, bob, carol]));
  await waitFor(() => expect(screen.queryByText(/Die Verbindung ist unterbrochen/)).toBeNull());
  await screen.findByText('Die Verbindung ist wieder da.');
});

test('a bad network gets a sentence and an offer, no jargon', async () => {
  const { session } = await room();
  act(() => session.mediaState.set({ ...quietMedia, quality: { level: 1, reason: 'network-out' } }));
  await screen.findByText('Ihr Netz ist langsam: Ihr Bild wird kleiner, der Ton bleibt.');
  fireEvent.click(screen.getByRole('button', { name: 'Nur Ton' }));
  expect(session.asked).toContainEqual({ what: 'setAudioOnly', with: [true] });
});

test('the only host is asked who takes over before leaving', async () => {
  const { session } = await room();
  fireEvent.click(screen.getByRole('button', { name: 'Verlassen' }));
  await screen.findByRole('dialog', { name: 'Besprechung verlassen' });
  expect(session.asked.some(({ what }) => what === 'leave')).toBe(false);
  await expectAccessible();
});

test('a guest without rights is not offered what the server would refuse', async () => {
  const guest = aPerson('Alice', { guest: true, joinOrder: 1 });
  await room(aSnapshot([guest, bob, carol]));
  fireEvent.keyDown(window, { key: 'p', code: 'KeyP', altKey: true });
  await screen.findByRole('complementary', { name: 'Personen' });
  expect(screen.queryByRole('button', { name: 'Alle stummschalten' })).toBeNull();
  expect(screen.queryByRole('button', { name: /Weitere Wege/ })).toBeNull();
});

test('where the house lets nobody without an account in, the panel and whoever is alone are told before the link is passed on', async () => {
  const session = fakeSession({ phase: 'in', snapshot: aSnapshot([alice]), connection: 'connected' });
  await show(<MeetingRoom session={session} devices={fakeDevices()} guestsRefused />);
  const words = /nur für Personen mit Konto/;
  expect(await screen.findByText(words)).toBeDefined();
  act(() => session.state.set({ phase: 'in', snapshot: aSnapshot([alice, bob]), connection: 'connected' }));
  expect(screen.queryByText(words)).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: /^Personen/ }));
  expect(await screen.findByText(words)).toBeDefined();
  await expectAccessible();
});
