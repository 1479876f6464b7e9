/** Colours of the faces in one meeting: each of its name, as far apart as that leaves. */
import type { ParticipantId, ParticipantView } from '@saal/protocol';
import { hueOf, hueStepDeg } from '../../ui/initials.ts';

export type Hues = ReadonlyMap<ParticipantId, number>;

const steps = 360 / hueStepDeg;
const between = (a: number, b: number) => Math.min((a - b + 360) % 360, (b - a + 360) % 360);

/** The hue nearest to the wanted one that keeps its distance to those taken; with more people than hues, one of the rarest. */
function hueBeside(wanted: number, taken: readonly number[]): number {
  if (taken.length === 0) return wanted;
  // With n hues on a circle a gap is always left whose middle is this far from all.
  const apart = Math.max(hueStepDeg, Math.floor(180 / (taken.length + 1) / hueStepDeg) * hueStepDeg);
  // Nearest first: the wanted one, then a step to either side, and so on.
  const near = Array.from({ length: steps }, (_, index) => {
    const away = Math.ceil(index / 2) * (index % 2 === 1 ? 1 : -1);
    return (wanted + away * hueStepDeg + 360) % 360;
  });
  const free = near.find((hue) => taken.every((other) => between(hue, other) >= apart));
  if (free !== undefined) return free;
  const uses = (hue: number) => taken.filter((other) => other === hue).length;
  const fewest = Math.min(...near.map(uses));
  return near.find((hue) => uses(hue) === fewest) ?? wanted;
}

/**
 * A hue for everybody here, in the order of coming: the first has the one of the name, whoever comes later gives way.
 * @param before what was given so far; kept, also for those who come back, so that nobody changes colour in a meeting
 */
export function huesOf(people: readonly Pick<ParticipantView, 'id' | 'name' | 'joinOrder'>[], before: Hues = new Map()): Hues {
  const hues = new Map(before);
  const taken = people.flatMap((person) => before.get(person.id) ?? []);
  for (const person of [...people].sort((a, b) => a.joinOrder - b.joinOrder)) {
    if (hues.has(person.id)) continue;
    const hue = hueBeside(hueOf(person.name), taken);
    hues.set(person.id, hue);
    taken.push(hue);
  }
  return hues.size === before.size ? before : hues;
}
