/** What a rule says to an event. */
export type Verdict = { allowed: true } | { allowed: false; reason: string };

export const allowed: Verdict = { allowed: true };
export const forbidden = (reason: string): Verdict => ({ allowed: false, reason });
