import type { AuditEntryView, AuditPage } from '@saal/client';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../../meeting/fixtures/axe.ts';
import { refused, alice, show } from '../../testing/render.tsx';
import { AuditSection } from './audit-section.tsx';

const atMs = Date.UTC(2026, 10, 23, 10);
const person = (id: string, name?: string) => ({ kind: 'person', id, ...(name === undefined ? {} : { name }) });
const entries: AuditEntryView[] = [
  {
    ...{ id: 3, atMs, action: 'role-changed', actor: person('alice', 'Alice Huber'), subject: person('bob', 'Bob Maier') },
    ...{ network: '192.0.2.0', details: { role: 'administrator', from: ['service-desk'], roles: ['administrator', 'auditor'] } },
  },
  {
    id: 2,
    atMs,
    action: 'bookings.cancelled',
    actor: person('carol-gone'),
    subject: { kind: 'booking', id: 'b1' },
    details: { what: 'x' },
  },
  { id: 1, atMs, action: 'sign-in-limited', network: '198.51.100.0', details: { count: 12 } },
];
const page = (more: Partial<AuditPage> = {}): AuditPage => ({ entries, actions: ['role-changed', 'bookings.cancelled'], ...more });

test.each([
  ['de', 'Rollen geändert', 'Rollen: Servicestelle → Verwaltung, Revision', 'Unbekannt oder der Betrieb', 'Nicht mehr da'],
  ['en', 'Roles changed', 'Roles: service desk → administrator, auditor', 'Unknown, or the operator', 'No longer there'],
] as const)('entries are told in words, and by their codes where there are none (%s)', async (language, changed, roles, unknown, gone) => {
  await show(<AuditSection />, { me: alice, language, api: { audit: async () => page() } });
  const [, first, second, third] = await screen.findAllByRole('row');
  const text = first?.textContent?.toLowerCase() ?? '';
  for (const told of ['Alice Huber', 'Bob Maier', '192.0.2.0', changed, roles]) expect(text).toContain(told.toLowerCase());
  expect(second?.textContent).toContain('bookings.cancelled');
  expect(second?.textContent).toContain(gone);
  expect(third?.textContent).toContain(unknown);
  await expectAccessible();
});

test('filters are asked of the server, days as whole days, and the table to download is filtered alike', async () => {
  const audit = vi.fn(async () => page({ entries: [] }));
  await show(<AuditSection />, { me: alice, api: { audit } });
  await screen.findByText('Keine Einträge');
  await expectAccessible();
  fireEvent.change(screen.getByLabelText(/^Person/), { target: { value: ' bob ' } });
  await waitFor(() => expect(audit).toHaveBeenLastCalledWith({ person: 'bob' }));
  fireEvent.click(screen.getByRole('button', { name: /Was geschah/ }));
  fireEvent.click(within(await screen.findByRole('listbox')).getByRole('option', { name: 'Rollen geändert' }));
  await waitFor(() => expect(audit).toHaveBeenLastCalledWith({ person: 'bob', action: 'role-changed' }));
  const link = screen.getByRole('link', { name: 'Als Tabelle laden' });
  expect(link.getAttribute('href')).toBe('/api/audit.csv?person=bob&action=role-changed');
  fireEvent.click(screen.getByRole('button', { name: 'Filter leeren' }));
  await waitFor(() => expect(audit).toHaveBeenLastCalledWith({}));
});

test('older entries follow on request; a failure says so and keeps what is shown', async () => {
  const older: AuditEntryView = { id: 0, atMs: 0, action: 'set-up', details: {} };
  const audit = vi
    .fn()
    .mockResolvedValueOnce(page({ next: 1 }))
    .mockRejectedValueOnce(refused('not_ready'))
    .mockResolvedValueOnce(page({ entries: [older] }));
  await show(<AuditSection />, { me: alice, api: { audit } });
  fireEvent.click(await screen.findByRole('button', { name: 'Ältere zeigen' }));
  expect((await screen.findByRole('alert')).textContent).toContain('not_ready');
  expect(screen.getAllByRole('row')).toHaveLength(4);
  fireEvent.click(screen.getByRole('button', { name: 'Ältere zeigen' }));
  expect(await screen.findByText('Saal eingerichtet')).toBeTruthy();
  expect(audit).toHaveBeenLastCalledWith({}, 1);
  expect(screen.queryByRole('button', { name: 'Ältere zeigen' })).toBeNull();
});
