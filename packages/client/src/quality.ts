/** How good one's own connection is, from figures of the last seconds. Pure. */
import type { ConnectionQuality } from '@saal/protocol';

export interface QualitySample {
  /** Milliseconds; undefined: not measured. */
  roundTripMs: number | undefined;
  /** 0..1 of the packets since the last sample; undefined: none were sent or due. */
  lostOutRatio: number | undefined;
  lostInRatio: number | undefined;
  /** Why the encoder sends less than it could. */
  limitedBy: 'none' | 'cpu' | 'bandwidth';
}

type Level = ConnectionQuality['level'];

function lossLevel(ratio: number | undefined): Level {
  if (ratio === undefined || ratio < 0.02) return 3;
  return ratio < 0.08 ? 2 : 1;
}

function delayLevel(roundTripMs: number | undefined): Level {
  if (roundTripMs === undefined || roundTripMs < 250) return 3;
  return roundTripMs < 600 ? 2 : 1;
}

function less(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : Math.min(one, other);
}

/**
 * The worst of loss, delay and what holds back the encoder; the reason is the one that makes it so. Only what shows in
 * two samples one after the other counts: every call begins slowly, and a switch of layers looks like loss for a moment.
 */
export function qualityOf(sample: QualitySample, before: QualitySample | undefined): ConnectionQuality {
  const limited = before?.limitedBy === sample.limitedBy ? sample.limitedBy : 'none';
  const candidates: ConnectionQuality[] = [
    { level: lossLevel(less(sample.lostOutRatio, before?.lostOutRatio)), reason: 'network-out' },
    { level: lossLevel(less(sample.lostInRatio, before?.lostInRatio)), reason: 'network-in' },
    { level: delayLevel(less(sample.roundTripMs, before?.roundTripMs)), reason: 'network-out' },
    { level: limited === 'none' ? 3 : 2, reason: limited === 'cpu' ? 'cpu' : 'network-out' },
  ];
  const worst = candidates.reduce((one, other) => (other.level < one.level ? other : one));
  return worst.level === 3 ? { level: 3, reason: 'none' } : worst;
}

export function sameQuality(one: ConnectionQuality, other: ConnectionQuality): boolean {
  return one.level === other.level && one.reason === other.reason;
}
