import { Chalk, type ChalkInstance } from 'chalk';
import type { Context } from '../app/context.js';
import type { Finding } from '../plan/finding.js';
import { count } from './amounts.js';
import { printable } from './printable.js';

/** Prints what the checks came to: a line for each, and what to do below those that need it. */
export function writeFindings(
  { stdout, env }: Pick<Context, 'stdout' | 'env'>,
  findings: readonly Finding[],
  { json, quiet, exitCode }: { readonly json: boolean; readonly quiet: boolean; readonly exitCode: number },
): void {
  const level = stdout.isTerminal && (env['NO_COLOR'] ?? '') === '' ? 1 : 0;
  stdout.write(json ? doctorJson(findings, exitCode) : doctorText(findings, quiet, new Chalk({ level })));
}

/** For programs: a line for each check, the summary last. */
function doctorJson(findings: readonly Finding[], exitCode: number): string {
  const lines = [
    { event: 'start', schema: 1, command: 'doctor' },
    ...findings.map((finding) => ({ event: 'check', ...finding })),
    { event: 'summary', command: 'doctor', ...countsOf(findings), exitCode },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** For people. @param quiet only what wants attention */
function doctorText(findings: readonly Finding[], quiet: boolean, color: ChalkInstance): string {
  const signs = { fine: color.green('✓'), warning: color.yellow('!'), problem: color.red('✗') };
  const shown = findings.filter(({ status }) => !quiet || status === 'problem');
  const lines = shown.flatMap(({ status, text, remedy }) => [
    `${signs[status]} ${printable(text)}`,
    ...(remedy === undefined ? [] : [`    → ${printable(remedy)}`]),
  ]);
  const { problems, warnings } = countsOf(findings);
  const verdict =
    problems + warnings === 0
      ? 'All is well.'
      : `${count(problems, 'problem')}, ${count(warnings, 'warning')}.`;
  return [...lines, ...(quiet ? [] : ['', verdict])].map((line) => `${line}\n`).join('');
}

function countsOf(findings: readonly Finding[]): { readonly problems: number; readonly warnings: number } {
  const countOf = (wanted: Finding['status']): number =>
    findings.filter(({ status }) => status === wanted).length;
  return { problems: countOf('problem'), warnings: countOf('warning') };
}
