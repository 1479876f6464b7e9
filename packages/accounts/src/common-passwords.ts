/**
 * A small list, for what a long minimum lets through: shorter favourites are refused by length already.
 * Drawn from what published lists of leaked passwords have in common, in German and English.
 */

/** Whole passwords, lower case, that no rule below would catch. */
export const commonPasswords: ReadonlySet<string> = new Set([
  '1q2w3e4r5t6y',
  '1q2w3e4r5t6z',
  '1q2w3e4r5t6y7u',
  '1q2w3e4r5t6z7u',
  'q1w2e3r4t5y6',
  'q1w2e3r4t5z6',
  '1qaz2wsx3edc',
  '1qaz2wsx3edc4rfv',
  'qazwsxedcrfv',
  'zaq12wsxcde3',
  'abc123abc123',
  'a1b2c3d4e5f6',
  'correcthorsebatterystaple',
  'correct horse battery staple',
  'passwordpassword1',
  'dragonmonkey',
  'jesuschrist1',
  'letmein12345',
  'mypassword123',
  'thisismypassword',
  'dasistmeinpasswort',
  'passwort ist geheim',
]);

/** A password that is one of these with digits and signs around it is refused. */
export const commonWords: ReadonlySet<string> = new Set(
  `password passwort passwords mypassword meinpasswort kennwort meinkennwort geheim geheimnis hallo hallowelt hello helloworld willkommen welcome
  admin administrator adminadmin root superuser benutzer user username login letmein changeme default initial start startpasswort
  test tester testtest testpasswort testpassword demo guest gast sommer winter fruehling frühling herbst summer spring autumn
  januar februar april juni juli august september oktober november dezember january february june july october december
  montag dienstag mittwoch donnerstag freitag samstag sonntag monday tuesday wednesday thursday friday saturday sunday
  qwerty qwertz qwertyuiop qwertzuiop asdf asdfgh asdfghjkl yxcvbnm zxcvbnm abc abcd abcdef
  iloveyou ichliebedich schatz schatzi liebling princess prinzessin sunshine sonnenschein dragon monkey football fussball fußball baseball
  superman batman starwars pokemon computer internet schalke bayern fcbayern bayernmuenchen bayernmünchen muenchen münchen munich
  stadt stadtverwaltung rathaus verwaltung landeshauptstadt deutschland germany berlin hamburg frankfurt
  saal meeting besprechung videokonferenz conference secret topsecret master trustno freedom whatever shadow michael jennifer
  michelle daniel thomas andrea charlie jordan mustang access secure sicher sicherheit security`.split(/\s+/),
);

const rows = ['12345678901234567890', 'abcdefghijklmnopqrstuvwxyz', 'qwertzuiopü', 'qwertyuiop', 'asdfghjklöä', 'yxcvbnm', 'zxcvbnm'];
/** Neighbours on German and English keyboards and in the alphabet, both ways. */
export const keyRows: readonly string[] = rows.flatMap((row) => [row, Array.from(row).reverse().join('')]);
