import { basename, dirname } from 'node:path';
import { type Fingerprint, fingerprintKey } from '../content/fingerprint.js';
import { readAssetName } from '../scan/asset-name.js';
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
}

export function createPromises(): Promises {
  const copies = new Map<string, string>();
  const held = new Map<string, string>();
  const sidecars = new Map<string, string>();
  const names = new Map<string, FolderNames>();
  const byContentId = new Map<string, KeptFile[]>();
  const byKey = new Map<string, KeptFile[]>();

  return {
    add(action) {
      if (action.kind !== 'move' && action.kind !== 'copy') return;
      const { target, fingerprint, asset, takenAt } = action;
      if (action.reason === 'held') held.set(fingerprintKey(fingerprint), target);
      else {
        if (asset?.role === 'sidecar') sidecars.set(sidecarKey(placeOf(target), fingerprint), target);
        else copies.set(fingerprintKey(fingerprint), target);
        const folder = dirname(target);
        const inFolder = names.get(folder) ?? new FolderNames();
        names.set(folder, inFolder);
        inFolder.add(basename(target));
        const kept = { path: target, takenAt };
        if (asset?.contentId !== undefined) addTo(byContentId, asset.contentId, kept);
        if (asset && asset.role !== 'sidecar') addTo(byKey, asset.key, kept);
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
      heldCopyOf: (fingerprint) => held.get(fingerprintKey(fingerprint)) ?? facts.heldCopyOf(fingerprint),
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
  };
}

function addTo(map: Map<string, KeptFile[]>, key: string, file: KeptFile): void {
  const files = map.get(key);
  if (files) files.push(file);
  else map.set(key, [file]);
}

function given(path: string | undefined): string[] {
  return path === undefined ? [] : [path];
}

function sidecarKey({ folder, stem }: Place, fingerprint: Fingerprint): string {
  return `${folder}/${readAssetName(stem).key}\0${fingerprintKey(fingerprint)}`;
}
