/** How far a client has read: opaque to it. `s<position>_<ephemeral>` */
import { invalidParam } from './errors.ts';
import type { StreamPos } from './ports.ts';

export interface SyncToken {
  pos: StreamPos;
  /** Of typing, which is kept in memory: after a restart it begins anew, and everything is told again. */
  ephemeral: number;
}

const FORMAT = /^s(\d{1,15})_(\d{1,15})$/;

export function writeToken({ pos, ephemeral }: SyncToken): string {
  return `s${pos}_${ephemeral}`;
}

/** @throws {ChatError} invalid_param */
export function readToken(token: string): SyncToken {
  const match = FORMAT.exec(token);
  if (!match) throw invalidParam('this is no token of ours');
  return { pos: Number(match[1]), ephemeral: Number(match[2]) };
}

/** A place in one room's history; also taken where a token of `/sync` is. @throws {ChatError} invalid_param */
export function readPlace(token: string): StreamPos {
  const match = /^[st](\d{1,15})(?:_\d{1,15})?$/.exec(token);
  if (!match) throw invalidParam('this is no token of ours');
  return Number(match[1]);
}

export const writePlace = (pos: StreamPos): string => `t${pos}`;
