/** What the house decides on meetings for everybody, beside what each meeting's own settings say. */
import type { PersonId } from '@saal/protocol';
import { GuestsRefused, PlanningRefused } from './errors.ts';

export interface HouseRules {
  /** Whether this person plans and begins meetings of their own. */
  mayPlan(personId: PersonId): Promise<boolean>;
  /** Whether people without an account come into the meetings of this person. */
  letsGuestsTo(ownerId: PersonId): Promise<boolean>;
}

/** Everybody plans, and guests come where the meeting lets them. */
export const openHouseRules: HouseRules = { mayPlan: () => Promise.resolve(true), letsGuestsTo: () => Promise.resolve(true) };

/** @throws {PlanningRefused} when one of them may not */
export async function requirePlanning(rules: HouseRules, ...personIds: readonly PersonId[]): Promise<void> {
  for (const personId of personIds) if (!(await rules.mayPlan(personId))) throw new PlanningRefused();
}

/** @throws {GuestsRefused} */
export async function requireGuests(rules: HouseRules, ownerId: PersonId): Promise<void> {
  if (!(await rules.letsGuestsTo(ownerId))) throw new GuestsRefused();
}
