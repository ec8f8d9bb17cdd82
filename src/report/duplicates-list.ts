import { keepReasons } from '../plan/dedupe-reasons.js';
import type { DedupeAction } from '../plan/dedupe-rules.js';
import { count, sizeText } from './amounts.js';
import type { DedupeSummary, GroupEvent } from './dedupe-report.js';
import { removalVerbs } from './dedupe-wording.js';
import { printable } from './printable.js';

/** What every list begins with, by which a list is known that may be written over. */
export const listMark = 'Results of photokeep dedupe';

/** Duplicates as a text file, in the form of the one that czkawka writes: groups by size, each path in quotes. */
export interface DuplicatesList {
  add(group: GroupEvent): void;
  /** The whole of it. @param startedAt when the run began, for people */
  text(summary: DedupeSummary, startedAt: string): Generator<string>;
}

export function createDuplicatesList(action: DedupeAction): DuplicatesList {
  const groups: { readonly size: number; readonly text: string }[] = [];
  return {
    add(group) {
      groups.push({ size: group.size, text: groupText(group, action) });
    },
    *text({ run, removed, bytesFreed, dryRun }, startedAt) {
      const kind = dryRun ? 'dry run, ' : '';
      yield `${listMark}, ${kind}run ${run}, ${startedAt}\n`;
      yield `${'-'.repeat(40)}Files with the same content${'-'.repeat(40)}\n`;
      yield `Found ${count(removed, 'duplicate')} (${sizeText(bytesFreed)}), ${count(groups.length, 'group')}.\n`;
      for (const { text } of groups.sort((a, b) => b.size - a.size)) yield text;
    },
  };
}

function groupText({ size, keep, reason, remove, left }: GroupEvent, action: DedupeAction): string {
  const line = (verb: string, path: string, why?: string): string =>
    `${verb.padEnd(6)}  "${printable(path)}"${why === undefined ? '' : `  (${why})`}\n`;
  const files = 1 + remove.length + left.length;
  return [
    `\n---- Size ${sizeText(size)} (${String(size)}) - ${count(files, 'file')}\n`,
    line('stays', keep, reason && keepReasons[reason]),
    ...remove.map((path) => line(removalVerbs[action], path)),
    ...left.map((one) => line('left', one.path, one.reason)),
  ].join('');
}
