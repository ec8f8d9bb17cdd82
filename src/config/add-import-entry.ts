import { isMap, isSeq, parseDocument, type Document, type YAMLSeq } from 'yaml';

/** A drop folder to put into a config. */
export interface NewImportEntry {
  readonly path: string;
  readonly resends: true;
}

/**
 * Adds drop folders to `imports:`, and makes that list where there is none. Every other line of YAML stays as the user
 * wrote it; of a list in brackets and of JSON the values stay.
 *
 * @param text of the config
 * @param entries what is added; more than one when a list begins that is to hold what counted without it
 * @param isJson whether the file is to stay one
 */
export function addImportEntries(
  text: string,
  entries: readonly (NewImportEntry | string)[],
  isJson: boolean,
): string {
  if (isJson) {
    const config = JSON.parse(text.trim() === '' ? '{}' : text) as Record<string, unknown>;
    const there = (config['imports'] ?? []) as unknown[];
    return `${JSON.stringify({ ...config, imports: [...there, ...entries] }, undefined, 2)}\n`;
  }
  const document = parseDocument(text);
  const list = isMap(document.contents) ? document.get('imports', true) : undefined;
  if (isSeq(list) && list.flow !== true && list.items.length > 0)
    return insertLines(text, list, itemLines(entries));
  if (list !== undefined) return inBrackets(document, entries);
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return `${before}${text === '' ? '' : '\n'}imports:\n${itemLines(entries)
    .map((line) => `  ${line}\n`)
    .join('')}`;
}

function itemLines(entries: readonly (NewImportEntry | string)[]): string[] {
  return entries.flatMap((entry) =>
    typeof entry === 'string'
      ? [`- ${JSON.stringify(entry)}`]
      : [`- path: ${JSON.stringify(entry.path)}`, `  resends: true`],
  );
}

/** After the last line that belongs to the list, as far to the right as its other items. */
function insertLines(text: string, list: YAMLSeq, lines: readonly string[]): string {
  const start = list.range?.[0] ?? 0;
  const indent = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  const last = list.items.at(-1) as { range?: [number, number, number] };
  const content = text.slice(0, last.range?.[1]).trimEnd().length;
  const lineEnd = text.indexOf('\n', content);
  const at = lineEnd < 0 ? text.length : lineEnd + 1;
  const before = lineEnd < 0 ? `${text}\n` : text.slice(0, at);
  return `${before}${lines.map((line) => `${indent}${line}\n`).join('')}${text.slice(at)}`;
}

function inBrackets(document: Document, entries: readonly (NewImportEntry | string)[]): string {
  const list = document.get('imports', true);
  const items = entries.map((entry) => document.createNode(entry));
  if (isSeq(list)) list.items.push(...items);
  else document.set('imports', document.createNode(entries));
  return document.toString({ lineWidth: 0 });
}
