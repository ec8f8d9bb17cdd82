// `npm run bench:dedupe [-- files rounds largest]`: the search for duplicates against the tools that people pick for
// speed, on the same tree in turn; with a warm and a cold page cache, with tiny files, and its cost from 1,000 files up
// to the largest number. Results are compared first. Ratios from one run; docs/speed.md.
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { groupsOfJdupes, groupsOfRmlint } from '../duplicate-tools.js';
import { sortedGroups } from '../found-duplicates.js';
import { makeTree, type TreeShape } from './dedupe-tree.js';
import { type Contender, inTurn, type Measured } from './measure.js';

const program = fileURLToPath(new URL('../../../dist/photokeep.js', import.meta.url));
const dedupe = (tree: string, ...options: string[]): string[] => [
  ...[process.execPath, program, 'dedupe', tree, '--action', 'report'],
  ...options,
];

/** How others are asked for the same, to say it and do nothing. */
const others: Readonly<Record<string, (tree: string) => string[]>> = {
  jdupes: (tree) => ['jdupes', '-r', '-q', tree],
  rdfind: (tree) => ['rdfind', '-dryrun', 'true', '-outputname', '/dev/null', tree],
  fdupes: (tree) => ['fdupes', '-r', '-q', tree],
  rmlint: (tree) => ['rmlint', '-T', 'duplicates', '-o', 'json:/dev/null', tree],
  fclones: (tree) => ['fclones', 'group', tree],
  czkawka_cli: (tree) => ['czkawka_cli', 'dup', '-d', tree],
};
const installed = Object.keys(others).filter((name) => spawnSync('which', [name]).status === 0);

const [files = 20_000, rounds = 5, largest = 100_000] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'photokeep-bench-'));
const empty = join(folder, 'empty');

try {
  makeSearched(empty);
  await againstOthers();
  await tinyFiles();
  await costBySize();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function againstOthers(): Promise<void> {
  const tree = join(folder, 'tree');
  makeSearched(tree, { files, sizes: [4_000, 690_000], seed: 1 });
  compareResults(tree);
  print(`${String(files)} files, warm page cache`, await inTurn(contenders(tree, installed), rounds));
  if (mayDropCaches()) {
    const cold = contenders(tree, installed).map((contender) => fromDisk(contender, tree));
    print(`${String(files)} files, cold page cache`, await inTurn(cold, rounds));
  }
  rmSync(tree, { recursive: true });
}

async function tinyFiles(): Promise<void> {
  const tree = join(folder, 'tiny');
  makeSearched(tree, { files: files * 5, sizes: [100, 4_000], seed: 2 });
  // It takes minutes for them.
  const fast = installed.filter((name) => name !== 'rmlint');
  print(`${String(files * 5)} tiny files, warm page cache`, await inTurn(contenders(tree, fast), rounds));
  rmSync(tree, { recursive: true });
}

async function costBySize(): Promise<void> {
  for (let count = 1_000; count <= largest; count *= 10) {
    const tree = join(folder, 'by size');
    makeSearched(tree, { files: count, sizes: [100, 4_000], seed: 3 });
    print(`${String(count)} tiny files`, await inTurn(ours(tree), count > 100_000 ? 1 : rounds));
    rmSync(tree, { recursive: true });
  }
}

/** A folder that was searched before, when it was empty: there is a place for what a search learns. */
function makeSearched(tree: string, shape?: TreeShape): void {
  mkdirSync(tree);
  execFileSync(process.execPath, [program, 'dedupe', tree]);
  if (shape) makeTree(tree, shape);
}

function ours(tree: string): Contender[] {
  const forget = (): void => {
    rmSync(join(tree, '.photokeep', 'catalog.db'), { force: true });
  };
  return [
    { name: 'photokeep, first run', command: dedupe(tree), prepare: forget },
    { name: 'photokeep, second run', command: dedupe(tree) },
  ];
}

function contenders(tree: string, names: readonly string[]): Contender[] {
  return [...ours(tree), ...names.map((name) => ({ name, command: others[name]?.(tree) ?? [] }))];
}

/** With nothing of the tree in the page cache, only the program itself. */
function fromDisk({ name, command, prepare }: Contender, tree: string): Contender {
  const [program = '', ...args] = command.map((word) => (word === tree ? empty : word));
  return {
    ...{ name, command },
    prepare() {
      prepare?.();
      execFileSync('sync');
      writeFileSync('/proc/sys/vm/drop_caches', '3');
      spawnSync(program, args);
    },
  };
}

function mayDropCaches(): boolean {
  try {
    accessSync('/proc/sys/vm/drop_caches', constants.W_OK);
    return true;
  } catch {
    process.stdout.write('only root may drop caches: nothing about a cold one\n\n');
    return false;
  }
}

interface GroupEvent {
  readonly keep: string;
  readonly remove?: readonly string[];
  readonly left?: readonly { readonly path: string }[];
}

/** @throws Error when another tool finds other groups */
function compareResults(tree: string): void {
  const [command = '', ...args] = dedupe(tree, '--json');
  const said = execFileSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 30 });
  const events = said
    .split('\n')
    .filter((line) => line.includes('"event":"group"'))
    .map((line) => JSON.parse(line) as GroupEvent);
  const found = sortedGroups(
    events.map(({ keep, remove = [], left = [] }) => [keep, ...remove, ...left.map(({ path }) => path)]),
  );
  const oracles = { jdupes: groupsOfJdupes, rmlint: groupsOfRmlint };
  for (const [name, groupsOf] of Object.entries(oracles)) {
    if (!installed.includes(name)) continue;
    if (JSON.stringify(sortedGroups(groupsOf(tree))) !== JSON.stringify(found))
      throw new Error(`${name} finds other groups`);
    process.stdout.write(`${String(found.length)} groups, as ${name} finds them\n`);
  }
  process.stdout.write('\n');
}

function print(title: string, results: ReadonlyMap<string, Measured>): void {
  const first = results.get('photokeep, first run')?.seconds ?? NaN;
  process.stdout.write(`${title}\n`);
  for (const [name, { seconds, peakMib }] of results) {
    const cells = [
      ...[name, `${(seconds * 1000).toFixed(0)} ms`],
      ...[`${(seconds / first).toFixed(2)} times`, `${peakMib.toFixed(0)} MiB`],
    ];
    process.stdout.write(`  ${cells.map((cell, index) => cell.padEnd([26, 12, 14][index] ?? 0)).join('')}\n`);
  }
  process.stdout.write('\n');
}
