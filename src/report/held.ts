import type { ChalkInstance } from 'chalk';
import { failReasons, type FailReason } from '../scan/reasons.js';
import { count, sizeText } from './amounts.js';
import type { FileEvent } from './file-events.js';
import { printable, printablePath } from './printable.js';
import type { Reporter, Summary, Wording } from './reporter.js';

/** A file that is held back. */
export interface HeldFile {
  /** absolute */
  readonly path: string;
  /** where it came from, relative to the library */
  readonly cameFrom: string;
  /** id of the run that held it */
  readonly heldBy: string;
  readonly bytes: number;
  /** the run that had imported it before, and its name then */
  readonly importedBy?: string;
  readonly importedAs?: string;
}

export interface HeldTrashSummary extends Summary {
  readonly command: 'held trash';
  readonly trashed: number;
  readonly failed: number;
  readonly bytes: number;
}

export type HeldReporter = Reporter<FileEvent, HeldTrashSummary>;

/** For programs: a line for each file, the summary last. */
export function heldJson(files: readonly HeldFile[]): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return [
    ...files.map((file) => ({ event: 'held', ...file })),
    { event: 'summary', command: 'held list', files: files.length, bytes, exitCode: 0 },
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

/** For people: what is held, and what can be done about it. @param held absolute path of the folder */
export function heldText(files: readonly HeldFile[], held: string): string {
  if (files.length === 0) return 'Nothing is held back.\n';
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const lines = files.map(({ path, importedBy }) => {
    const before = importedBy === undefined ? '' : `  (imported before by ${printable(importedBy)})`;
    return `${printablePath(path, held)}${before}\n`;
  });
  return (
    `${lines.join('')}${count(files.length, 'file')} held back (${sizeText(bytes)}): imported before, not in the Gallery ` +
    'any more, and sent again.\nTo let them in: photokeep held import [FILE]; to be rid of them: photokeep held trash [FILE]\n'
  );
}

export function heldTrashWording(root: string) {
  return (color: ChalkInstance): Wording<FileEvent, HeldTrashSummary> => ({
    lines({ status, path, to, reason }, { verbose }) {
      if (status === 'failed') {
        const why = failReasons[reason as FailReason];
        return [{ kind: 'trouble', text: `${color.red('failed')}  ${printablePath(path, root)}: ${why}` }];
      }
      if (!verbose && status !== 'planned') return [];
      return [
        {
          kind: 'result',
          text: `${color.green('trash')}  ${printablePath(path, root)} → ${printablePath(to ?? '', root)}`,
        },
      ];
    },
    summary({ trashed, failed, bytes, dryRun, run }) {
      if (trashed + failed === 0) return 'Nothing is held back.';
      const would = dryRun ? 'would go' : 'went';
      const first = `${count(trashed, 'file')} ${would} to the trash (${sizeText(bytes)})${failed > 0 ? `, ${String(failed)} failed` : ''}.`;
      return dryRun || trashed === 0 ? first : `${first}\nTo take that back: photokeep undo ${run}`;
    },
    isNews: () => true,
  });
}
