import type { TakenAt } from '../dates/taken-at.js';
import type { Result } from '../plan/actions.js';
import { formContenders } from '../plan/contender.js';
import type { DedupeRules } from '../plan/dedupe-rules.js';
import type { Cluster } from '../plan/duplicates.js';
import { type DedupePlan, planDedupe } from '../plan/plan-dedupe.js';
import { treatedGroup, type TreatedGroup } from '../report/treated-group.js';
import type { Context } from './context.js';
import { gatherDedupeFacts, type ReadDates } from './dedupe-facts.js';
import type { Run } from './run.js';

/** Files of one content after their run. */
export interface Treated {
  readonly group: TreatedGroup;
  /** When the picture was taken, where that is known; to be asked before the next one comes. */
  readonly takenAt: () => TakenAt | undefined;
}

/** What is announced and synced together; of a disk that has to seek, each time takes some tenths of a second. */
const clustersAtOnce = 64;

/** Plans and carries out, some clusters at a time: what is decided about one concerns no other. */
export async function* treatClusters(
  { interruptedBy }: Pick<Context, 'interruptedBy'>,
  run: Run,
  clusters: AsyncIterable<Cluster>,
  { rules, readDates }: { readonly rules: DedupeRules; readonly readDates: ReadDates },
): AsyncGenerator<Treated> {
  for await (const some of inBatches(clusters)) {
    const contenders = some.map((cluster) => formContenders(cluster, rules));
    const facts = await gatherDedupeFacts(contenders, run, readDates);
    // What exiftool could not read any more says nothing about the files.
    if (interruptedBy()) return;
    const plans: DedupePlan[] = [];
    let nextId = run.nextActionId();
    for (const cluster of contenders) {
      const plan = planDedupe(cluster, rules, facts, nextId);
      nextId += plan.actions.length;
      plans.push(plan);
    }
    const results = new Map<number, Result>();
    await run.carryOut(
      plans.flatMap(({ actions }) => actions),
      (result) => results.set(result.action.id, result),
    );
    for (const group of plans.flatMap(({ groups }) => groups)) {
      yield {
        group: treatedGroup(group, (action) => results.get(action)),
        takenAt: () => facts.known(group.keep).takenAt,
      };
    }
  }
}

async function* inBatches(clusters: AsyncIterable<Cluster>): AsyncGenerator<Cluster[]> {
  let batch: Cluster[] = [];
  for await (const cluster of clusters) {
    if (batch.push(cluster) < clustersAtOnce) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
