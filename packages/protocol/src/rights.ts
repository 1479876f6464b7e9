/** Roles and single rights (R7). A role is a set of rights; a host can give and take single ones on top. */
import { z } from 'zod';
import { defaultSettings, rights, roles } from './constants.ts';

export { rights, roles };
export const Right = z.enum(rights);
export type Right = z.infer<typeof Right>;

export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

/** What somebody can be invited as. */
export const InviteeRole = Role.extract(['participant', 'presenter', 'co-host']);
export type InviteeRole = z.infer<typeof InviteeRole>;

/** Who a permission of the meeting extends to, from all to hosts and co-hosts. */
export const Audience = z.enum(['everyone', 'presenters', 'hosts']);
export type Audience = z.infer<typeof Audience>;

/** Who writes in the chat: as an {@link Audience}, or nobody at all. */
export const ChatAudience = z.enum([...Audience.options, 'nobody']);
export type ChatAudience = z.infer<typeof ChatAudience>;

/** Who enters without waiting. Hosts and co-hosts always do. */
export const LobbyBypass = z.enum(['everyone', 'accounts', 'nobody']);
export type LobbyBypass = z.infer<typeof LobbyBypass>;

/**
 * How many send and how many listen, on one scale; a host changes it while the meeting runs. `talk`: everybody may send.
 * `stage`: those on stage send, the others ask to come up. `event`: a stage with an audience that waits until it is opened,
 * sees only the stage (unless allowed) and has a question desk.
 */
export const Size = z.enum(['talk', 'stage', 'event']);
export type Size = z.infer<typeof Size>;

/** What is preset when a meeting is planned and can be changed while it runs. */
export const MeetingSettings = z.object({
  lobbyBypass: LobbyBypass,
  /** `accounts`: whoever has an account and does not wait in the lobby begins it, and leads it while nobody else does. */
  mayBegin: z.enum(['owner', 'accounts']),
  maySpeak: Audience,
  mayShowCamera: Audience,
  mayShare: Audience,
  mayChat: ChatAudience,
  /** Whether files and pictures may be sent in the chat by those who do not lead. */
  chatUploads: z.boolean(),
  /** After "mute all": whether people without `mute-others` may unmute by themselves. */
  mayUnmuteSelf: z.boolean(),
  joinMuted: z.boolean(),
  joinCameraOff: z.boolean(),
  /** Ask everybody who comes by the link for the passcode; by number it is always asked for. */
  passcodeByLink: z.boolean(),
  size: Size,
  /** So many of the audience may be on stage at once, beside hosts and presenters. */
  stageSeats: z.int().min(1).max(50),
  /** Event: people of the audience see each other, and their number by name. */
  audienceVisible: z.boolean(),
  /** Questions are shown to all only after somebody who moderates has let them through. */
  questionsModerated: z.boolean(),
  /** Who comes has to have registered. `closed`: those who have may come, nobody else registers. */
  registration: z.enum(['off', 'open', 'closed']),
  /** Places; who comes later is on a waiting list. */
  registrationLimit: z.int().min(1).max(3_000),
});
export type MeetingSettings = z.infer<typeof MeetingSettings>;

export { defaultSettings };
