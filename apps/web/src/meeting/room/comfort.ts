/** Comforts of one person, kept in this browser for every meeting. */
import { z } from 'zod';

export type Comfort = { announceComings: boolean };
const Stored = z.object({ announceComings: z.boolean() });
const key = 'saal.comfort';

export function loadComfort(storage: Pick<Storage, 'getItem'>): Comfort {
  try {
    const stored = Stored.safeParse(JSON.parse(storage.getItem(key) ?? 'null'));
    return stored.success ? stored.data : { announceComings: true };
  } catch {
    // Unreadable: as for everybody who chose nothing.
    return { announceComings: true };
  }
}

export function storeComfort(storage: Pick<Storage, 'setItem'>, comfort: Comfort): void {
  try {
    storage.setItem(key, JSON.stringify(comfort));
  } catch {
    // It is in effect now; only the next meeting does not know it.
  }
}
