/** What the house decides for everybody, as a part of the schema: what is set here is not changed in the administration. */
import { HousePolicies } from '@saal/protocol';
import type { z } from 'zod';
import { count } from './values.ts';

const { shape } = HousePolicies;
const changeable = 'Not set: as it is chosen in the administration, under "Policies".';

export const policySettings = {
  SAAL_SECOND_FACTOR: shape.secondFactor.optional().meta({
    unit: 'off, administrators, roles or everybody',
    defaultText: 'off',
    reason: `Who must have a second factor to sign in with a password, be it of this server or of the directory; roles: whoever holds a role for the house. Who has none sets it up when signing in. Single sign-on asks for its own. Everybody may have one, also with off. ${changeable}`,
  }),
  SAAL_PASSWORD_MIN_LENGTH: count
    .pipe(shape.passwordMinLength)
    .optional()
    .meta({ unit: 'characters, 12 to 64', defaultText: '12', reason: `What a new password has at least. ${changeable}` }),
  SAAL_SESSION_IDLE_HOURS: count
    .pipe(shape.sessionIdleHours)
    .optional()
    .meta({
      unit: 'hours, 1 to 720',
      defaultText: '720',
      reason: `A sign-in ends when it was not used for so long; being in a meeting is using it. ${changeable}`,
    }),
  SAAL_SESSION_MOST_HOURS: count
    .pipe(shape.sessionMostHours)
    .optional()
    .meta({
      unit: 'hours, 0 to 8760',
      defaultText: '0',
      reason: `A sign-in ends after so long, used or not. 0: it does not. ${changeable}`,
    }),
  SAAL_ACCOUNT_LINKS: shape.accountLinks.optional().meta({
    unit: 'nobody, administrators or service-desk',
    defaultText: 'service-desk',
    reason: `Who may make links to new accounts. nobody: where all accounts come from the directory or by single sign-on. ${changeable}`,
  }),
  SAAL_EXTERNALS: shape.externals.optional().meta({
    unit: 'refused or allowed',
    defaultText: 'allowed',
    reason: `refused: accounts of other domains than SAAL_HOUSE_EMAIL_DOMAINS cannot sign in. ${changeable}`,
  }),
  SAAL_PLANNING: shape.planning.optional().meta({
    unit: 'house or everybody',
    defaultText: 'everybody',
    reason: `Who with an account may plan meetings. house: externals (SAAL_HOUSE_EMAIL_DOMAINS) take part only. ${changeable}`,
  }),
  SAAL_GUESTS: shape.guests.optional().meta({
    unit: 'nobody, house or everybody',
    defaultText: 'everybody',
    reason: `Into whose meetings people without an account come. house: not into those of externals. ${changeable}`,
  }),
};

const named = {
  secondFactor: 'SAAL_SECOND_FACTOR',
  passwordMinLength: 'SAAL_PASSWORD_MIN_LENGTH',
  sessionIdleHours: 'SAAL_SESSION_IDLE_HOURS',
  sessionMostHours: 'SAAL_SESSION_MOST_HOURS',
  accountLinks: 'SAAL_ACCOUNT_LINKS',
  externals: 'SAAL_EXTERNALS',
  planning: 'SAAL_PLANNING',
  guests: 'SAAL_GUESTS',
} as const satisfies Record<keyof HousePolicies, keyof typeof policySettings>;

/** Those the operator has set. */
export function givenPolicies(config: z.output<z.ZodObject<typeof policySettings>>): Partial<HousePolicies> {
  return HousePolicies.partial().parse(Object.fromEntries(Object.entries(named).map(([name, key]) => [name, config[key]])));
}
