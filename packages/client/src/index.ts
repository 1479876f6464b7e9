/** The light part, for every page: types, HTTP API, devices. Entering a meeting is `@saal/client/join`. */
export * from './model.ts';
export type { CalendarConnectionView, CalendarNotice } from './api-calendars.ts';
export { createOutlookApi, type OutlookApi, type OutlookMeeting } from './api-outlook.ts';
export { ChatFailed } from './chat/chat-failed.ts';
export type * from './chat/model.ts';
export { createVoiceRecorder, type VoiceRecorder, type VoiceState } from './chat/voice-recorder.ts';
export type * from './chat/team-model.ts';
export type {
  AuditEntryView,
  AuditFilter,
  AuditPage,
  ChatStatisticsView,
  ChangePolicies,
  PoliciesView,
  SignInPolicyView,
  StatisticsQuery,
  StatisticsView,
} from './api-admin.ts';
export type {
  AuthenticatorSetUp,
  FactorAdded,
  FactorClaim,
  FactorMethod,
  FactorsView,
  PasskeyOptions,
  PasskeyView,
  ProofClaim,
  SecondStepView,
} from './api-factors.ts';
export type { PresetContent, PresetView, ResourceContent, ResourceView } from './api-planning.ts';
export type { InviteeList, InviteeView, NewInvitee, PersonalInvitation } from './api-invitees.ts';
export type { ApplicationView, DeliveryView, WebhookView } from './api-applications.ts';
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
  type IncomingCall,
  type InvitationView,
  type Me,
  type ListedMeeting,
  type MeetingDetail,
  type OwnStatus,
  type PeopleFilter,
  type PersonView,
  type CampaignSummary,
  type CampaignView,
  type InterviewView,
  type DayEntry,
  type PublicMeeting,
  type RegistrationView,
  type SessionView,
} from './api.ts';
export type { VideoEffect } from './camera-effect.ts';
export { createDevices, type DevicesOptions } from './devices.ts';
export { noDevices } from './no-devices.ts';
export { cameraOf, shareIdOf, type WantedPicture } from './pictures.ts';
export { RequestFailed } from './request-failed.ts';
export { listenForRings, type Rings, type RingsOptions } from './rings.ts';
export { deviceIdOfTab } from './tab-device-id.ts';
export { ValueModel } from './value-model.ts';
