import type { InviteeList, InviteeView } from '@saal/client';
import { PersonId } from '@saal/protocol';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../../meeting/fixtures/axe.ts';
import { alice, refused, show } from '../../testing/render.tsx';
import { InviteesCard } from './invitees-card.tsx';
import { InviteesField } from './invitees-field.tsx';
import { asNewInvitee, type PendingInvitee } from './pending-invitee.ts';

const bob = { id: PersonId.parse('bob-0001'), name: 'Bob Maier', email: 'bob@example.org' };

function Field({ onChange }: { onChange: (value: PendingInvitee[]) => void }) {
  const [value, setValue] = useState<PendingInvitee[]>([]);
  return (
    <InviteesField
      value={value}
      onChange={(next) => {
        setValue(next);
        onChange(next);
      }}
    />
  );
}

test('colleagues are found by name, others are invited by address, and each has a role', async () => {
  const onChange = vi.fn<(value: PendingInvitee[]) => void>();
  await show(<Field onChange={onChange} />, { me: alice, api: { colleagues: async () => [bob] } });
  const field = await screen.findByRole('combobox', { name: /Eingeladene/ });
  act(() => field.focus());
  fireEvent.change(field, { target: { value: 'mai' } });
  fireEvent.click(await screen.findByRole('option', { name: /Bob Maier/ }));
  await waitFor(() => expect(field).toHaveProperty('value', ''));
  fireEvent.change(field, { target: { value: 'Dora Klein <dora@example.net>' } });
  fireEvent.keyDown(field, { key: 'Enter' });
  const list = await screen.findByRole('list', { name: 'Liste der Eingeladenen' });
  expect(within(list).getAllByText('extern')).toHaveLength(1);
  expect(onChange.mock.lastCall?.[0]).toMatchObject([
    { personId: bob.id, passesLobby: true },
    { name: 'Dora Klein', email: 'dora@example.net', role: 'participant', passesLobby: false },
  ]);
  fireEvent.change(field, { target: { value: 'dora' } });
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(await screen.findByText(/vollständige E-Mail-Adresse/)).toBeTruthy();
  await expectAccessible();
  fireEvent.click(within(list).getByRole('button', { name: 'Dora Klein aus der Liste nehmen' }));
  expect(onChange.mock.lastCall?.[0]).toHaveLength(1);
});

test('a colleague whose address the phone book does not show is told apart by department, and invited all the same', async () => {
  const onChange = vi.fn<(value: PendingInvitee[]) => void>();
  const carol = { id: PersonId.parse('carol-001'), name: 'Carol Maier', department: 'Bauamt' };
  const other = { id: PersonId.parse('carol-002'), name: 'Carol Maier' };
  await show(<Field onChange={onChange} />, { me: alice, api: { colleagues: async () => [carol, other] } });
  const field = await screen.findByRole('combobox', { name: /Eingeladene/ });
  for (const [at, { id }] of [carol, other].entries()) {
    act(() => field.focus());
    fireEvent.change(field, { target: { value: 'mai' } });
    const options = await screen.findAllByRole('option', { name: 'Carol Maier' });
    expect(options.map((option) => option.textContent)).toEqual(['Carol MaierBauamt', 'Carol Maier']);
    await expectAccessible();
    const option = options[at];
    if (!option) throw new Error('there are two of them');
    fireEvent.click(option);
    await waitFor(() => expect(onChange.mock.lastCall?.[0].at(-1)?.personId).toBe(id));
  }
  expect(onChange.mock.lastCall?.[0].map(asNewInvitee)).toEqual([
    { personId: carol.id, role: 'participant', passesLobby: true },
    { personId: other.id, role: 'participant', passesLobby: true },
  ]);
});

const dora: InviteeView = {
  ...{ id: 'dora', name: 'Dora Klein', email: 'dora@example.net', external: true, role: 'participant', passesLobby: false },
  ...{ answer: 'accepted', mail: 'none', link: 'https://saal.example.org/i/#secret', usedAtMs: null, takenOver: 2 },
};

test.each([
  ['de', 'Mehr zu Dora Klein', 'Einladung zurückziehen', 'zugesagt', /2-mal/],
  ['en', 'More on Dora Klein', 'Withdraw invitation', 'accepted', /2 times/],
] as const)('the list shows answers and takeovers, and withdraws after asking (%s)', async (language, more, withdraw, answer, taken) => {
  const withdrawInvitee = vi.fn(async (): Promise<InviteeList> => ({ invitees: [], mail: false }));
  const api = { invitees: async () => ({ invitees: [dora], mail: false }), withdrawInvitee };
  await show(<InviteesCard meetingId="haushalt" />, { me: alice, language, api });
  expect(await screen.findByText(answer)).toBeTruthy();
  expect(screen.getByText(taken)).toBeTruthy();
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: more }));
  fireEvent.click(await screen.findByRole('menuitem', { name: withdraw }));
  const dialog = await screen.findByRole('alertdialog');
  expect(withdrawInvitee).not.toHaveBeenCalled();
  fireEvent.click(within(dialog).getByRole('button', { name: withdraw }));
  await waitFor(() => expect(withdrawInvitee).toHaveBeenCalledWith('haushalt', 'dora'));
  await waitFor(() => expect(screen.queryByText('Dora Klein')).toBeNull());
});

