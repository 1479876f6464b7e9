/** That one is in a meeting, kept for a reload of the tab: then one is back in at once, as one was. */

export type RememberedStay = { name: string | undefined; microphone: boolean; camera: boolean };
const keyOf = (meetingId: string) => `saal.stay.${meetingId}`;

export function rememberStay(storage: Pick<Storage, 'setItem'>, meetingId: string, stay: RememberedStay): void {
  try {
    storage.setItem(keyOf(meetingId), JSON.stringify(stay));
  } catch {
    // Without it a reload shows the join page once more.
  }
}

export function forgetStay(storage: Pick<Storage, 'removeItem'>, meetingId: string): void {
  storage.removeItem(keyOf(meetingId));
}

export function rememberedStay(storage: Pick<Storage, 'getItem'>, meetingId: string): RememberedStay | undefined {
  try {
    const stored: unknown = JSON.parse(storage.getItem(keyOf(meetingId)) ?? 'null');
    if (typeof stored !== 'object' || stored === null) return undefined;
    return {
      name: 'name' in stored && typeof stored.name === 'string' ? stored.name : undefined,
      microphone: 'microphone' in stored && stored.microphone === true,
      camera: 'camera' in stored && stored.camera === true,
    };
  } catch {
    // Unreadable: the join page it is.
    return undefined;
  }
}
