import { readBusy } from './read-busy.ts';
import { readSeries } from './read-series.ts';
import { readTime } from './read-time.ts';

/** What is read of files of a calendar server. */
export const caldavReading = { busy: readBusy, time: readTime, series: readSeries };
