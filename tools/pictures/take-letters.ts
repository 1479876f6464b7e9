/**
 * The pictures of letters as somebody outside sees them: written by the running product, opened by Debian's Thunderbird, one of them
 * accepted there, which the product has to learn from Thunderbird's own answer.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { InviteeList } from '@saal/protocol';
import { until } from '@saal/testkit';
import { startThunderbird } from './thunderbird.ts';
import { reader, writeLetters, type LetterHouse } from './write-letters.ts';

const programs = {
  thunderbird: 'thunderbird thunderbird-l10n-de',
  Xvfb: 'xvfb',
  xdotool: 'xdotool',
  import: 'imagemagick',
  'dbus-run-session': 'dbus',
};

/** Beginnings of subjects, and how the picture is called. The first is accepted. */
const pictures = [
  { subject: 'Einladung: Bauvoranfrage', name: 'letter-thunderbird' },
  { subject: 'Geändert:', name: 'letter-changed-thunderbird' },
  { subject: 'Abgesagt:', name: 'letter-cancelled-thunderbird' },
  { subject: 'Erinnerung:', name: 'letter-reminder-thunderbird' },
  { subject: 'Einladung: Runder Tisch', name: 'letter-series-thunderbird' },
  { subject: 'Einladung zum Gespräch:', name: 'letter-interview-thunderbird' },
];

/** @returns Debian packages that are missing; then nothing was done */
export async function takeLetters(folder: string): Promise<string[]> {
  const missing = await missingPackages();
  if (missing.length > 0) return missing;
  const house = await writeLetters();
  try {
    const letters = pictures.map(({ subject }) => {
      const letter = house.letters.find((each) => each.subject.startsWith(subject));
      if (!letter) throw new Error(`nobody wrote „${subject}“`);
      return letter;
    });
    const thunderbird = await startThunderbird(reader, letters, house.receivePort);
    try {
      for (const [index, { name }] of pictures.entries()) {
        await thunderbird.open(index);
        await thunderbird.take(`${folder}${name}.png`);
        console.info(`docs/pictures/${name}.png`);
      }
      await thunderbird.open(0);
      await thunderbird.accept();
      await untilAccepted(house);
      await thunderbird.openCalendar(house.weeksAhead);
      await thunderbird.take(`${folder}entry-thunderbird.png`);
      console.info('docs/pictures/entry-thunderbird.png');
    } finally {
      await thunderbird.close();
    }
  } finally {
    await house.close();
  }
  return [];
}

/** Thunderbird's answer came by mail and was understood. */
async function untilAccepted({ anna, meetingId }: LetterHouse): Promise<void> {
  await until(
    'the house to know that the invitation was accepted',
    async () => {
      const { invitees } = await anna.http.expect(InviteeList, 'GET', `/api/meetings/${meetingId}/invitees`);
      return invitees.some(({ email, answer }) => email === reader.email && answer === 'accepted');
    },
    { timeoutMs: 60_000 },
  );
}

async function missingPackages(): Promise<string[]> {
  const run = promisify(execFile);
  const found = await Promise.all(
    Object.entries(programs).map(async ([program, packages]) => {
      const isThere = await run('which', [program]).then(
        () => true,
        () => false,
      );
      return isThere ? [] : packages.split(' ');
    }),
  );
  return found.flat();
}
