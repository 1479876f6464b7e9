import { expect, test } from 'vitest';
import { isElsewhere } from './external.ts';

test('who has an address of the house is of it, everybody else is from elsewhere', () => {
  const domains = ['stadt.example', '*.amt.example'];
  expect(isElsewhere('anna@stadt.example', domains)).toBe(false);
  expect(isElsewhere('Anna@Bau.Amt.example', domains)).toBe(false);
  expect(isElsewhere('bob@amt.example', domains)).toBe(true);
  expect(isElsewhere('bob@falschestadt.example', domains)).toBe(true);
  expect(isElsewhere('"x@stadt.example"@firma.example', domains)).toBe(true);
});

test('where no domain is named nobody is external', () => {
  expect(isElsewhere('bob@firma.example', [])).toBe(false);
});
