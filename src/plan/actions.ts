import type { Fingerprint } from '../content/fingerprint.js';
import type { TakenAt } from '../dates/taken-at.js';
import type { FileIdentity } from '../scan/identity.js';
import type { FailReason, SkipReason } from '../scan/reasons.js';
import type { Role } from './form-assets.js';

/** Which asset of a run a file belongs to, and by what a file that comes later will find it. */
export interface AssetPart {
  /** the same for all files of one asset, unique within a run */
  readonly number: number;
  readonly role: Role;
  /** what the names of its files shared where they came from (`readAssetName`) */
  readonly key: string;
  readonly contentId?: string;
}

/**
 * Why a file goes where it goes, when that is not the plain case: `held` and `again` were imported before and are
 * not in the Gallery any more; `resorted` was in the Gallery, in another month; `restored` came from a backup, and
 * `unrestored` goes to the trash for that reason, though no copy of it stays.
 */
export type PlaceReason = 'held' | 'again' | 'resorted' | 'restored' | 'unrestored';

interface ActionBase {
  /** unique within a run */
  readonly id: number;
  /** absolute path */
  readonly source: string;
  /** the source as it was looked at; checked again at the last moment */
  readonly identity: FileIdentity;
  readonly fingerprint: Fingerprint;
  readonly takenAt?: TakenAt;
  readonly asset?: AssetPart;
  /** what the user should know beside the action, e.g. a wrong extension */
  readonly notes?: readonly string[];
  readonly undoes?: UndoneAction;
  /** the same for actions that are all done or none of them, one after the other: the files of an asset that goes */
  readonly together?: number;
}

/** The action of an earlier run that this one takes back. */
export interface UndoneAction {
  readonly run: string;
  readonly action: number;
  /** absolute path of the copy that stayed when the file went to the trash: before it goes there again, both are compared again */
  readonly keep?: string;
}

/** To a free name on the same file system: link, then unlink. */
export interface MoveAction extends ActionBase {
  readonly kind: 'move';
  readonly reason?: PlaceReason;
  /** absolute path; must not exist */
  readonly target: string;
}

/** Through a temporary name, read back and compared before it gets its own; then the source may go. */
export interface CopyAction extends ActionBase {
  readonly kind: 'copy';
  readonly reason?: PlaceReason;
  /** absolute path; must not exist */
  readonly target: string;
  readonly removeSource: boolean;
}

/** To the trash, after every byte was compared with the copy that stays. */
export interface TrashAction extends ActionBase {
  readonly kind: 'trash';
  /** absolute path in the trash */
  readonly target: string;
  /** absolute path of the copy that stays */
  readonly keep: string;
}

/** Removes for good, after every byte was compared with the copy that stays. */
export interface DeleteAction extends ActionBase {
  readonly kind: 'delete';
  /** absolute path of that copy; without one this is the last, which goes only at the user's own word */
  readonly keep?: string;
}

/** Moves nothing: makes sure that a file which is not imported really is the same as the one in the Gallery. */
export interface CompareAction extends ActionBase {
  readonly kind: 'compare';
  readonly keep: string;
  /** why it stays where it is; without a reason it is a source that is copied from */
  readonly reason?: SkipReason;
}

/** Lets a duplicate share the blocks of the copy that stays: another file takes its name, with the same bytes and attributes. */
export interface ReflinkAction extends ActionBase {
  readonly kind: 'reflink';
  /** absolute path of that copy, on the same file system */
  readonly keep: string;
}

/** One change, as data: what a plan proposes, a journal records and the executor does. */
export type Action = MoveAction | CopyAction | TrashAction | DeleteAction | ReflinkAction | CompareAction;

/** What an import plans: it deletes nothing, and lets every file be one of its own. */
export type ImportAction = Exclude<Action, DeleteAction | ReflinkAction>;

/** A file that is left where it is. */
export interface Skip {
  readonly path: string;
  readonly reason: SkipReason;
}

/** A file that could not be looked at. */
export interface Failure {
  readonly path: string;
  readonly reason: FailReason;
}

/** What came of one action. */
export type Outcome =
  | {
      readonly action: Action;
      readonly status: 'done';
      /** the file at the target, or the one that took the source's name, as it is now; undefined where nothing was placed */
      readonly placed?: FileIdentity;
    }
  | { readonly action: Action; readonly status: 'failed'; readonly reason: FailReason };

/** What a run reports of an action: what came of it, or, in a dry run, that it would be done. */
export type Result = Outcome | { readonly action: Action; readonly status: 'planned' };
