import { type IncomingCall, ValueModel } from '@saal/client';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { alice, show, type FakeApi } from '../testing/render.tsx';
import { BellContext, type Bell } from './rings.ts';
import { Ringing } from './ringing.tsx';

const call: IncomingCall = {
  ...{ ringId: 'ring-1', meetingId: 'meeting-12345678', roomId: '!bob:example.org', video: true, callerName: 'Bob Maier' },
  ...{ sinceMs: 0, forMs: 45_000 },
};

function fakeBell(): { bell: Bell; rings: ValueModel<readonly IncomingCall[]> } {
  const rings = new ValueModel<readonly IncomingCall[]>([]);
  const bell: Bell = {
    ...{ get: () => rings.get(), subscribe: (listener) => rings.subscribe(listener), speaks: new ValueModel(true) },
    ...{ listen: vi.fn(), close: vi.fn() },
    answered: (ringId) => rings.set(rings.get().filter((one) => one.ringId !== ringId)),
  };
  return { bell, rings };
}

const startRinging = vi.hoisted(() => vi.fn(() => () => undefined));
vi.mock(import('./ring-sound.ts'), () => ({ startRinging }));

beforeEach(() => sessionStorage.clear());

async function rung(api: FakeApi = {}) {
  const { bell, rings } = fakeBell();
  const shown = await show(
    <BellContext value={bell}>
      <button type="button">Vorher</button>
      <Ringing personId={alice.id} />
    </BellContext>,
    { me: alice, api },
  );
  screen.getByRole('button', { name: 'Vorher' }).focus();
  act(() => rings.set([call]));
  const dialog = await screen.findByRole('alertdialog', { name: 'Bob Maier ruft an' });
  return { ...shown, rings, dialog };
}

test('who is called hears it by name in a dialog that takes the focus, and gives it back when it is over', async () => {
  const { rings, dialog } = await rung();
  await waitFor(() => expect(dialog.contains(document.activeElement)).toBe(true));
  await expectAccessible();
  act(() => rings.set([]));
  await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Vorher'));
});

test.each([
  ['Annehmen', false],
  ['Mit Video annehmen', true],
])('%s goes into the meeting at once', async (name, camera) => {
  const answerRing = vi.fn(async () => ({ meetingId: call.meetingId }));
  const { path } = await rung({ answerRing });
  fireEvent.click(screen.getByRole('button', { name }));
  await waitFor(() => expect(path()).toBe(`/m/${call.meetingId}`));
  expect(answerRing).toHaveBeenCalledWith('ring-1', 'accepted');
  expect(JSON.parse(sessionStorage.getItem(`saal.stay.${call.meetingId}`) ?? '')).toEqual({ microphone: true, camera });
});

test('declining tells the server and stays where one is', async () => {
  const answerRing = vi.fn(async () => ({ meetingId: call.meetingId }));
  const { path } = await rung({ answerRing });
  fireEvent.click(screen.getByRole('button', { name: 'Ablehnen' }));
  await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
  expect(answerRing).toHaveBeenCalledWith('ring-1', 'declined');
  expect(path()).toBe('/');
});

test('"Nachricht" declines and opens the room', async () => {
  const { path } = await rung({ answerRing: async () => ({ meetingId: call.meetingId }) });
  fireEvent.click(screen.getByRole('button', { name: 'Nachricht' }));
  await waitFor(() => expect(decodeURIComponent(path())).toBe(`/chat/${call.roomId}`));
});

test('Escape silences it here alone', async () => {
  const answerRing = vi.fn();
  await rung({ answerRing });
  await waitFor(() => expect(screen.getByRole('alertdialog').contains(document.activeElement)).toBe(true));
  fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Escape' });
  await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
  expect(answerRing).not.toHaveBeenCalled();
});

test('in a meeting it is shown without a sound, and takes no focus; it is declined, accepted or closed', async () => {
  const answerRing = vi.fn(async () => ({ meetingId: call.meetingId }));
  const { bell, rings } = fakeBell();
  const { path } = await show(
    <BellContext value={bell}>
      <button type="button">Vorher</button>
      <Ringing personId={alice.id} />
    </BellContext>,
    { me: alice, api: { answerRing } },
  );
  screen.getByRole('button', { name: 'Vorher' }).focus();
  act(() => rings.set([{ ...call, isQuiet: true }]));
  expect((await screen.findByRole('status')).textContent).toContain('Bob Maier ruft an');
  expect(screen.queryByRole('alertdialog')).toBeNull();
  expect(document.activeElement?.textContent).toBe('Vorher');
  expect(startRinging).not.toHaveBeenCalled();
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: 'Annehmen' }));
  await waitFor(() => expect(path()).toBe(`/m/${call.meetingId}`));
  act(() => rings.set([{ ...call, isQuiet: true, ringId: 'ring-2' }]));
  fireEvent.click(await screen.findByRole('button', { name: 'Schließen' }));
  await waitFor(() => expect(screen.queryByRole('status')).toBeNull());
  act(() => rings.set([{ ...call, ringId: 'ring-3' }]));
  await waitFor(() => expect(startRinging).toHaveBeenCalledTimes(1));
});
