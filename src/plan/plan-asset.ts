import { basename, join, relative } from 'node:path';
import { nameWithStem, readAssetName, stemKey } from '../scan/asset-name.js';
import type {
  AssetPart,
  CompareAction,
  CopyAction,
  MoveAction,
  PlaceReason,
  Skip,
  TrashAction,
} from './actions.js';
import type { Member } from './form-assets.js';
import type { ImportFacts, Place } from './import-facts.js';
import { findKept, placeOf } from './kept-asset.js';
import { type ImportAsset, type ImportRules, undatedFolder } from './import-rules.js';
import { freeName, freeStem, storableName, wishedStem } from './target-name.js';

type Unnumbered<A> = A extends unknown
  ? Omit<A, 'id' | 'asset'> & { readonly asset: Omit<AssetPart, 'number'> }
  : never;

/** An action that has no number yet. */
export type Draft = Unnumbered<MoveAction | CopyAction | TrashAction | CompareAction>;

/** What is to be done about the main file, which its sidecars follow. */
type Fate =
  | { readonly to: Place; readonly isNew: boolean }
  | { readonly held: true }
  | { readonly skipped: Skip['reason'] };

/**
 * Decides about an asset member by member: what the Gallery has is a duplicate, what is new joins the asset that is
 * there, or gets a stem of its own.
 *
 * @param facts must know of each draft before the next one is asked for
 */
export function* planAsset(
  asset: ImportAsset,
  facts: ImportFacts,
  rules: ImportRules,
): Generator<Draft | Skip> {
  const { members, takenAt } = asset;
  const kept = findKept(members, takenAt, facts);
  const places = kept ? [kept] : [];
  let main: Fate | undefined = members[0]?.role === 'sidecar' ? fateOfOrphans(kept) : undefined;
  for (const member of members) {
    const fate: Fate =
      member.role === 'sidecar' && main
        ? yield* planSidecar(member, main, kept, asset, facts, rules)
        : yield* planPicture(member, places, asset, facts, rules);
    main ??= fate;
  }
}

function fateOfOrphans(kept: Place | undefined): Fate {
  return kept ? { to: kept, isNew: false } : { skipped: 'orphan' };
}

function* planPicture(
  member: Member,
  places: Place[],
  asset: ImportAsset,
  facts: ImportFacts,
  rules: ImportRules,
): Generator<Draft | Skip, Fate> {
  const [copy] = facts.copiesOf(member.fingerprint);
  if (copy !== undefined) {
    yield duplicate(member, copy, asset, rules);
    return { to: placeOf(copy), isNew: false };
  }
  const seen = rules.reimport ? undefined : facts.seen(member.fingerprint);
  if (seen !== undefined && (seen === 'undone' || asset.resends))
    return yield* withhold(member, seen, asset, facts, rules);
  const place = placeFor(member, places, asset, facts, rules);
  yield placed(member, join(place.folder, nameIn(place, member)), asset, facts, seen && 'again');
  return { to: place, isNew: true };
}

function* planSidecar(
  member: Member,
  main: Fate,
  kept: Place | undefined,
  asset: ImportAsset,
  facts: ImportFacts,
  rules: ImportRules,
): Generator<Draft | Skip, Fate> {
  if ('skipped' in main) {
    yield { path: member.path, reason: main.skipped };
    return main;
  }
  const beside = 'to' in main ? main.to : kept;
  const copy = beside && facts.sidecarCopy(beside, member.fingerprint);
  if (copy !== undefined) {
    yield duplicate(member, copy, asset, rules);
    return main;
  }
  if ('held' in main) return yield* withhold(member, 'imported', asset, facts, rules);
  // Beside a new picture it is new, whatever other picture had a sidecar with the same bytes.
  const seen =
    rules.reimport || main.isNew ? undefined : facts.seen(member.fingerprint, basename(member.path));
  if (seen !== undefined && (seen === 'undone' || asset.resends))
    return yield* withhold(member, seen, asset, facts, rules);
  yield placed(
    member,
    join(main.to.folder, sidecarName(main.to, member, facts)),
    asset,
    facts,
    seen && 'again',
  );
  return main;
}

