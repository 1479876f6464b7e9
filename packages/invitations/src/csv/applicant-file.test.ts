import { expect, test } from 'vitest';
import { readApplicantFile, type ApplicantFile } from './applicant-file.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
function linesOf(file: ApplicantFile) {
  if (!file.columnsClear) throw new Error(`unclear columns: ${file.header.join(', ')}`);
  return file.lines;
}
const jose = [{ line: 2, broken: false, firstName: 'José', lastName: 'Müller', email: 'jose@example.net' }];

test.each([
  ['semicolons and a byte order mark', utf8('\ufeffVorname;Nachname;E-Mail\r\nJosé;Müller;jose@example.net\r\n')],
  ['commas and Unix lines', utf8('First name,Last name,e-mail address\nJosé,Müller,jose@example.net')],
  ['tabs', utf8('VORNAME\tFamilienname\tE-Mail-Adresse\nJosé\tMüller\tjose@example.net')],
  ['Windows-1252', Buffer.from('Vorname;Nachname;E-Mail\r\nJosé;Müller;jose@example.net', 'latin1')],
])('reads a table with %s', (_, bytes) => {
  expect(linesOf(readApplicantFile(bytes))).toEqual(jose);
});

test('quotes hold delimiters, quotes and line breaks, and empty lines are skipped', () => {
  const file = utf8('Name;E-Mail;Bemerkung\n"Müller; ""Jo""";jo@example.net;"zwei\nZeilen"\n;;\n\nCarol;carol@example.net;\n');
  expect(linesOf(readApplicantFile(file)).map(({ name }) => name)).toEqual(['Müller; "Jo"', 'Carol']);
});

test('a quote inside a cell that is not quoted refuses no list', () => {
  const file = utf8('Name;E-Mail\n=HYPERLINK("http://evil.example");a@example.net\nBob;b@example.net');
  expect(linesOf(readApplicantFile(file)).map(({ name }) => name)).toEqual(['=HYPERLINK("http://evil.example")', 'Bob']);
});

test('a line with more cells than the first is marked, and the others are read', () => {
  expect(linesOf(readApplicantFile(utf8('Name;E-Mail\nAlice;a@example.net;;x\nBob;b@example.net'))).map(({ broken }) => broken)).toEqual([
    true,
    false,
  ]);
});

test('unclear columns are asked for, and said by hand', () => {
  const file = utf8('Wer;Wohin;Kommission\nAlice;alice@example.net;A');
  expect(readApplicantFile(file)).toEqual({ columnsClear: false, header: ['Wer', 'Wohin', 'Kommission'], guess: [null, null, 'panel'] });
  expect(linesOf(readApplicantFile(file, ['name', 'email', null]))).toEqual([
    { line: 2, broken: false, name: 'Alice', email: 'alice@example.net' },
  ]);
});

test.each([
  ['nothing', utf8(''), 'empty'],
  ['only the first line', utf8('Name;E-Mail\n'), 'empty'],
  ['a workbook', Buffer.from('PK\u0003\u0004\0\0Name;E-Mail\nx;y\n', 'latin1'), 'no_table'],
  ['quotes that do not end', utf8('Name;E-Mail\n"Alice;a@example.net\n'), 'no_table'],
  ['too many', utf8(`Name;E-Mail\n${'x;x@example.net\n'.repeat(501)}`), 'too_many'],
])('refuses %s', (_, bytes, why) => {
  expect(() => readApplicantFile(bytes)).toThrow(expect.objectContaining({ code: 'applicant_file_bad', details: { why } }));
});
