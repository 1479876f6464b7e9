import type { DeviceId, ParticipantId } from '@saal/protocol';
import { Device } from './device.ts';

/** The devices of a meeting, and which one of each participant has the sound. */
export class DeviceBook {
  private readonly byId = new Map<DeviceId, Device>();
  private readonly byParticipant = new Map<ParticipantId, Set<Device>>();
  private readonly sound = new Map<ParticipantId, Device>();

  get(id: DeviceId): Device | undefined {
    return this.byId.get(id);
  }

  all(): Iterable<Device> {
    return this.byId.values();
  }

  get size(): number {
    return this.byId.size;
  }

  of(participantId: ParticipantId): Device[] {
    return [...(this.byParticipant.get(participantId) ?? [])];
  }

  getOrAdd(id: DeviceId, participantId: ParticipantId): Device {
    const known = this.byId.get(id);
    if (known) return known;
    const device = new Device(id, participantId);
    this.byId.set(id, device);
    const siblings = this.byParticipant.get(participantId) ?? new Set();
    this.byParticipant.set(participantId, siblings.add(device));
    // The first device has the sound, the others are companions until one takes it.
    if (!this.sound.has(participantId)) this.sound.set(participantId, device);
    return device;
  }

  /** @returns the device the sound went to, when this one had it */
  remove(device: Device): Device | undefined {
    device.gone = true;
    device.cancelWindow();
    this.byId.delete(device.deviceId);
    const siblings = this.byParticipant.get(device.participantId);
    siblings?.delete(device);
    if (siblings?.size === 0) this.byParticipant.delete(device.participantId);
    if (this.sound.get(device.participantId) !== device) return undefined;
    this.sound.delete(device.participantId);
    const heir = this.of(device.participantId).sort((a, b) => Number(b.connection !== undefined) - Number(a.connection !== undefined))[0];
    if (heir) this.sound.set(device.participantId, heir);
    return heir;
  }

  isCompanion(device: Device): boolean {
    return this.sound.get(device.participantId) !== device;
  }

  /** @returns the device that had the sound until now */
  takeSound(device: Device): Device | undefined {
    const former = this.sound.get(device.participantId);
    this.sound.set(device.participantId, device);
    return former === device ? undefined : former;
  }
}
