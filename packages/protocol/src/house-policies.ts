/** What the house decides for everybody, and who may administer can change while it runs (decision 0067). */
import { z } from 'zod';

export const HousePolicies = z.object({
  /** Who must have a second factor to sign in with a password; `roles`: whoever holds a role for the house. */
  secondFactor: z.enum(['off', 'administrators', 'roles', 'everybody']),
  /** At least so many characters; what is guessable is refused beside that. */
  passwordMinLength: z.int().min(12).max(64),
  /** A session ends when it was not used for so long. */
  sessionIdleHours: z.int().min(1).max(720),
  /** A session ends so long after signing in, used or not; 0: only when it is not used. */
  sessionMostHours: z.int().min(0).max(8_760),
  /** Who may make links to new accounts, of those who hold `people.invite`. */
  accountLinks: z.enum(['nobody', 'administrators', 'service-desk']),
  /** Whether accounts with an e-mail of another house may be used. */
  externals: z.enum(['refused', 'allowed']),
  /** Who may plan and begin meetings of their own. */
  planning: z.enum(['house', 'everybody']),
  /** Into whose meetings people without an account come. */
  guests: z.enum(['nobody', 'house', 'everybody']),
});
export type HousePolicies = z.infer<typeof HousePolicies>;
export type PolicyName = keyof HousePolicies;
export const policyNames = Object.keys(HousePolicies.shape) as PolicyName[];

/** `null`: as the house begins with. */
export const ChangePolicies = z
  .strictObject({
    secondFactor: HousePolicies.shape.secondFactor.nullable(),
    passwordMinLength: HousePolicies.shape.passwordMinLength.nullable(),
    sessionIdleHours: HousePolicies.shape.sessionIdleHours.nullable(),
    sessionMostHours: HousePolicies.shape.sessionMostHours.nullable(),
    accountLinks: HousePolicies.shape.accountLinks.nullable(),
    externals: HousePolicies.shape.externals.nullable(),
    planning: HousePolicies.shape.planning.nullable(),
    guests: HousePolicies.shape.guests.nullable(),
  })
  .partial();

export const PoliciesView = z.object({
  policies: HousePolicies,
  defaults: HousePolicies,
  /** By the operator's configuration; they cannot be changed here. */
  fixed: z.array(z.enum(policyNames)),
  /** Whether the house has said which e-mail domains are its own; else nobody is external. */
  hasExternals: z.boolean(),
});
