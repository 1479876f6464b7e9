/** What people with accounts may do for the whole house, beside what they may in a meeting (`rights.ts`). */
import { z } from 'zod';

/** Which role holds which right: `packages/accounts/src/rights.ts` and docs/rights.md. */
export const houseRights = [
  'people.read',
  'people.disable',
  'people.invite',
  'roles.give',
  'password-reset.make',
  'audit.read',
  'statistics.read',
  'presets.change',
  'rooms.change',
  'applications.change',
  'directory.change',
  'sign-in.change',
  'holds.make',
  'reports.read',
  'chat.export',
  'chat.erase',
] as const;
export const HouseRight = z.enum(houseRights);
export type HouseRight = z.infer<typeof HouseRight>;

/** Beside being a person, which everybody with an account is. Somebody may hold several. */
export const houseRoles = ['administrator', 'service-desk', 'room-manager', 'auditor'] as const;
export const HouseRole = z.enum(houseRoles);
export type HouseRole = z.infer<typeof HouseRole>;
