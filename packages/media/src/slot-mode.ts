/** When a meeting is large enough that three slots replace a stream for each microphone. Pure. */

/** From so many on; either is enough. */
export type SlotsFrom = { people: number; openMicrophones: number };
const usual: SlotsFrom = { people: 40, openMicrophones: 16 };

/** They end at fewer (by default 30 and 10), so that a meeting about that size does not go to and fro. */
const endsAt = ({ people, openMicrophones }: SlotsFrom): SlotsFrom => ({
  people: Math.floor(people * 0.75),
  openMicrophones: Math.floor(openMicrophones * 0.625),
});

/** @param on whether slots are used now */
export function wantsSlots(on: boolean, size: { people: number; openMicrophones: number }, from: SlotsFrom = usual): boolean {
  const limit = on ? endsAt(from) : from;
  return size.people >= limit.people || size.openMicrophones >= limit.openMicrophones;
}

/** How many microphones of one branch are listened to for the election; of more, the loudest. */
export const electedFrom = 64;

/**
 * Which microphones take part in the election when there are too many: those that do, among whom the quiet make room for what
 * was measured as loud.
 * @param open all that are on
 * @param taking part now, the one that was loud last at the end
 * @param loudest measured now, loudest first
 */
export function preselect<Id>(open: readonly Id[], taking: readonly Id[], loudest: readonly Id[]): Id[] {
  const isOpen = new Set(open);
  const loud = loudest.filter((id) => isOpen.has(id)).slice(0, electedFrom);
  const quiet = taking.filter((id) => isOpen.has(id) && !loud.includes(id));
  const kept = quiet.slice(Math.max(0, quiet.length + loud.length - electedFrom));
  const known = new Set([...loud, ...quiet]);
  const others = open.filter((id) => !known.has(id)).slice(0, electedFrom - kept.length - loud.length);
  return [...others, ...kept, ...loud.reverse()];
}
