/**
 * What people may do in a room of a kind when it is new: owners have 100, moderators 50, writers of announcements 20, members 0.
 * The one place that says so; the table in the README is this. What a client asks for itself stands in its place. Pure.
 */
import type { JsonObject } from './json.ts';
import { LEADS } from './room-kind.ts';

const OWNS = 100;
/** Where few write: those that moderators let. */
const WRITES = 20;

const votes: JsonObject = { 'm.poll.response': 0, 'org.matrix.msc3381.poll.response': 0 };

/** By its owner alone: what it is, and who comes in without an invitation. */
const kept: JsonObject = { 'eu.saal.room': OWNS, 'm.room.join_rules': OWNS, 'm.space.parent': OWNS };

/** @param kind of `eu.saal.room`; undefined: a room of another client, which gets what the specification says */
export function standardRights(kind: unknown): { levels: JsonObject; events: JsonObject } {
  switch (kind) {
    case 'team':
      return {
        // A team has no messages of its own; they are in its channels.
        levels: { events_default: OWNS, invite: LEADS },
        events: { ...kept, 'm.space.child': LEADS, 'eu.saal.links': LEADS },
      };
    case 'announcements':
      return {
        levels: { events_default: WRITES, invite: LEADS },
        // All may react and vote. Moderators say who writes.
        events: { 'm.reaction': 0, ...votes, 'm.room.redaction': 0, ...kept, 'm.room.power_levels': LEADS },
      };
    case 'group':
      return { levels: {}, events: kept };
    default:
      return { levels: {}, events: {} };
  }
}