/** What the user removed or took back is not let in again by itself. */
function* withhold(
  member: Member,
  seen: 'imported' | 'undone',
  asset: ImportAsset,
  facts: ImportFacts,
  rules: ImportRules,
): Generator<Draft | Skip, Fate> {
  if (seen === 'undone') {
    yield { path: member.path, reason: 'undone' };
    return { skipped: 'undone' };
  }
  // A sidecar with the same bytes may be about another picture.
  const name = member.role === 'sidecar' ? basename(member.path) : undefined;
  const copy = facts.heldCopyOf(member.fingerprint, name);
  if (copy === undefined) {
    yield transfer(member, statePath(member.path, rules.held, rules), asset, rules.stateDevice, 'held');
  } else yield duplicate(member, copy, asset, rules);
  return { held: true };
}

/** The first place whose name for the member is free; if there is none, a new one. */
function placeFor(
  member: Member,
  places: Place[],
  asset: ImportAsset,
  facts: ImportFacts,
  rules: ImportRules,
): Place {
  const free = places.find((place) => !facts.namesIn(place.folder).has(nameIn(place, member)));
  if (free) return free;
  const { members, takenAt, layout } = asset;
  const folder = join(rules.gallery, takenAt ? layout.folderOf(takenAt.local) : undatedFolder);
  const names = facts.namesIn(folder);
  const wished = wishedStem(member.name.stem, rules.naming, takenAt?.local);
  const stem = freeStem(
    wished,
    members.map(({ name }) => name),
    // No other asset may have it: `IMG_1.MOV` beside a stranger's `IMG_1.JPG` would look like its video.
    (candidate) =>
      names.hasAsset(stemKey(candidate)) || names.has(nameIn({ folder, stem: candidate }, member)),
  );
  const place = { folder, stem };
  places.push(place);
  return place;
}

function nameIn({ stem }: Place, { name }: Member): string {
  return nameWithStem({ mark: name.mark, tail: storableName(name.tail) }, stem);
}

/** A sidecar that differs from the one that is there stays beside it: `x (2).xmp`. */
function sidecarName(place: Place, member: Member, facts: ImportFacts): string {
  const names = facts.namesIn(place.folder);
  const name = nameIn(place, member);
  if (!names.has(name)) return name;
  return freeName(name, (candidate) => names.has(candidate) || names.hasAsset(readAssetName(candidate).key));
}

function placed(
  member: Member,
  target: string,
  asset: ImportAsset,
  facts: ImportFacts,
  reason: PlaceReason | undefined,
): Draft {
  return transfer(member, target, asset, facts.deviceOf(join(target, '..')), reason);
}

function transfer(
  member: Member,
  target: string,
  asset: ImportAsset,
  device: number,
  reason: PlaceReason | undefined,
): Draft {
  const base = { ...draftOf(member, asset), target, ...(reason && { reason }) };
  return member.identity.dev === device && !asset.keepSource
    ? { ...base, kind: 'move' }
    : { ...base, kind: 'copy', removeSource: !asset.keepSource };
}

function duplicate(member: Member, keep: string, asset: ImportAsset, rules: ImportRules): Draft {
  const base = { ...draftOf(member, asset), keep };
  if (asset.keepSource) return { ...base, kind: 'compare' };
  if (member.identity.dev !== rules.stateDevice)
    return { ...base, kind: 'compare', reason: 'duplicate-elsewhere' };
  return { ...base, kind: 'trash', target: statePath(member.path, rules.trash, rules) };
}

function draftOf(
  member: Member,
  { takenAt }: ImportAsset,
): Omit<Draft, 'kind' | 'target' | 'keep' | 'removeSource'> {
  const { path, identity, fingerprint, role, name, contentId, notes } = member;
  return {
    ...{ source: path, identity, fingerprint },
    asset: { role, key: name.key, ...(contentId !== undefined && { contentId }) },
    ...(takenAt && { takenAt }),
    ...(notes.length > 0 && { notes }),
  };
}

/**
 * Where a file goes in a run's folder of the trash, or of what is held: its path in the library, or its whole path
 * below `outside/` for one from outside, and for one from a folder of that name, so that no two meet.
 */
export function statePath(
  source: string,
  folder: string,
  { libraryRoot }: Pick<ImportRules, 'libraryRoot'>,
): string {
  const inLibrary = relative(libraryRoot, source);
  return /^(\.\.|outside)(\/|$)/.test(inLibrary) ? join(folder, 'outside', source) : join(folder, inLibrary);
}
