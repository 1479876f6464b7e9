import { ConfigSchema, type ConfigKey } from './schema.ts';

const head = `# Configuration of Saal. Copy it to saal.env beside the program (or name it with SAAL_CONFIG), and take the # from the lines you change.
# The environment goes before this file. Written by \`npm run config\`; a test compares.
`;

/** The whole configuration as a commented file in which every key has its default. */
export function configExample(): string {
  return [head, ...Object.keys(ConfigSchema.shape).map((key) => entry(key as ConfigKey))].join('\n');
}

function entry(key: ConfigKey): string {
  const schema = ConfigSchema.shape[key];
  const { unit, reason, defaultText } = schema.meta() ?? {};
  const standard = typeof defaultText === 'string' ? undefined : defaultOf(key);
  const known =
    typeof defaultText === 'string'
      ? `Default: ${defaultText}.`
      : standard === undefined || standard === ''
        ? 'Default: not set.'
        : `Default: ${standard}.`;
  return `${wrap(String(reason))}\n# Value: ${String(unit)}. ${known}\n#${key}=${standard ?? ''}\n`;
}

function defaultOf(key: ConfigKey): string | undefined {
  const { def } = ConfigSchema.shape[key];
  const defaultValue: unknown = 'defaultValue' in def ? def.defaultValue : undefined;
  return typeof defaultValue === 'string' || typeof defaultValue === 'number' ? String(defaultValue) : undefined;
}

/** Comment lines of at most 110 characters. */
function wrap(sentence: string): string {
  const lines: string[] = [];
  let line = '#';
  for (const word of sentence.split(' ')) {
    if (line.length + word.length > 109) {
      lines.push(line);
      line = '#';
    }
    line += ` ${word}`;
  }
  return [...lines, line].join('\n');
}
