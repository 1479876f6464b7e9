import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CalendarSettings } from '@saal/calendars';
import { readSecretJson } from './secret-json.ts';
import { StartRefused } from './start-refused.ts';

const remedy = 'correct it by deploy/calendars.example.json, or take SAAL_CALENDARS_FILE away';

/**
 * Calendar servers of the house (decision 0062).
 * @param file undefined: none is ever asked
 * @throws {StartRefused} with every fault and where it stands, and when everybody may read the secrets in it
 */
export function readCalendarsFile(file: string | undefined): CalendarSettings {
  if (file === undefined) return CalendarSettings.parse({});
  const parsed = CalendarSettings.safeParse(readSecretJson(file, 'SAAL_CALENDARS_FILE', remedy));
  if (parsed.success) {
    const script = parsed.data.outlook?.officeJs ?? 'microsoft';
    if (script !== 'microsoft' && !existsSync(join(script, 'office.js')))
      throw new StartRefused(`${file} is wrong: outlook.officeJs: there is no office.js in ${script}`, remedy);
    return parsed.data;
  }
  // Without values: a secret could stand where something else was meant.
  const faults = parsed.error.issues.map(({ path, message }) => `${path.length === 0 ? 'the whole' : path.join('.')}: ${message}`);
  throw new StartRefused(`${file} is wrong: ${faults.join('; ')}`, remedy);
}
