import type { ImportAction, Skip } from './actions.js';
import type { ImportFacts } from './import-facts.js';
import type { ImportAsset, ImportRules } from './import-rules.js';
import { planAsset } from './plan-asset.js';
import type { Promises } from './promises.js';

/** What is done about a batch: every member exactly once. */
export interface ImportPlan {
  readonly actions: readonly ImportAction[];
  readonly skips: readonly Skip[];
}

/** Plans one run, batch after batch. */
export interface ImportPlanner {
  /**
   * Actions in the order of the members, the files of an asset side by side.
   *
   * @param promised what was planned and is not to be seen in the facts yet; learns what is planned now
   */
  plan(assets: readonly ImportAsset[], facts: ImportFacts, promised: Promises): ImportPlan;
}

/** Pure but for the numbers it gives. */
export function createImportPlanner(rules: ImportRules): ImportPlanner {
  let lastAction = 0;
  let lastAsset = 0;
  return {
    plan(assets, facts, promised) {
      const actions: ImportAction[] = [];
      const skips: Skip[] = [];
      const known = promised.over(facts);
      for (const asset of assets) {
        lastAsset++;
        for (const step of planAsset(asset, known, rules)) {
          if (!('kind' in step)) skips.push(step);
          else {
            const action = { ...step, id: ++lastAction, asset: { ...step.asset, number: lastAsset } };
            actions.push(action);
            // The next step is asked for only now, and takes it into account.
            promised.add(action);
          }
        }
      }
      return { actions, skips };
    },
  };
}
