import { join } from 'node:path';
import { keptPath } from '../backup/kept-path.js';
import type { Store } from '../backup/store.js';
import { atTarget } from '../backup/target.js';
import { sampleBytes } from './backup-sample.js';
import { recordJob } from '../library/job-record.js';
import type { KeptContent } from '../plan/backup-state.js';
import {
  isDecayed,
  type ListedFile,
  planVerify,
  type SampleSize,
  type VerifyPlan,
} from '../plan/plan-verify.js';
import {
  createVerifyTally,
  type VerifyFileEvent,
  type VerifyFinding,
  type VerifyReporter,
} from '../report/backup-verify-report.js';
import { ignoredBecause } from '../scan/ignore.js';
import { coverageOf } from './backup-coverage.js';
import type { Context } from './context.js';
import { type ExitCode, exitCodeOf } from './exit-codes.js';
import { readBack, type Verdict } from './read-back.js';
import type { TargetPlace } from './named-target.js';
import { newRunId } from './run.js';
import { unlessInterrupted } from './unless-interrupted.js';
import { type OpenTarget, withTarget } from './with-target.js';

const command = 'backup verify';
const smallestSample = 20;

/**
 * Compares a target with its manifest: by its listing what is missing, another or unknown; by reading back, what was
 * proven longest ago first, what has decayed. Writes nothing at the target: what was proven is recorded here, and reaches
 * the manifest there with the next backup, which also sends again what is wrong.
 *
 * @param share of the files that are read back, 0 to 1; undefined for what the target's own runs read
 * @throws PhotokeepError when the run is stopped as a whole
 */
export async function verifyBackup(
  context: Context,
  { library: { paths }, target }: TargetPlace,
  share: number | undefined,
  reporter: VerifyReporter,
): Promise<ExitCode> {
  const started = context.now();
  const run = newRunId(context);
  const sample =
    share === undefined
      ? { share: target.verifySample, atLeast: smallestSample, atMostBytes: sampleBytes(target) }
      : { share, atLeast: 1 };
  const tally = createVerifyTally();
  reporter.start({ command, run, dryRun: false });
  return withTarget(context, paths, target, { command, dryRun: false, reporter }, async (open) => {
    const { readable: of, lost } = await verify(context, { open, gallery: paths.gallery }, sample, {
      tell(event) {
        const whole: VerifyFileEvent = { event: 'file', action: 'verify', target: target.name, ...event };
        tally.count(whole);
        reporter.event(whole);
      },
      progress(done, total) {
        reporter.progress({ done, total });
      },
    });
    const ended = context.now();
    const exitCode = exitCodeOf(context.interruptedBy(), tally.wrong());
    const counts = tally.counts();
    recordJob(paths, `verify ${target.name}`, {
      ...{
        run,
        startedAt: started.toISOString(),
        endedAt: ended.toISOString(),
        exitCode,
        counts: { ...counts },
      },
    });
    reporter.end({
      ...{ event: 'summary', command, run, dryRun: false, target: target.name, ...counts, of, lost },
      coverage: coverageOf(open.manifest.index, ended.getTime()).coverage,
      seconds: (ended.getTime() - started.getTime()) / 1000,
      exitCode,
    });
    return exitCode;
  });
}

interface Tools {
  readonly open: OpenTarget;
  /** absolute */
  readonly gallery: string;
}

interface Listener {
  readonly tell: (event: Pick<VerifyFileEvent, 'status' | 'path' | 'size' | 'reason'>) => void;
  readonly progress: (done: number, total: number) => void;
}

/** What of a plan is told at the end. */
type Looked = Pick<VerifyPlan, 'readable' | 'lost'>;

async function verify(
  context: Context,
  { open: { store, manifest }, gallery }: Tools,
  sample: SampleSize,
  { tell, progress }: Listener,
): Promise<Looked> {
  const now = (): string => context.now().toISOString();
  const listed = await listTarget(store);
  const galleryPaths = [...listed.keys()].filter((path) => path.startsWith(`${atTarget.gallery}/`));
  const { missing, changed, extra, toRead, readable, lost } = planVerify(
    [...manifest.index.all()].flat(),
    {
      fileAt: (at) => listed.get(keptPath(at)),
      galleryPaths: galleryPaths.map((path) => path.slice(atTarget.gallery.length + 1)).filter(isOurs),
    },
    sample,
  );
  const say = ({ entry, at }: KeptContent, reason?: VerifyFinding): void => {
    const status = reason === undefined ? 'done' : 'failed';
    tell({ status, path: keptPath(at), size: entry.fingerprint.size, ...(reason && { reason }) });
  };

  for (const content of missing) say(content, 'missing');
  for (const content of changed) say(content, 'changed');
  for (const path of extra) tell({ status: 'failed', path: join(atTarget.gallery, path), reason: 'extra' });
  manifest.checked({ right: [], wrong: [...missing, ...changed].map(({ entry }) => entry) }, now());
  let read = 0;
  const tools = { store, gallery, isInterrupted: () => context.interruptedBy() !== undefined };
  const batches = readBack(toRead, tools);
  for (;;) {
    const next = await unlessInterrupted(context, batches.next());
    if (!next || next.done === true) break;
    const answers = next.value;
    for (const [content, verdict] of answers) say(content, findingOf(content, verdict, listed));
    const entriesThatAre = (...verdicts: readonly Verdict[]) =>
      answers.filter(([, verdict]) => verdicts.includes(verdict)).map(([{ entry }]) => entry);
    manifest.checked({ right: entriesThatAre('right'), wrong: entriesThatAre('wrong', 'missing') }, now());
    read += answers.length;
    progress(read, toRead.length);
  }
  return { readable, lost };
}

async function listTarget(store: Store): Promise<Map<string, ListedFile>> {
  const listed = new Map<string, ListedFile>();
  for (const folder of [atTarget.gallery, atTarget.versions]) {
    for await (const { path, size, mtimeMs } of store.list(folder)) listed.set(path, { size, mtimeMs });
  }
  return listed;
}

/** What no backup sends was left there by something else, and is nobody's loss. */
function isOurs(path: string): boolean {
  return path.split('/').every((name) => ignoredBecause(name) === undefined);
}

function findingOf(
  { entry, at }: KeptContent,
  verdict: Verdict,
  listed: ReadonlyMap<string, ListedFile>,
): VerifyFinding | undefined {
  if (verdict === 'right') return undefined;
  if (verdict !== 'wrong') return verdict === 'missing' ? 'missing' : 'unreadable';
  const there = listed.get(keptPath(at));
  return there && isDecayed(there, entry) ? 'rotten' : 'changed';
}
