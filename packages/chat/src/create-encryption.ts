/** Joins what devices need to speak to each other unread: public keys, sealed messages, sealed backups. */
import type { Ground } from './create-ground.ts';
import { DehydratedDevices } from './dehydrated-devices.ts';
import { DeviceKeys } from './device-keys.ts';
import type { Devices } from './devices.ts';
import { PostgresBackupStore } from './postgres/backup-store.ts';
import { PostgresDehydratedStore } from './postgres/dehydrated-store.ts';
import { PostgresKeyStore } from './postgres/key-store.ts';
import { PostgresToDeviceStore } from './postgres/to-device-store.ts';

export function createEncryption({ db, changes, kept, clock }: Ground, devices: Devices) {
  const deviceKeys = new DeviceKeys(new PostgresKeyStore(changes, kept.keyCounts));
  return {
    deviceKeys,
    toDevice: new PostgresToDeviceStore(changes, clock),
    backups: new PostgresBackupStore(db),
    dehydrated: new DehydratedDevices({ store: new PostgresDehydratedStore(db, clock), devices, keys: deviceKeys }),
  };
}
