import { basename, dirname } from 'node:path';
import { type Fingerprint, fingerprintKey } from '../content/fingerprint.js';
import { keysOf, readAssetName } from '../scan/asset-name.js';
import type { ImportAction } from './actions.js';
import { FolderNames } from './folder-names.js';
import type { ImportFacts, KeptFile, Place } from './import-facts.js';
import { placeOf } from './kept-asset.js';

/**
 * What was planned and is not on the disk yet. A run that carries its batches out begins each with new promises, for
 * the library itself knows the rest; a dry run keeps the same ones to its end.
 */
export interface Promises {
  add(action: ImportAction): void;
  /** The facts as they will be once all that was promised is done. */
  over(facts: ImportFacts): ImportFacts;
  /** whether anything was promised that came under this stem */
  knowsKey(key: string): boolean;
}

export function createPromises(): Promises {
  const copies = new Map<string, string>();
  const held = new Map<string, string[]>();
  const sidecars = new Map<string, string>();
  const names = new Map<string, FolderNames>();
  const byContentId = new Map<string, KeptFile[]>();
  const byKey = new Map<string, KeptFile[]>();

  return {
    add(action) {
      if (action.kind !== 'move' && action.kind !== 'copy') return;
      const { target, fingerprint, asset, takenAt } = action;
      if (action.reason === 'held') addTo(held, fingerprintKey(fingerprint), target);
      else {
        if (asset?.role === 'sidecar') sidecars.set(sidecarKey(placeOf(target), fingerprint), target);
        else copies.set(fingerprintKey(fingerprint), target);
        const folder = dirname(target);
        const inFolder = names.get(folder) ?? new FolderNames();
        names.set(folder, inFolder);
        inFolder.add(basename(target));
        const { contentId } = asset ?? {};
        const kept = { path: target, takenAt, ...(contentId !== undefined && { contentId }) };
        if (contentId !== undefined) addTo(byContentId, contentId, kept);
        for (const key of asset ? keysOf(asset.key) : []) addTo(byKey, key, kept);
      }
    },
    over: (facts) => ({
      ...facts,
      copiesOf: (fingerprint) => [
        ...given(copies.get(fingerprintKey(fingerprint))),
        ...facts.copiesOf(fingerprint),
      ],
      sidecarCopy: (place, fingerprint) =>
        sidecars.get(sidecarKey(place, fingerprint)) ?? facts.sidecarCopy(place, fingerprint),
      heldCopyOf: (fingerprint, name) =>
        held
          .get(fingerprintKey(fingerprint))
          ?.find((path) => name === undefined || basename(path) === name) ??
        facts.heldCopyOf(fingerprint, name),
      keptByContentId: (id) => [...(byContentId.get(id) ?? []), ...facts.keptByContentId(id)],
      keptByKey: (key) => [...(byKey.get(key) ?? []), ...facts.keptByKey(key)],
      namesIn(folder) {
        const [promised, present] = [names.get(folder), facts.namesIn(folder)];
        if (!promised) return present;
        return {
          has: (name) => promised.has(name) || present.has(name),
          hasAsset: (key) => promised.hasAsset(key) || present.hasAsset(key),
        };
      },
    }),
    knowsKey: (key) => byKey.has(key),
  };
}

function addTo<T>(map: Map<string, T[]>, key: string, value: T): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}

function given(path: string | undefined): string[] {
  return path === undefined ? [] : [path];
}

function sidecarKey({ folder, stem }: Place, fingerprint: Fingerprint): string {
  return `${folder}/${readAssetName(stem).key}\0${fingerprintKey(fingerprint)}`;
}
