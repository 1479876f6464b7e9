/**
 * Campaigns: many interviews from one list of applicants, under `/api/campaigns`, and the panel's day under `/api/day`.
 * Somebody else's campaign is answered as one that does not exist. Times of a day are of the campaign's time zone.
 */
import { z } from 'zod';
import { MeetingId } from './ids.ts';
import { PresetId } from './presets.ts';
import { Email, PlanMeeting } from './rest.ts';
import { Language, Title, line, paragraph } from './text.ts';

export const MAX_APPLICANTS = 500;
/** A table of five hundred applicants has some 50 kB. */
export const MAX_APPLICANT_FILE_BYTES = 512 * 1024;

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const span = z.strictObject({ from: timeOfDay, to: timeOfDay });

/** A day of interviews: from when to when, and what is kept free in between. */
export const CampaignDay = z.strictObject({
  date: z.iso.date(),
  from: timeOfDay,
  to: timeOfDay,
  breaks: z.array(span).max(10).default([]),
});
export type CampaignDay = z.output<typeof CampaignDay>;

/** People who interview together; several panels interview at the same time. `people`: by their address, each with an account. */
export const CampaignPanel = z.strictObject({ name: line(60), people: z.array(Email).min(1).max(20) });
export type CampaignPanel = z.output<typeof CampaignPanel>;

export const CampaignPlan = z.strictObject({
  title: Title,
  timeZone: PlanMeeting.shape.timeZone.unwrap(),
  lengthMin: z.int().min(5).max(480),
  /** Kept free after each interview. */
  bufferMin: z.int().min(0).max(240).default(0),
  days: z.array(CampaignDay).min(1).max(60),
  panels: z.array(CampaignPanel).min(1).max(20),
  /** Where the panel sits. */
  place: line(140).optional(),
  /** The kind of its meetings: settings and what is locked of them, reminders, a paragraph of the invitation, how long all is kept. */
  presetId: PresetId.optional(),
  /** Everything about applicants is deleted this long after the last interview; no longer than the kind keeps its meetings. */
  keptDays: z.int().min(1).max(730).default(90),
  /** Applicants choose another of their panel's free slots by themselves, by their personal link. */
  mayChoose: z.boolean().optional(),
});
export type CampaignPlan = z.output<typeof CampaignPlan>;

/** `lengthMin` absent: as the kind says, which has to say it then. */
export const NewCampaignPlan = CampaignPlan.extend({ lengthMin: CampaignPlan.shape.lengthMin.optional() });
export type NewCampaignPlan = z.output<typeof NewCampaignPlan>;

const plainSpan = { from: z.string(), to: z.string() };
/** The plan as it is told: checked when it came in. */
export const CampaignPlanView = z.object({
  title: z.string(),
  timeZone: z.string(),
  lengthMin: z.number(),
  bufferMin: z.number(),
  days: z.array(z.object({ date: z.string(), ...plainSpan, breaks: z.array(z.object(plainSpan)) })),
  panels: z.array(z.object({ name: z.string(), people: z.array(z.string()) })),
  place: z.string().optional(),
  presetId: z.string().optional(),
  keptDays: z.number(),
  mayChoose: z.boolean().optional(),
});

/** What a column of the file holds. */
export const applicantFields = ['name', 'firstName', 'lastName', 'email', 'panel', 'date', 'time', 'language'] as const;
export const ApplicantField = z.enum(applicantFields);
export type ApplicantField = z.infer<typeof ApplicantField>;

const cell = z.string().max(2000);
/** One applicant by API. Checked line by line, like one of a file, so that one bad line does not refuse all. */
export const GivenApplicant = z.strictObject({
  name: cell,
  email: cell,
  panel: cell.optional(),
  /** `2026-12-01` */
  date: cell.optional(),
  /** `09:30` */
  time: cell.optional(),
  language: cell.optional(),
});
/** Either a file (base64 of CSV in UTF-8 or Windows-1252) or a list. Takes the place of what was there and was not sent. */
export const SetApplicants = z.union([
  z.strictObject({
    file: z.base64().max(Math.ceil((MAX_APPLICANT_FILE_BYTES * 4) / 3) + 4),
    /** Field of each column, from the left; null: not used. Absent: by the names in the first line. */
    columns: z.array(ApplicantField.nullable()).max(100).optional(),
  }),
  z.strictObject({ applicants: z.array(GivenApplicant).max(MAX_APPLICANTS) }),
]);

export const applicantProblems = [
  'line_broken', // it has more cells than the first line
  'name_missing',
  'name_too_long',
  'email_missing',
  'email_bad',
  'email_twice',
  'panel_unknown',
  'time_bad', // no date and time, or only one of both
  'time_outside', // not in a day of interviews, in a break, or over
  'panel_taken', // by an earlier line
  'panel_busy', // somebody of the panel has another meeting
  'no_slot_left',
  'language_unknown',
  'formula', // a cell a spreadsheet would run
] as const;
export const ApplicantProblem = z.enum(applicantProblems);
export type ApplicantProblem = z.infer<typeof ApplicantProblem>;

/**
 * draft: not sent; queued: being planned and invited; planned: its meeting is there, and no mail goes out from here; then what came
 * of mail and interview.
 * `unknown`: the mail may or may not have gone out.
 */
export const interviewStates = [
  'draft',
  'queued',
  'planned',
  'sent',
  'bounced',
  'unknown',
  'accepted',
  'tentative',
  'declined',
  'waiting',
  'running',
  'done',
  'missed',
  'cancelled',
] as const;
export const InterviewState = z.enum(interviewStates);
export type InterviewState = z.infer<typeof InterviewState>;

