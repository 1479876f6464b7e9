/** The light part, for every page: types, HTTP API, devices. Entering a meeting is `@saal/client/join`. */
export * from './model.ts';
export { ChatFailed } from './chat/chat-failed.ts';
export type * from './chat/model.ts';
export {
  createApi,
  type Api,
  type ApiOptions,
  type CheckedInvitation,
  type CheckedPasswordReset,
  type ClientConfig,
  type CreatedInvitation,
  type CreatedPasswordReset,
  type AppPasswordView,
  type InvitationView,
  type Me,
  type ListedMeeting,
  type MeetingDetail,
  type PersonView,
  type PublicMeeting,
  type RegistrationView,
  type SessionView,
} from './api.ts';
export { createDevices, type DevicesOptions, type VideoEffect } from './devices.ts';
export { noDevices } from './no-devices.ts';
export { cameraOf, shareIdOf, type WantedPicture } from './pictures.ts';
export { RequestFailed } from './request-failed.ts';
export { deviceIdOfTab } from './tab-device-id.ts';
export { ValueModel } from './value-model.ts';
