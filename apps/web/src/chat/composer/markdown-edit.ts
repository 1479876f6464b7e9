/** Steps of the writing field: marks around a selection, completions, tables. Pure. */

export interface Written {
  text: string;
  /** The selection; both the same: the cursor. */
  from: number;
  to: number;
}

export type Mark = 'bold' | 'italic' | 'code' | 'list' | 'quote' | 'link';

/** Puts a mark around or before what is selected, or takes it away where it is. */
export function mark({ text, from, to }: Written, kind: Mark): Written {
  const chosen = text.slice(from, to);
  switch (kind) {
    case 'bold':
      return around(text, from, to, '**');
    case 'italic':
      return around(text, from, to, '_');
    case 'code':
      return chosen.includes('\n') ? around(text, from, to, '\n```\n') : around(text, from, to, '`');
    case 'link': {
      const isAddress = /^https?:\/\/\S+$/.test(chosen);
      const next = isAddress ? `[](${chosen})` : `[${chosen}](https://)`;
      const cursor = from + (isAddress ? 1 : next.length - 1);
      return { text: text.slice(0, from) + next + text.slice(to), from: cursor, to: cursor };
    }
    case 'list':
      return beforeLines(text, from, to, '- ');
    case 'quote':
      return beforeLines(text, from, to, '> ');
  }
}

function around(text: string, from: number, to: number, sign: string): Written {
  const has = text.slice(from - sign.length, from) === sign && text.slice(to, to + sign.length) === sign;
  if (has)
    return {
      text: text.slice(0, from - sign.length) + text.slice(from, to) + text.slice(to + sign.length),
      from: from - sign.length,
      to: to - sign.length,
    };
  return {
    text: text.slice(0, from) + sign + text.slice(from, to) + sign + text.slice(to),
    from: from + sign.length,
    to: to + sign.length,
  };
}

function beforeLines(text: string, from: number, to: number, sign: string): Written {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const lines = text.slice(start, to).split('\n');
  const all = lines.every((line) => line.startsWith(sign));
  const next = lines.map((line) => (all ? line.slice(sign.length) : sign + line)).join('\n');
  const grown = next.length - (to - start);
  return {
    text: text.slice(0, start) + next + text.slice(to),
    from: Math.max(start, from + (all ? -sign.length : sign.length)),
    to: to + grown,
  };
}

/** What is being typed before the cursor that a list of people or emoji can complete. */
export type Completing = { kind: 'person' | 'emoji'; search: string; from: number };

export function completingAt(text: string, cursor: number): Completing | undefined {
  const match = /(?:^|[\s(])([@:])([\p{L}\p{N}_.-]{0,30})$/u.exec(text.slice(0, cursor));
  if (!match) return undefined;
  const [, sign, search = ''] = match;
  // ":" alone ends many a sentence; smileys need a letter more.
  if (sign === ':' && search.length < 2) return undefined;
  return { kind: sign === '@' ? 'person' : 'emoji', search, from: cursor - search.length - 1 };
}

export function complete(text: string, { from }: Completing, cursor: number, by: string): Written {
  const next = `${text.slice(0, from)}${by} `;
  return { text: next + text.slice(cursor), from: next.length, to: next.length };
}

/** Cells copied from an office program (an HTML table, or lines with tabs) as a table in Markdown. */
export function tableOf(rows: readonly (readonly string[])[]): string | undefined {
  const width = Math.max(0, ...rows.map((row) => row.length));
  const [head, ...body] = rows;
  if (!head || rows.length < 2 || width < 2) return undefined;
  const cell = (text: string | undefined) => (text ?? '').replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
  const line = (row: readonly string[]) => `| ${Array.from({ length: width }, (_, at) => cell(row[at])).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(width)}`, ...body.map(line)].join('\n');
}

/** The people whose name is still called in the text. */
export function mentioned<P extends { displayName: string }>(text: string, chosen: readonly P[]): P[] {
  return chosen.filter(({ displayName }) => text.includes(`@${displayName}`));
}
