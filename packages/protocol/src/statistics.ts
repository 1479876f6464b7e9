/** Figures of use, without names (`statistics.read`): `GET /statistics`, `GET /statistics.csv`, `GET /v1/chat/statistics`. */
import { z } from 'zod';
import { ConnectionQuality } from './meeting-view.ts';

/** 2026-11-29; days are those of UTC. */
const Day = z.iso.date();

/** `from` to `until`, both included; 800 days at most. */
export const StatisticsQuery = z.object({ from: Day, until: Day, by: z.enum(['day', 'week', 'month']).default('day') });

/** Null: between 1 and 4, which might tell of somebody. */
const Figure = z.number().nullable();

export const StatisticsPeriod = z.object({
  /** Its first day: a week's is Monday. */
  from: Day,
  /** That began, and somebody was let in. */
  meetings: Figure,
  /** People in each meeting, each once a meeting. */
  participations: Figure,
  /** Of them by guests. */
  guests: Figure,
  /** That people spent in meetings, in sum. */
  minutes: Figure,
  /** Most people in meetings at the same time. */
  peakPeople: Figure,
  peakMeetings: Figure,
});

export const StatisticsView = z.object({
  /** In order, without gaps; without what is yet to come. */
  periods: z.array(StatisticsPeriod),
  /** Meetings by how many were in at once; `upTo` null: more. */
  sizes: z.array(z.object({ upTo: z.number().nullable(), meetings: Figure })),
  joins: z.object({
    answered: z.number(),
    /** By the server's fault: not ready, no media, internal. */
    failed: z.number(),
    /** How many were answered within that time; null: slower. */
    within: z.array(z.object({ ms: z.number().nullable(), joins: z.number() })),
  }),
  /** Minutes people were inside with a connection that good, as their pages measured loss of packets, delay and load. */
  quality: z
    .array(
      z.object({
        /** 1 bad, 2 weak, 3 good */ level: z.int().min(1).max(3),
        /** `none` when good. */ reason: ConnectionQuality.shape.reason,
        minutes: Figure,
      }),
    )
    .default([]),
});

export const ChatStatisticsView = z.object({
  /** Days without messages are missing. */
  days: z.array(z.object({ day: Day, messages: Figure })),
  /** Of files, as they lie there. */
  fileBytes: z.number(),
  databaseBytes: z.number(),
});
