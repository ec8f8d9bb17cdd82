import { printable } from './printable.js';

// What `init --from` prints before it makes anything.

interface Remark {
  readonly file: string;
  readonly line: number;
  readonly kind: 'understood' | 'different' | 'unclear';
  readonly text: string;
}

const headings: readonly (readonly [kind: Remark['kind'], heading: string])[] = [
  ['understood', 'Understood:'],
  ['different', 'What the old scripts did, and photokeep does differently:'],
  ['unclear', 'What needs a look:'],
];

/** For people. @param config text of the settings that are proposed */
export function proposalText(remarks: readonly Remark[], root: string, config: string): string {
  const groups = headings.flatMap(([kind, heading]) => {
    const lines = remarks.filter((remark) => remark.kind === kind).map(remarkText);
    return lines.length === 0 ? [] : [`${heading}\n${[...new Set(lines)].join('')}`];
  });
  const indented = config.replaceAll(/^/gm, '  ');
  return [...groups, `Proposed config of ${printable(root)}:\n${printableLines(indented)}\n`].join('\n');
}

/** For programs: a line for each remark; the summary of `init` comes last. */
export function proposalJson(remarks: readonly Remark[]): string {
  return remarks.map((remark) => `${JSON.stringify({ event: 'remark', ...remark })}\n`).join('');
}

function remarkText({ file, line, text }: Remark): string {
  const place = line === 0 ? file : `${file}:${String(line)}`;
  return `  ${printable(place)}: ${printable(text)}\n`;
}

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
