/** Comings and goings, told to screen readers in one sentence per five seconds instead of one each (X04). */

export type Coming = { kind: 'joined' | 'left'; name: string };
export type Told = { kind: 'joined' | 'left'; count: number; name: string };

/** Above this many people comings and goings are not told at all: they would never end. */
export const mostPeopleToAnnounce = 20;
export const batchMs = 5_000;

/** What is to be said of what happened in one batch; somebody who came and went in it is not told. */
export function summarise(batch: readonly Coming[], peopleNow: number): Told[] {
  if (peopleNow > mostPeopleToAnnounce) return [];
  const balance = new Map<string, number>();
  for (const { kind, name } of batch) balance.set(name, (balance.get(name) ?? 0) + (kind === 'joined' ? 1 : -1));
  const of = (sign: 1 | -1) => [...balance].filter(([, sum]) => Math.sign(sum) === sign).map(([name]) => name);
  const told = (kind: 'joined' | 'left', names: string[]): Told[] =>
    names[0] === undefined ? [] : [{ kind, count: names.length, name: names[0] }];
  return [...told('joined', of(1)), ...told('left', of(-1))];
}

/** Who came and who went between two lists of people, without oneself. */
export function comings<P extends { id: string; name: string }>(before: readonly P[], now: readonly P[], selfId: string): Coming[] {
  const ids = (list: readonly P[]) => new Set(list.map((person) => person.id));
  const [was, is] = [ids(before), ids(now)];
  return [
    ...now
      .filter((person) => !was.has(person.id) && person.id !== selfId)
      .map((person) => ({ kind: 'joined' as const, name: person.name })),
    ...before
      .filter((person) => !is.has(person.id) && person.id !== selfId)
      .map((person) => ({ kind: 'left' as const, name: person.name })),
  ];
}
