import type { LocalTime } from '../dates/wall-clock.js';
import { count, sizeText } from './amounts.js';
import { fileLink, pathMarkup } from './file-link.js';
import { joined, type Markup, markup } from './markup.js';
import { modifiedTime, takenTime } from './page-times.js';
import { type Thumbnail, thumbnailMarkup } from './thumbnail-markup.js';

/** A file as a page shows it. */
export interface PageFile {
  /** absolute */
  readonly path: string;
  /** modification time, milliseconds since 1970 */
  readonly mtimeMs: number;
}

/** A file that holds the same as the one that stays, and what becomes of it. */
export interface PageCopy extends PageFile {
  /** `goes`: by the action of the run; `left`: for a reason; `failed`: it was to go, and is where it was */
  readonly fate: 'goes' | 'left' | 'failed';
  /** why, in words, where it is left or failed */
  readonly reason?: string;
}

/** Files of the same content as a page shows them. */
export interface PageGroup {
  /** bytes of each file */
  readonly size: number;
  readonly keep: PageFile;
  /** why this one stays, in words */
  readonly keptBecause: string;
  readonly copies: readonly PageCopy[];
  /** bytes that become free, or would; names of one file free them once */
  readonly frees: number;
  /** copies that are too many to be shown */
  readonly moreCopies?: number;
  readonly takenAt?: LocalTime;
  readonly thumbnail?: Thumbnail;
}

/** What becomes of copies: the action of the run. */
export type PageAction = 'trash' | 'delete' | 'reflink' | 'report';

export interface CardView {
  /** paths below it are shown relative to it */
  readonly root: string;
  /** IANA name of the zone that modification times are shown in */
  readonly zone: string;
  readonly action: PageAction;
  /** whether the action was done, not only planned */
  readonly isDone: boolean;
}

const goesLabels: Readonly<Record<PageAction, string>> = {
  trash: 'trash',
  delete: 'delete',
  reflink: 'shared',
  report: 'copy',
};

/** One group of equal files: its picture, which one stays and why, and what becomes of the others. */
export function duplicateCard(group: PageGroup, view: CardView): Markup {
  const { keep, keptBecause, copies, moreCopies = 0, size, takenAt, thumbnail } = group;
  const all = copies.length + moreCopies;
  const facts = [
    markup`${count(all + 1, 'file')} of ${sizeText(size)}`,
    takenAt && markup`taken ${takenTime(takenAt)}`,
  ];
  const more = moreCopies > 0 ? markup`<li class="more">and ${moreCopies} more</li>` : undefined;
  return markup`<article class="card">
${thumbnailMarkup(keep.path, thumbnail)}
<h3>${joined(facts, ' · ')}</h3>
<ul>
${fileLine({ label: 'stays', kind: 'stays', link: fileLink(keep.path, view.root) }, keep, keptBecause, view)}
${copies.map((copy) => copyLine(copy, view))}${more}
</ul>
</article>`;
}

function copyLine(copy: PageCopy, view: CardView): Markup {
  const { fate, path, reason } = copy;
  const { action, isDone, root } = view;
  const label = fate === 'goes' ? goesLabels[action] : fate;
  const isGone = fate === 'goes' && isDone && (action === 'trash' || action === 'delete');
  const link = isGone ? pathMarkup(path, root) : fileLink(path, root);
  return fileLine({ label, kind: fate, link }, copy, reason, view);
}

interface FileLine {
  readonly label: string;
  readonly kind: 'stays' | PageCopy['fate'];
  readonly link: Markup;
}

function fileLine(
  { label, kind, link }: FileLine,
  { mtimeMs }: PageFile,
  why: string | undefined,
  { zone }: CardView,
): Markup {
  const notes = [
    why === undefined ? undefined : markup`${why}`,
    markup`modified ${modifiedTime(mtimeMs, zone)}`,
  ];
  return markup`<li class="${kind}"><span class="fate">${label}</span><span class="file">${link}<small>${joined(notes, ' · ')}</small></span></li>
`;
}
