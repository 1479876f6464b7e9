import type { Snapshot } from '@saal/protocol';
import { configure, fireEvent, screen, within } from '@testing-library/react';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { show } from '../../testing/render.tsx';
import { expectAccessible } from '../fixtures/axe.ts';
import { fakeDevices, fakeSession } from '../fixtures/fake-session.ts';
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

const alice = aPerson('Alice', { role: 'host', rights: allRights, joinOrder: 1 });
const bob = aPerson('Bob', { joinOrder: 2 });
const carol = aPerson('Carol', { joinOrder: 3 });

async function room(snapshot: Snapshot) {
  const session = fakeSession({ phase: 'in', snapshot, connection: 'connected' });
  await show(<MeetingRoom session={session} devices={fakeDevices()} />);
  await screen.findByRole('toolbar', { name: 'Steuerung' });
  const asked = (what: string) => session.asked.filter((one) => one.what === what).map((one) => one.with);
  return { session, asked };
}
async function settings() {
  fireEvent.click(screen.getByRole('button', { name: 'Einstellungen' }));
  return within(await screen.findByRole('complementary', { name: 'Einstellungen' }));
}

test('from talk to stage it is asked first, since the others lose the word', async () => {
  const { asked } = await room(aSnapshot([alice, bob, carol]));
  const panel = await settings();
  expect(panel.getByText('Wer auf der Bühne ist, spricht. Die anderen hören zu und können sich melden.')).toBeTruthy();
  fireEvent.click(panel.getByRole('radio', { name: 'Bühne' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Zur Bühne wechseln?' }));
  expect(dialog.getByText(/2 Personen hören dann zu/)).toBeTruthy();
  expect(asked('changeSettings')).toEqual([]);
  await expectAccessible();
  fireEvent.click(dialog.getByRole('button', { name: 'Wechseln' }));
  expect(asked('changeSettings')).toEqual([[{ size: 'stage' }]]);
});

test('where nobody loses anything it changes at once', async () => {
  const { asked } = await room(inSize('stage', aSnapshot([alice, { ...bob, stage: 'off' }])));
  const panel = await settings();
  expect(panel.queryByRole('switch', { name: 'Das Publikum sieht einander' })).toBeNull();
  fireEvent.click(panel.getByRole('radio', { name: 'Gespräch' }));
  fireEvent.click(panel.getByRole('switch', { name: 'Fragen erst prüfen, dann zeigen' }));
  expect(asked('changeSettings')).toEqual([[{ size: 'talk' }], [{ questionsModerated: false }]]);
});

test('before an event begins the panel knows how many wait, and one press lets them in', async () => {
  const snapshot = inSize('event', aSnapshot([alice]));
  const waiting = [{ id: bob.id, name: 'Bob', guest: true, sinceMs: 0, sentBack: false }];
  const { asked } = await room({
    ...snapshot,
    meeting: { ...snapshot.meeting, onAir: false },
    waiting,
    counts: { ...snapshot.counts, waiting: 1660 },
  });
  const banner = within(screen.getByRole('group', { name: 'Vor dem Beginn' }));
  expect(banner.getByText('Nur das Podium ist hier. 1.660 Personen warten.')).toBeTruthy();
  // Nobody of the audience is let in one by one.
  expect(screen.queryByText(/wartet in der Lobby|warten in der Lobby/)).toBeNull();
  await expectAccessible();
  fireEvent.click(banner.getByRole('button', { name: 'Veranstaltung beginnen' }));
  expect(asked('startEvent')).toEqual([[]]);
});

test('in a large meeting reactions come as numbers', async () => {
  const { session } = await room(aSnapshot([alice, bob, carol]));
  session.tell({ id: 1, kind: 'reactions', reactions: { clap: 1200 } });
  await screen.findByText('Applaus: 1.200');
});

test('what the house has locked for this kind of meeting its host sees, and cannot change', async () => {
  const snapshot = aSnapshot([alice, bob]);
  await room({ ...snapshot, meeting: { ...snapshot.meeting, lockedSettings: ['size', 'joinMuted'] } });
  const panel = await settings();
  expect(panel.getByRole<HTMLInputElement>('radio', { name: 'Bühne' }).disabled).toBe(true);
  expect(panel.getByRole<HTMLInputElement>('switch', { name: 'Neue kommen mit ausgeschaltetem Mikrofon' }).disabled).toBe(true);
  expect(panel.getAllByText('Von der Verwaltung für diese Art von Besprechung festgelegt.')).toHaveLength(2);
  await expectAccessible();
});
