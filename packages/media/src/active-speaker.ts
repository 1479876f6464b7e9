/**
 * Who speaks, and who is the active speaker: from measured levels to something calm enough to show. Pure: levels come
 * every 250 ms, time is an argument.
 */
import type { EpochMs, ParticipantId } from '@saal/protocol';

/** Another one becomes active only after dominating for so long: a cough does not move the stage. */
export const dominanceMs = 600;
/** Somebody counts as speaking for so long after the last loud moment: pauses between words do not flicker. */
export const releaseMs = 500;
/** Above this a microphone is speech, in dBov (0 is the loudest). Room noise after suppression lies below -60. */
export const speechDb = -50;

export interface Speech {
  /** Who is heard now, with the level of the last loud moment. */
  readonly heard: ReadonlyMap<ParticipantId, { db: number; atMs: EpochMs }>;
  readonly active: ParticipantId | null;
  /** Dominates, but not long enough yet. */
  readonly candidate: { readonly participantId: ParticipantId; readonly sinceMs: EpochMs } | null;
}

export const silence: Speech = { heard: new Map(), active: null, candidate: null };

export interface SpeechSample {
  nowMs: EpochMs;
  levels: readonly { participantId: ParticipantId; db: number }[];
  /** Whom the media server holds dominant now (stays the same in silence). */
  dominant: ParticipantId | null;
  /** Participants who can be heard at all; one who left or closed the microphone is forgotten at once. */
  present: ReadonlySet<ParticipantId>;
}

/** One step. Silence keeps the active speaker; the first one who speaks becomes active without waiting. */
export function hear(speech: Speech, sample: SpeechSample): Speech {
  const { nowMs, present } = sample;
  const heard = new Map<ParticipantId, { db: number; atMs: EpochMs }>();
  for (const [participantId, last] of speech.heard) {
    if (present.has(participantId) && nowMs - last.atMs < releaseMs) heard.set(participantId, last);
  }
  for (const { participantId, db } of sample.levels) {
    if (db < speechDb || !present.has(participantId)) continue;
    const known = heard.get(participantId);
    // Several devices of one participant: the louder one counts.
    heard.set(participantId, known?.atMs === nowMs && known.db > db ? known : { db, atMs: nowMs });
  }
  const active = speech.active !== null && present.has(speech.active) ? speech.active : null;
  // The server's judgement lags and may rest on somebody who is silent by now: then the loudest one dominates.
  const dominant = sample.dominant !== null && heard.has(sample.dominant) ? sample.dominant : (loudestFirst(heard)[0] ?? null);
  if (dominant === null || dominant === active) return { heard, active, candidate: null };
  if (active === null) return { heard, active: dominant, candidate: null };
  const candidate = speech.candidate?.participantId === dominant ? speech.candidate : { participantId: dominant, sinceMs: nowMs };
  if (nowMs - candidate.sinceMs >= dominanceMs) return { heard, active: dominant, candidate: null };
  return { heard, active, candidate };
}

/** Those heard now, loudest first. */
export function speakingOf(speech: Speech): ParticipantId[] {
  return loudestFirst(speech.heard);
}

function loudestFirst(heard: Speech['heard']): ParticipantId[] {
  return [...heard].sort(([, a], [, b]) => b.db - a.db).map(([participantId]) => participantId);
}

/** Whether there is something new to tell: the order alone is not. */
export function sameSpeakers(before: Speech, after: Speech): boolean {
  return (
    before.active === after.active && before.heard.size === after.heard.size && [...after.heard.keys()].every((id) => before.heard.has(id))
  );
}

/** Nothing will change by time alone: the timer may rest. */
export function isQuiet(speech: Speech): boolean {
  return speech.heard.size === 0 && speech.candidate === null;
}
