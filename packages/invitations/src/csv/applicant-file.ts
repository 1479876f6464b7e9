/** Reads a list of applicants as offices save it: `;` or `,` or tabs, UTF-8 with or without mark, or Windows-1252. */
import { MAX_APPLICANTS } from '@saal/protocol';
import { CsvError, parse } from 'csv-parse/sync';
import type { ApplicantLine } from '../campaign-check.ts';
import { guessColumns, isEnough, type Columns } from '../campaign-columns.ts';
import { ApplicantFileBad } from '../campaign-errors.ts';

const delimiters = [';', ',', '\t'] as const;

export type ApplicantFile =
  | { columnsClear: true; lines: ApplicantLine[] }
  /** To be said by hand. */
  | { columnsClear: false; header: string[]; guess: Columns };

/**
 * @param columns said by hand; else the names in the first line say it
 * @throws {ApplicantFileBad} no table, nobody in it, or too many
 */
export function readApplicantFile(bytes: Uint8Array, columns?: Columns): ApplicantFile {
  const [first, ...rest] = readTable(decode(bytes));
  if (!first || rest.length === 0) throw new ApplicantFileBad('empty');
  if (rest.length > MAX_APPLICANTS) throw new ApplicantFileBad('too_many');
  const header = first.cells.map((cell) => cell.trim());
  const used = columns ?? guessColumns(header);
  if (used.length !== header.length || !isEnough(used)) return { columnsClear: false, header, guess: guessColumns(header) };
  const lines = rest.map(({ cells, line }) => {
    const applicant: ApplicantLine = { line, broken: cells.length > header.length };
    used.forEach((field, index) => {
      const cell = cells[index];
      if (field !== null && cell !== undefined) applicant[field] = cell;
    });
    return applicant;
  });
  return { columnsClear: true, lines };
}

/** A file that is no UTF-8 was saved by an older spreadsheet, in Windows-1252. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function readTable(text: string): { cells: string[]; line: number }[] {
  if (text.includes('\0')) throw new ApplicantFileBad('no_table'); // UTF-16, or no text at all
  const rows: { cells: string[]; line: number }[] = [];
  try {
    parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true, // one inside a cell, in one line, refuses no list
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      max_record_size: 64 * 1024,
      on_record: (cells: string[], { lines }) => {
        rows.push({ cells, line: lines });
        return null; // kept here, with its line
      },
    });
    return rows;
  } catch (error) {
    if (error instanceof CsvError) throw new ApplicantFileBad('no_table', { cause: error });
    throw error;
  }
}

/** The one that cuts the first line into most cells. */
function delimiterOf(text: string): string {
  const firstLine = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  const counts = delimiters.map((delimiter) => ({ delimiter, count: firstLine.split(delimiter).length }));
  return counts.reduce((best, each) => (each.count > best.count ? each : best)).delimiter;
}
