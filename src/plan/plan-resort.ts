import { join } from 'node:path';
import type { TakenAt } from '../dates/taken-at.js';
import { nameWithStem, stemKey } from '../scan/asset-name.js';
import type { MoveAction } from './actions.js';
import { FolderNames } from './folder-names.js';
import type { Member } from './form-assets.js';
import type { NamesInFolder } from './import-facts.js';
import { freeName, freeStem } from './target-name.js';

/** An asset that lies in another folder of the Gallery than its date says; the main file first. */
export interface MisplacedAsset {
  readonly members: readonly Member[];
  readonly takenAt: TakenAt | undefined;
  /** absolute path of the folder where it belongs */
  readonly folder: string;
  /** key of the stem under which it came, if the catalog knows: a number that was added then may not be needed here */
  readonly cameAs: string | undefined;
}

/** Plans a resort, batch after batch. */
export interface ResortPlanner {
  /** Moves in the order of the members. @param namesIn names in a folder (absolute path) as they are now */
  plan(assets: readonly MisplacedAsset[], namesIn: (folder: string) => NamesInFolder): MoveAction[];
}

/** Pure but for its own memory of what it has planned. */
export function createResortPlanner(): ResortPlanner {
  const promised = new Map<string, FolderNames>();
  let lastAction = 0;
  let lastAsset = 0;

  function planAsset(asset: MisplacedAsset, present: NamesInFolder): MoveAction[] {
    const { members, takenAt, folder, cameAs } = asset;
    const taken = promised.get(folder) ?? new FolderNames();
    promised.set(folder, taken);
    const isTaken = (name: string): boolean => present.has(name) || taken.has(name);
    const stem = freeStem(
      wishedStem(asset),
      members.map(({ name }) => name),
      (candidate) => [present, taken].some((names) => names.hasAsset(stemKey(candidate))),
    );
    lastAsset++;
    return members.map(({ path, identity, fingerprint, name, role, contentId }): MoveAction => {
      const wished = nameWithStem(name, stem);
      const target = isTaken(wished) ? freeName(wished, isTaken) : wished;
      taken.add(target);
      return {
        ...{
          kind: 'move',
          id: ++lastAction,
          source: path,
          target: join(folder, target),
          identity,
          fingerprint,
        },
        asset: {
          number: lastAsset,
          role,
          key: cameAs ?? name.key,
          ...(contentId !== undefined && { contentId }),
        },
        ...(takenAt && { takenAt }),
        reason: 'resorted',
      };
    });
  }

  return { plan: (assets, namesIn) => assets.flatMap((asset) => planAsset(asset, namesIn(asset.folder))) };
}

function wishedStem({ members, cameAs }: MisplacedAsset): string {
  const stem = members[0]?.name.stem ?? '';
  const plain = stem.replace(/ \(\d+\)$/, '');
  return cameAs !== undefined && stemKey(plain) === cameAs ? plain : stem;
}
