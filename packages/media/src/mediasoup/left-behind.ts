import type { DeviceId } from '@saal/protocol';
import type { RtpCapabilities } from 'mediasoup/types';
import type { CarriedBranch } from './carried-branch.ts';
import type { BranchPlace, LeftBranch, LeftDevice } from './room-branch.ts';

export interface TakenUp {
  /** Those that live. */
  branches: { carried: CarriedBranch; site: string | undefined; devices: readonly LeftDevice[] }[];
  /** What devices there can be sent. */
  capabilities: RtpCapabilities | undefined;
}

/**
 * Takes up the branches that a former conductor left: transports, producers and consumers stay, so nobody notices.
 * When it resolves, all has been told that their devices send.
 * @param open enters a branch in the room, where it meets the others
 */
export async function takeUp(left: readonly LeftBranch[], open: (place: BranchPlace, id: string) => CarriedBranch): Promise<TakenUp> {
  const taken = new Map<string, { one: LeftBranch; carried: CarriedBranch; devices: LeftDevice[] }>();
  const known = new Set<DeviceId>();
  // Two on one worker, or two that hold one device: one conductor did not hear of what the one before had. The fuller one counts.
  for (const one of [...left].sort((a, b) => b.devices.length - a.devices.length)) {
    if (taken.has(one.place.worker)) continue; // Nobody asks for it any more: its node closes it.
    const carried = open(one.place, one.id);
    const devices = one.devices.filter(({ deviceId }) => !known.has(deviceId));
    for (const { deviceId } of one.devices) {
      if (known.has(deviceId)) carried.branch.removePeer(deviceId);
      known.add(deviceId);
    }
    taken.set(one.place.worker, { one, carried, devices });
  }
  const living = new Set([...taken.values()].map(({ one }) => one.id));
  for (const { one, carried } of taken.values()) for (const other of one.others) if (!living.has(other)) carried.branch.lose(other);

  const result: TakenUp = { branches: [], capabilities: undefined };
  await Promise.all(
    [...taken.values()].map(({ one, carried, devices }) =>
      carried.branch.ready.then(
        (capabilities) => {
          result.capabilities = capabilities;
          result.branches.push({ carried, site: one.site, devices });
        },
        () => undefined, // It went meanwhile; the room has forgotten it.
      ),
    ),
  );
  return result;
}
