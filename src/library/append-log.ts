import { appendFileSync, closeSync, fstatSync, fsyncSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** A file of JSON lines that only ever grows; the form of the ledger and of every journal. */
export class AppendLog {
  private constructor(private readonly file: number) {}

  /** Opens or makes the file, readable by its owner only. A line that a power cut tore is closed off. */
  static open(path: string): AppendLog {
    const file = openSync(path, 'a+', 0o600);
    const log = new AppendLog(file);
    if (!endsWithNewline(file)) appendFileSync(file, '\n');
    return log;
  }

  /** Writes one line for each value. */
  append(values: readonly object[]): void {
    if (values.length > 0)
      appendFileSync(this.file, values.map((value) => `${JSON.stringify(value)}\n`).join(''));
  }

  /** Returns only when all that was appended would survive a power cut. */
  sync(): void {
    fsyncSync(this.file);
  }

  close(): void {
    closeSync(this.file);
  }
}

/**
 * The values of a log; a line that is no JSON object was torn by a power cut and holds nothing that
 * was relied on.
 *
 * @param from byte at which to begin, the start of a line
 */
export function* readLog(path: string, from = 0): Generator<Record<string, unknown>> {
  for (const line of readLines(path, from)) {
    const value = parseLine(line);
    if (value) yield value;
  }
}

/** Block by block: the journal of a very large import does not fit into one string. */
function* readLines(path: string, from: number): Generator<string> {
  const file = openSync(path, 'r');
  try {
    const block = Buffer.alloc(256 * 1024);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    let at = from;
    for (let length = 0; (length = readSync(file, block, 0, block.length, at)) > 0; at += length) {
      const lines = (rest + decoder.write(block.subarray(0, length))).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
    yield rest;
  } finally {
    closeSync(file);
  }
}

/** The first value of a log, which carries its format version, without reading the rest. */
export function readLogHeader(path: string): Record<string, unknown> | undefined {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(16_384);
    const length = readSync(file, start, 0, start.length, 0);
    return start.toString('utf8', 0, length).split('\n').map(parseLine).find(Boolean);
  } finally {
    closeSync(file);
  }
}

/** The last value of a log, without reading what comes before; undefined when its line is longer than is looked at. */
export function readLogEnd(path: string): Record<string, unknown> | undefined {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const end = Buffer.alloc(Math.min(size, 65_536));
    const length = readSync(file, end, 0, end.length, size - end.length);
    return parseLine(end.toString('utf8', 0, length).trimEnd().split('\n').at(-1) ?? '');
  } finally {
    closeSync(file);
  }
}

function parseLine(line: string): Record<string, unknown> | undefined {
  if (line === '') return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function endsWithNewline(file: number): boolean {
  const { size } = fstatSync(file);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  return last[0] === 0x0a;
}
