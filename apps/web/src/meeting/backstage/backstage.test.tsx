import type { Snapshot } from '@saal/protocol';
import { act, configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { show } from '../../testing/render.tsx';
import { expectAccessible } from '../fixtures/axe.ts';
import { fakeDevices, fakeSession } from '../fixtures/fake-session.ts';
import { allRights, aPerson, aSnapshot, idOf, inSize } from '../fixtures/people.ts';
import MeetingRoom from '../room/meeting-room.tsx';

// On a machine busy with other work a drawing can take seconds.
configure({ asyncUtilTimeout: 15_000 });

beforeAll(() => {
  vi.stubGlobal('scrollTo', () => undefined);
  // As newer Chromium does.
  Object.assign(Element.prototype, { scrollIntoView: () => Promise.resolve() });
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1264);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
});
beforeEach(() => sessionStorage.clear());

const alice = aPerson('Alice', { role: 'host', rights: allRights, joinOrder: 1 });
const bob = aPerson('Bob', { role: 'presenter', joinOrder: 2 });
const carol = aPerson('Carol', { joinOrder: 3, stage: 'off', rights: ['chat', 'raise-hand', 'react'] });
const backstage = { backstage: true };

async function room(snapshot: Snapshot) {
  const session = fakeSession({ phase: 'in', snapshot: inSize('stage', snapshot), connection: 'connected' });
  await show(<MeetingRoom session={session} devices={fakeDevices()} />);
  await screen.findByRole('toolbar', { name: 'Steuerung' });
  const asked = (what: string) => session.asked.filter((one) => one.what === what).map((one) => one.with);
  const seats = () =>
    screen
      .queryAllByRole('group')
      .filter((one) => one.dataset.tile === 'person')
      .map((one) => one.dataset.name);
  return { session, asked, seats };
}
const note = (id: number, text: string) => ({ id, kind: 'backstage-note', participantId: idOf('Bob'), byName: 'Bob', text, atMs: 0 });

test('who is on stage goes behind it by the menu', async () => {
  const { asked } = await room(aSnapshot([alice, bob, carol]));
  expect(screen.queryByRole('group', { name: 'Hinter der Bühne' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Mehr' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Hinter die Bühne gehen' }));
  expect(asked('setBackstage')).toEqual([[true]]);
});

test('behind the stage one is told so, sees who else is there, and comes back', async () => {
  const { asked, seats } = await room(aSnapshot([{ ...alice, ...backstage }, { ...bob, ...backstage }, carol]));
  const banner = within(screen.getByRole('group', { name: 'Hinter der Bühne' }));
  expect(banner.getByRole('status').textContent).toBe(
    'Sie sind hinter der Bühne. Das Publikum hört und sieht Sie nicht. Hinter der Bühne: Bob.',
  );
  expect(seats()).toEqual(expect.arrayContaining(['Alice', 'Bob']));
  await expectAccessible();
  fireEvent.click(banner.getByRole('button', { name: 'Zurück auf die Bühne' }));
  expect(asked('setBackstage')).toEqual([[false]]);
});

test('on stage one sees who is behind it in the list, and not as a tile', async () => {
  const { seats } = await room(aSnapshot([alice, { ...bob, ...backstage }, carol]));
  expect(seats()).toEqual(['Alice']);
  expect(within(screen.getByRole('group', { name: 'Hinter der Bühne' })).getByRole('status').textContent).toContain(
    'Hinter der Bühne: Bob.',
  );
  fireEvent.click(screen.getByRole('button', { name: /Personen/ }));
  const list = within(await screen.findByRole('list', { name: 'Hinter der Bühne' }));
  expect(list.getByText(/Bob/)).toBeTruthy();
  expect(within(screen.getByRole('list', { name: 'Auf der Bühne' })).queryByText(/Bob/)).toBeNull();
});

test('a note is shown and counted until it is read, said once, and answered', async () => {
  const { session, asked } = await room(aSnapshot([alice, { ...bob, ...backstage }]));
  act(() => session.tell(note(1, 'Noch zwei Minuten')));
  const banner = within(screen.getByRole('group', { name: 'Hinter der Bühne' }));
  expect(banner.getByText('Noch zwei Minuten')).toBeTruthy();
  await waitFor(() => expect(document.body.textContent).toContain('Notiz von Bob: Noch zwei Minuten'));
  fireEvent.click(banner.getByRole('button', { name: '1 neue Notiz' }));
  const panel = within(await screen.findByRole('complementary', { name: 'Hinter der Bühne' }));
  expect(within(panel.getByRole('list', { name: 'Notizen' })).getAllByRole('listitem')).toHaveLength(1);
  expect(banner.getByRole('button', { name: 'Notizen' })).toBeTruthy();
  fireEvent.change(panel.getByRole('textbox', { name: 'Notiz an das Podium' }), { target: { value: ' Danke ' } });
  fireEvent.click(panel.getByRole('button', { name: 'Senden' }));
  await waitFor(() => expect(asked('sayBackstage')).toEqual([['Danke']]));
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: /Personen/ }));
  await screen.findByRole('complementary', { name: 'Personen' });
});

test('the audience is offered nothing of it', async () => {
  await room(aSnapshot([carol, alice, bob]));
  fireEvent.click(screen.getByRole('button', { name: 'Mehr' }));
  await screen.findByRole('menuitem', { name: 'Einstellungen' });
  expect(screen.queryByRole('menuitem', { name: /Bühne|Podium/ })).toBeNull();
});
