import type { Device } from './device.ts';
import type { DeviceBook } from './device-book.ts';
import type { MediaDesk } from './media-desk.ts';

/** Which device of each participant is heard and hears. */
export class SoundDesk {
  private readonly options: { devices: DeviceBook; media: MediaDesk; changed: () => void };

  constructor(options: SoundDesk['options']) {
    this.options = options;
  }

  /**
   * A new device gets the sound of one that is away: its tab was closed, or it is in a tunnel. Devices that come back
   * keep what they were, whichever of them is first.
   */
  async inherit(device: Device): Promise<void> {
    if (this.options.devices.of(device.participantId).every((other) => other === device || !other.connection)) await this.move(device);
  }

  async move(device: Device): Promise<void> {
    const former = this.options.devices.takeSound(device);
    if (!former) return;
    await this.options.media.pause(former, 'microphone');
    former.peer?.setListening(false);
    device.peer?.setListening(true);
    former.send({ type: 'meeting.notice', data: { kind: 'sound-moved' } });
    this.options.changed();
  }
}