test('a list that cannot be loaded says so', async () => {
  await show(<InviteesCard meetingId="haushalt" />, { me: alice, api: { invitees: () => Promise.reject(refused('not_ready')) } });
  expect((await screen.findByRole('alert')).textContent).toContain('not_ready');
});

test('an address that was wrong is corrected, and what the server refuses is said beside it', async () => {
  const bounced: InviteeView = { ...dora, answer: null, mail: 'bounced', takenOver: 0 };
  const right: InviteeView = { ...bounced, email: 'dora@example.org', mail: 'queued' };
  const changeInvitee = vi
    .fn()
    .mockRejectedValueOnce(refused('address_taken'))
    .mockResolvedValue({ invitees: [right], mail: true });
  const invitees = async (): Promise<InviteeList> => ({ invitees: [bounced], mail: true });
  await show(<InviteesCard meetingId="meeting-1" />, { me: alice, api: { invitees, changeInvitee } });
  fireEvent.click(await screen.findByRole('button', { name: 'Mehr zu Dora Klein' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Adresse berichtigen' }));
  const dialog = await screen.findByRole('dialog', { name: 'Adresse von Dora Klein berichtigen' });
  const field = within(dialog).getByRole<HTMLInputElement>('textbox', { name: /Richtige E-Mail-Adresse/ });
  expect(field.value).toBe('dora@example.net');
  const submit = within(dialog).getByRole('button', { name: 'Berichtigen und neu einladen' });
  fireEvent.click(submit);
  expect(await within(dialog).findByText('Das ist die bisherige Adresse.')).toBeDefined();
  fireEvent.change(field, { target: { value: 'dora' } });
  fireEvent.click(submit);
  expect(changeInvitee).not.toHaveBeenCalled();
  await expectAccessible();
  fireEvent.change(field, { target: { value: ' Dora@example.org ' } });
  fireEvent.click(submit);
  expect(await within(dialog).findByText('Diese Adresse hat hier schon jemand anderes.')).toBeDefined();
  fireEvent.click(submit);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(changeInvitee).toHaveBeenLastCalledWith('meeting-1', 'dora', { email: 'dora@example.org' });
  expect(screen.getByText('Dora Klein wird unter dora@example.org neu eingeladen.')).toBeDefined();
  expect(screen.queryByText('E-Mail kam zurück')).toBeNull();
});

test('what was refused before is not said in the next dialog, nor afterwards', async () => {
  const changeInvitee = vi.fn().mockRejectedValue(refused('address_taken'));
  const invitees = async (): Promise<InviteeList> => ({ invitees: [dora], mail: true });
  await show(<InviteesCard meetingId="meeting-1" />, { me: alice, api: { invitees, changeInvitee } });
  const open = async (): Promise<HTMLElement> => {
    fireEvent.click(await screen.findByRole('button', { name: 'Mehr zu Dora Klein' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Adresse berichtigen' }));
    return screen.findByRole('dialog', { name: 'Adresse von Dora Klein berichtigen' });
  };
  const dialog = await open();
  fireEvent.change(within(dialog).getByRole('textbox'), { target: { value: 'erik@example.org' } });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Berichtigen und neu einladen' }));
  const taken = 'Diese Adresse hat hier schon jemand anderes.';
  expect(await within(dialog).findByText(taken)).toBeDefined();
  fireEvent.click(within(dialog).getByRole('button', { name: 'Abbrechen' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(screen.queryByText(taken)).toBeNull();
  expect(within(await open()).queryByText(taken)).toBeNull();
});

test('where no mail goes out, nobody is said to be invited anew by another address', async () => {
  const invitees = async (): Promise<InviteeList> => ({ invitees: [dora], mail: false });
  await show(<InviteesCard meetingId="meeting-1" />, { me: alice, api: { invitees } });
  fireEvent.click(await screen.findByRole('button', { name: 'Mehr zu Dora Klein' }));
  expect(await screen.findByRole('menuitem', { name: 'Einladung zurückziehen' })).toBeDefined();
  expect(screen.queryByRole('menuitem', { name: 'Adresse berichtigen' })).toBeNull();
});

test('where nobody without an account comes, that is said, and no address from outside is offered', async () => {
  const invitees = async (): Promise<InviteeList> => ({ invitees: [], mail: true, guestsRefused: true });
  await show(<InviteesCard meetingId="meeting-1" />, { me: alice, api: { invitees, colleagues: async () => [] } });
  expect(await screen.findByText(/lässt niemanden ohne Konto in diese Besprechung/)).toBeDefined();
  const field = screen.getByRole('combobox', { name: /Person einladen/ });
  act(() => field.focus());
  fireEvent.change(field, { target: { value: 'dora@example.net' } });
  expect((await screen.findByRole('option')).textContent).toContain('Von jemandem, der hier ein Konto hat');
  await expectAccessible();
});
