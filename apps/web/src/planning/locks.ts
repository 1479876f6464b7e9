import type { SettingName } from '@saal/protocol';

/** For a field of a setting: nothing, or that it cannot be changed and who decided so. */
export type Locks = (name: SettingName) => { isDisabled?: true; description?: string };

export const noLocks: Locks = () => ({});
