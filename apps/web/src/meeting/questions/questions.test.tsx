import type { ParticipantView, Snapshot } from '@saal/protocol';
import { act, configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { RequestFailed } from '@saal/client';
import { show } from '../../testing/render.tsx';
import { expectAccessible } from '../fixtures/axe.ts';
import { fakeDevices, fakeSession } from '../fixtures/fake-session.ts';
import { allRights, aPerson, aQuestion, aSnapshot, inSize } from '../fixtures/people.ts';
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
const carol = aPerson('Carol', { stage: 'off', rights: ['chat', 'raise-hand', 'react'], joinOrder: 3 });
const budget = aQuestion('q-budget-0', { text: 'Was kostet das?', votes: 12, askerName: 'Bob' });
const park = aQuestion('q-park-000', { text: 'Wann kommt der Park?', state: 'pending', askerName: null });

async function desk(me: ParticipantView, over: Partial<Snapshot>, own: Partial<Snapshot['me']> = {}) {
  const snapshot = aSnapshot([me, me === alice ? carol : alice], over);
  const shown = inSize('event', { ...snapshot, me: { ...snapshot.me, ...own } });
  const session = fakeSession({ phase: 'in', snapshot: shown, connection: 'connected' });
  await show(<MeetingRoom session={session} devices={fakeDevices()} />);
  fireEvent.click(await screen.findByRole('button', { name: /^Fragen zeigen/ }));
  const panel = within(await screen.findByRole('complementary', { name: 'Fragen' }));
  const asked = (what: string) => session.asked.filter((one) => one.what === what).map((one) => one.with);
  return { session, panel, asked };
}

test('a question is asked with or without a name, and it is said that it is checked first', async () => {
  const { panel, asked } = await desk(carol, {});
  fireEvent.change(panel.getByRole('textbox', { name: 'Ihre Frage' }), { target: { value: 'Was kostet das?' } });
  expect(panel.getByText('Noch 285 Zeichen')).toBeTruthy();
  fireEvent.click(panel.getByRole('checkbox', { name: 'Ohne Namen fragen' }));
  fireEvent.click(panel.getByRole('button', { name: 'Frage stellen' }));
  await panel.findByText('Ihre Frage ist gestellt und wird geprüft.');
  expect(asked('askQuestion')).toEqual([['Was kostet das?', true]]);
  await expectAccessible();
});

test('a question that is too long is not sent, and a refusal is told in words', async () => {
  const { session, panel, asked } = await desk(carol, {});
  const field = panel.getByRole('textbox', { name: 'Ihre Frage' });
  fireEvent.change(field, { target: { value: 'x'.repeat(301) } });
  await panel.findByText('Bitte kürzen Sie die Frage auf 300 Zeichen.');
  fireEvent.submit(field);
  expect(asked('askQuestion')).toEqual([]);
  session.askQuestion = () => Promise.reject(new RequestFailed({ code: 'too_many_questions', message: '' }));
  fireEvent.change(field, { target: { value: 'Und?' } });
  fireEvent.click(panel.getByRole('button', { name: 'Frage stellen' }));
  await panel.findByText(/Sie haben schon genug offene Fragen gestellt/);
});

test('somebody else’s question can be voted up and down again, one’s own be withdrawn', async () => {
  const { panel, asked } = await desk(carol, { questions: [budget, park] }, { questions: [park.id], votes: [] });
  fireEvent.click(panel.getByRole('button', { name: 'Möchte ich auch wissen, 12 Stimmen: Was kostet das?' }));
  expect(asked('voteQuestion')).toEqual([[budget.id, true]]);
  expect(within(panel.getByRole('region', { name: 'Wird geprüft' })).getByText(/Ihre Frage · wird geprüft/)).toBeTruthy();
  fireEvent.click(panel.getByRole('button', { name: 'Frage zurückziehen: Wann kommt der Park?' }));
  expect(asked('withdrawQuestion')).toEqual([[park.id]]);
  expect(panel.queryByRole('button', { name: /^Zeigen/ })).toBeNull();
  await expectAccessible();
});

test('who moderates sees how many wait, lets one through with one click and answers another in writing', async () => {
  const { panel, asked } = await desk(alice, { questions: [budget, park] });
  expect(screen.getByRole('button', { name: 'Fragen zeigen, 1 zu prüfen' })).toBeTruthy();
  fireEvent.click(panel.getByRole('button', { name: 'Zeigen: Wann kommt der Park?' }));
  expect(asked('moderateQuestion')).toEqual([[park.id, 'open']]);
  fireEvent.click(panel.getByRole('button', { name: 'Mehr zur Frage: Was kostet das?' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Schriftlich antworten' }));
  fireEvent.change(await panel.findByRole('textbox', { name: 'Antwort' }), { target: { value: 'Zwei Millionen.' } });
  fireEvent.click(panel.getByRole('button', { name: 'Antwort zeigen' }));
  await waitFor(() => expect(asked('moderateQuestion').at(-1)).toEqual([budget.id, 'answered', 'Zwei Millionen.']));
  await expectAccessible();
});

test('the question that is answered now stands above the stage', async () => {
  const { session } = await desk(carol, {});
  expect(document.querySelector('[data-live-question]')).toBeNull();
  const state = session.state.get();
  if (state.phase !== 'in') throw new Error('not in the meeting');
  const live = { ...budget, state: 'live' as const };
  act(() => session.state.set({ ...state, snapshot: { ...state.snapshot, questions: [live] } }));
  const banner = within(screen.getByRole('main')).getByRole('region', { name: 'Frage von Bob' });
  expect(within(banner).getByText('Was kostet das?')).toBeTruthy();
});
