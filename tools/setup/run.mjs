// @ts-check
import { spawn } from 'node:child_process';

/**
 * Runs a program to its end and keeps what it wrote.
 * @param {string} program
 * @param {readonly string[]} argv
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<{ code: number, output: string }>} code 127 when there is no such program
 */
export function run(program, argv, options = {}) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(program, argv, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * The last lines that say something, for an error message of one line.
 * @param {string} output
 * @param {RegExp} telling lines to prefer
 */
export function lastWords(output, telling = /error|fail|cannot|unable/i) {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.filter((line) => telling.test(line)).at(-1) ?? lines.at(-1) ?? 'it said nothing';
}