export const InterviewView = z.object({
  id: z.string(),
  /** Of the file, 1 is the first line; of a list, the place in it. */
  line: z.number(),
  name: z.string(),
  email: z.string(),
  language: Language,
  /** Empty: none yet. */
  panel: z.string(),
  startsAtMs: z.number().nullable(),
  endsAtMs: z.number().nullable(),
  state: InterviewState,
  /** The words of the server that refused the mail. */
  mailReason: z.string().optional(),
  problems: z.array(ApplicantProblem),
  meetingId: MeetingId.nullable(),
});
export type InterviewView = z.infer<typeof InterviewView>;

export const CampaignPhase = z.enum(['draft', 'sent', 'cancelled']);
export const CampaignSummary = z.object({
  id: z.string(),
  title: z.string(),
  timeZone: z.string(),
  phase: CampaignPhase,
  firstDay: z.string(),
  lastDay: z.string(),
  applicants: z.number(),
  /** All about it is deleted then. */
  deletedAtMs: z.number(),
});
export type CampaignSummary = z.infer<typeof CampaignSummary>;
export const CampaignList = z.object({ campaigns: z.array(CampaignSummary) });

export const CampaignView = CampaignSummary.extend({
  plan: CampaignPlanView,
  /** Slots nobody has. */
  freeSlots: z.number(),
  /** Whether mail can be sent from here at all. */
  mail: z.boolean(),
  interviews: z.array(InterviewView),
});
export type CampaignView = z.infer<typeof CampaignView>;

/** What the first line of a file holds that does not say enough: its columns are to be said by hand. */
export const UnclearColumns = z.object({ header: z.array(z.string()), guess: z.array(ApplicantField.nullable()) });
/** Either the preview, or what has to be said first; then nothing was stored. */
export const ApplicantsSet = z.union([z.object({ campaign: CampaignView }), z.object({ unclear: UnclearColumns })]);
export type ApplicantsSet = z.infer<typeof ApplicantsSet>;

/** Lines with problems are left out only when that is said. */
export const SendCampaign = z.strictObject({ leaveOutProblems: z.boolean().default(false) });
const chosen = z.array(z.string().max(64)).min(1).max(MAX_APPLICANTS);
/** Moves chosen interviews, or all of a panel from a time on. Each applicant is told. */
export const MoveInterviews = z.union([
  z.strictObject({ interviews: chosen, byMin: z.int().min(-10_080).max(43_200) }),
  z.strictObject({ fromMs: z.number(), panel: line(60).optional(), byMin: z.int().min(-10_080).max(43_200) }),
]);
/** What is written, and to whom. */
export const CampaignMessageWords = z.strictObject({
  /** Absent: to all that were sent and not cancelled; empty: to no applicant. */
  interviews: z.array(z.string().max(64)).max(MAX_APPLICANTS).optional(),
  /** To the panels of these interviews too; to all panels where no applicant is written to. */
  panel: z.boolean().default(false),
  subject: Title,
  text: paragraph(4000),
});
/** `id` of the preview: sent again with it, nobody is told twice. */
export const CampaignMessage = CampaignMessageWords.extend({
  id: z
    .string()
    .regex(/^[\w-]{8,64}$/)
    .optional(),
});
/** The letter as the first of them would get it, in the layout of the house. `text`: for programs that show no HTML. */
export const MessagePreview = z.object({
  id: z.string(),
  /** So many go out. */
  letters: z.number(),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
});
export type MessagePreview = z.infer<typeof MessagePreview>;
/** A message with what came of its letters; those that are none of `sent`, `bounced` and `unknown` wait. */
export const CampaignMessageView = z.object({
  id: z.string(),
  subject: z.string(),
  writtenAtMs: z.number(),
  letters: z.number(),
  sent: z.number(),
  bounced: z.number(),
  unknown: z.number(),
  /** Whom it did not reach, or may not have; with the words of the mail server. */
  failed: z.array(z.object({ name: z.string(), email: z.string(), state: z.enum(['bounced', 'unknown']), reason: z.string().optional() })),
});
export type CampaignMessageView = z.infer<typeof CampaignMessageView>;
export const CampaignMessageList = z.object({ messages: z.array(CampaignMessageView) });
/** Invites again whose last letter bounced or is unknown: all of them, or those among the chosen. */
export const InviteAgain = z.strictObject({ interviews: chosen.optional() });
/** The right address of an applicant whose mail went to a wrong one; they are invited there, with a new personal link. */
export const CorrectAddress = z.strictObject({ email: Email });
export const CancelInterviews = z.strictObject({ interviews: chosen.optional() });
/** How many applicants it concerns, and are told. */
export const CampaignDone = z.object({ concerned: z.number() });

/** An interview on somebody's day. No address: the panel needs the name alone. */
export const DayEntry = z.object({
  id: z.string(),
  campaignId: z.string(),
  title: z.string(),
  name: z.string(),
  panel: z.string(),
  colleagues: z.array(z.string()),
  /** Where the panel sits. */
  place: z.string().optional(),
  startsAtMs: z.number(),
  endsAtMs: z.number(),
  state: InterviewState,
  meetingId: MeetingId.nullable(),
});
export type DayEntry = z.infer<typeof DayEntry>;
export const DayQuery = z.object({ fromMs: z.coerce.number().int(), toMs: z.coerce.number().int() });
export const DayView = z.object({ entries: z.array(DayEntry), nowMs: z.number() });
export type DayView = z.infer<typeof DayView>;
/** Moves this interview and those after it of the same panel and day, as far as they would begin too early. */
export const RunLate = z.strictObject({ interviewId: z.string().max(64), byMin: z.int().min(1).max(240) });
