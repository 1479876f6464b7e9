import { readFileSync } from 'node:fs';
import { houseRights, houseRoles } from '@saal/protocol';
import { expect, test } from 'vitest';
import { holdsAllOf, may, rightsOf, rightsOfRole } from './rights.ts';

test('docs/rights.md shows every right, and which role holds it', () => {
  const page = readFileSync(new URL('../../../docs/rights.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z.-]+)` \|([^|]*)\|(.*)\|$/gm)].map(([, right, , cells = '']) => [
    right,
    cells.split('|').map((cell) => cell.trim() === 'x'),
  ]);
  expect(rows).toEqual(houseRights.map((right) => [right, houseRoles.map((role) => rightsOfRole[role].includes(right))]));
  expect(page).toContain(`| right | allows | ${houseRoles.join(' | ')} |`);
});

test('an administrator holds every right, somebody without a role none, and roles add up', () => {
  expect(rightsOf({ roles: ['administrator'] })).toEqual([...houseRights]);
  expect(rightsOf({ roles: [] })).toEqual([]);
  expect(rightsOf({ roles: ['auditor', 'room-manager'] })).toEqual(['people.read', 'audit.read', 'statistics.read', 'rooms.change']);
  expect(may({ roles: ['service-desk'] }, 'audit.read')).toBe(false);
});

test('rights are compared one by one, not by the name of a role', () => {
  expect(holdsAllOf({ roles: ['administrator'] }, { roles: ['auditor', 'service-desk'] })).toBe(true);
  expect(holdsAllOf({ roles: ['service-desk'] }, { roles: ['auditor'] })).toBe(false);
  expect(holdsAllOf({ roles: [] }, { roles: [] })).toBe(true);
});
