/** Roles and single rights (R7). A role is a set of rights; a host can give and take single ones on top. */
import { z } from 'zod';
import { defaultSettings, rights, roles } from './constants.ts';

export { rights, roles };
export const Right = z.enum(rights);
export type Right = z.infer<typeof Right>;

export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

/** Who a permission of the meeting extends to, from all to hosts and co-hosts. */
export const Audience = z.enum(['everyone', 'presenters', 'hosts']);
export type Audience = z.infer<typeof Audience>;

/** Who enters without waiting. Hosts and co-hosts always do. */
export const LobbyBypass = z.enum(['everyone', 'accounts', 'nobody']);
export type LobbyBypass = z.infer<typeof LobbyBypass>;

/** What is preset when a meeting is planned and can be changed while it runs. */
export const MeetingSettings = z.object({
  lobbyBypass: LobbyBypass,
  maySpeak: Audience,
  mayShowCamera: Audience,
  mayShare: Audience,
  mayChat: Audience,
  /** After "mute all": whether people without `mute-others` may unmute by themselves. */
  mayUnmuteSelf: z.boolean(),
  joinMuted: z.boolean(),
  joinCameraOff: z.boolean(),
  /** Ask everybody who comes by the link for the passcode; by number it is always asked for. */
  passcodeByLink: z.boolean(),
});
export type MeetingSettings = z.infer<typeof MeetingSettings>;

export { defaultSettings };
