import { relative, resolve } from 'node:path';
import { isUnchanged } from '../library/catalog.js';
import type { FoundLibrary } from '../library/open-library.js';
import { createGalleryVerifyTally, type GalleryVerifyReporter } from '../report/verify-report.js';
import { identityAt } from '../scan/identity.js';
import type { Context } from './context.js';
import { openDoubtBook } from './doubt-book.js';
import { PhotokeepError } from './errors.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { type Run, withRun } from './run.js';
import { coverageOf } from './verify.js';

export interface TrustOptions {
  /** as the user wrote them */
  readonly files: readonly string[];
  readonly dryRun: boolean;
  readonly args: readonly string[];
}

/**
 * Takes the user's word that files in doubt are right as they are: the catalog learns their contents, and the next backup
 * sends them as edits.
 *
 * @throws PhotokeepError `usage` for a file that is not in doubt, or was changed since; nothing is done then
 */
export async function trustFiles(
  context: Context,
  library: FoundLibrary,
  { files, dryRun, args }: TrustOptions,
  reporter: GalleryVerifyReporter,
): Promise<ExitCode> {
  return withRun(context, library, { command: 'verify', args, dryRun, reporter }, (run) => {
    const book = openDoubtBook(run.paths, dryRun);
    const doubts = files.map((file) => doubtAbout(resolve(context.cwd, file), file, run, book));
    const verified = run.trustedNowMs === undefined ? {} : { verifiedMs: run.trustedNowMs };
    const tally = createGalleryVerifyTally();
    for (const { doubt, path } of doubts) {
      const row = run.catalog.byPath(doubt.path);
      book.set({ ...doubt, kind: 'trusted' });
      run.catalog.put([
        { ...row, path: doubt.path, identity: doubt.identity, hash: doubt.found.hash, ...verified },
      ]);
      const { size, hash } = doubt.found;
      const status = dryRun ? 'planned' : 'done';
      const event = { event: 'file', action: 'trust', status, path, size, hash } as const;
      tally.count(event);
      reporter.event(event);
    }
    reporter.end({
      ...{ event: 'summary', command: 'verify', run: run.id, dryRun },
      ...{
        ...tally.counts(),
        coverage: coverageOf(run, context.now()),
        seconds: 0,
        exitCode: exitCodes.fine,
      },
    });
    return Promise.resolve(exitCodes.fine);
  });
}

function doubtAbout(path: string, shown: string, { paths }: Run, book: ReturnType<typeof openDoubtBook>) {
  const doubt = book.at(relative(paths.gallery, path));
  if (!doubt || doubt.kind === 'trusted') {
    throw new PhotokeepError('usage', `${shown} is not in doubt`, '`photokeep verify` says which files are');
  }
  const now = identityAt(path);
  if (!now || !isUnchanged(doubt.identity, now)) {
    throw new PhotokeepError(
      'usage',
      `${shown} was changed since it was read`,
      'run `photokeep verify` again',
    );
  }
  return { doubt, path };
}
