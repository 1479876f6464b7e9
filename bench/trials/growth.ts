/** Whether something grows that should not, from samples over time. */
import { median, type Row } from '../figures.ts';

/** By name, at one moment. */
export type Sample = Readonly<Record<string, number>> & { readonly atS: number };

export interface Watched {
  name: string;
  what: string;
  unit: string;
  /** Steps in which it is counted, which no ratio should forbid. */
  slack: number;
  /** It goes with these, another name of the samples. */
  per: 'participants' | 'meetings' | undefined;
  /** Memory that is given back and taken again goes up and down by a third: what grows raises the highest, whenever it is collected. */
  highest?: true;
}

/** Last third over first third, after the warming up; medians, so that single peaks do not count, if not said otherwise. */
const mostRatio = 1.1;

/** @param samples after the warming up, in order; at least three */
export function growthRow(samples: readonly Sample[], { name, what, unit, slack, per, highest }: Watched): Row {
  const third = Math.floor(samples.length / 3);
  const values = samples.map((sample) => figureOf(sample, name) / (per === undefined ? 1 : Math.max(1, figureOf(sample, per))));
  const figure = (some: readonly number[]): number => (highest ? Math.max(...some) : median(some));
  const [first, last] = [figure(values.slice(0, third)), figure(values.slice(-third))];
  const digits = per === undefined ? 0 : 2;
  return {
    what: `${what}${per === undefined ? '' : ` per ${per.slice(0, -1)}`}${highest ? ', at its highest' : ''}, first and last third`,
    measured: `${first.toFixed(digits)} -> ${last.toFixed(digits)} ${unit}`.trim(),
    bar: `<= ${mostRatio} times, or ${slack}${unit === '' ? '' : ` ${unit}`} more`,
    met: last <= Math.max(first * mostRatio, first + slack),
  };
}

/** @throws when it was not sampled: nothing would look like no growth */
function figureOf(sample: Sample, name: string): number {
  const figure = sample[name];
  if (figure === undefined) throw new Error(`${name} was not sampled`);
  return figure;
}
