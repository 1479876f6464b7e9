export { createCampaigns, type CampaignsFeature, type CampaignsOptions } from './create-campaigns.ts';
export { applicantLinks, createInvitees, invitedGuests, type InviteesFeature, type InviteesOptions } from './create-invitees.ts';
export type { ApplicantLinks, Colleagues, InterviewMail, InterviewMeetings } from './campaign-ports.ts';
export { createOutbox, type MailFeature, type MailSettings } from './create-outbox.ts';
export { InterviewLetters } from './interview-mail.ts';
export { letterIdOf, noOutbox } from './outbox.ts';
export type { Letter, Outbox } from './mail-ports.ts';
export type { Acquaintances, InvitedTo, InvitingMeetings } from './invitee-ports.ts';

/** For `migrate` of foundation. */
export const invitationsMigrations = { feature: 'invitations', directory: new URL('../migrations/', import.meta.url) };
