import { numberText, sizeText } from './amounts.js';
import { dedupePageStyle } from './dedupe-page-style.js';
import { type CardView, duplicateCard, type PageGroup } from './duplicate-card.js';
import { htmlPage } from './html-page.js';
import { joined, type Markup, markup } from './markup.js';
import { type PageSimilar, similarCard } from './similar-card.js';
import { thumbnailSigns } from './thumbnail-markup.js';

/** What a run came to; of all its groups, also those that the page does not show. */
export interface PageTotals {
  readonly groups: number;
  /** files that went or would go */
  readonly removed: number;
  /** bytes that this frees or would free */
  readonly bytesFreed: number;
  /** copies that stay for a reason */
  readonly left: number;
  readonly failed: number;
}

/** A dedupe as a page. */
export interface DedupePage extends CardView {
  readonly run: string;
  /** when, for people */
  readonly madeAt: string;
  readonly totals: PageTotals;
  /** those that are shown, in their order */
  readonly groups: readonly PageGroup[];
  /** of how many of them a picture was asked for */
  readonly pictured: number;
  /** same picture, other metadata; undefined when nobody looked for them */
  readonly similar: { readonly shown: readonly PageSimilar[]; readonly total: number } | undefined;
}

/** A page in one file that shows groups of equal files, and apart from them pictures that differ in their metadata only. */
export function dedupePage(page: DedupePage): Generator<string> {
  const { root, madeAt, run } = page;
  return htmlPage({
    title: 'Duplicates',
    about: markup`<bdi>${root}</bdi> · ${madeAt} · run ${run}`,
    style: dedupePageStyle,
    body: body(page),
  });
}

function* body(page: DedupePage): Generator<Markup> {
  const { groups, totals, similar } = page;
  yield thumbnailSigns;
  yield markup`<p class="banner">${bannerText(page)}</p>`;
  yield totalsMarkup(page);
  yield markup`<h2>Equal files<span class="count">${numberText(totals.groups)}</span></h2>`;
  yield markup`<p class="hint">${equalHint(page)}</p>`;
  for (const group of groups) yield duplicateCard(group, page);
  yield markup`<h2>Same picture, other metadata${similar && markup`<span class="count">${numberText(similar.total)}</span>`}</h2>`;
  yield markup`<p class="hint">${similarHint(page)}</p>`;
  for (const group of similar?.shown ?? []) yield similarCard(group, page);
}

function bannerText({ action, isDone, run }: DedupePage): MarkupText {
  if (action === 'report') return 'Nothing was changed: this run was to report only.';
  if (!isDone) return 'Nothing was changed: this was a dry run. The page shows what a real one would do.';
  switch (action) {
    case 'trash':
      return markup`What went is in the trash. <code>photokeep undo ${run}</code> brings it back.`;
    case 'delete':
      return 'What went is gone for good. Each file was compared byte for byte with the one that stays.';
    case 'reflink':
      return 'All files are where they were. Those of a group now share their space on the disk.';
  }
}

type MarkupText = Markup | string;

function totalsMarkup({ totals, action, isDone }: DedupePage): Markup {
  const { groups, removed, bytesFreed, left, failed } = totals;
  return markup`<dl class="totals">
${total('groups', numberText(groups))}
${total(removedText[action], numberText(removed))}
${total(isDone ? freedText[action] : plannedText[action], sizeText(bytesFreed), 'good')}
${left > 0 ? total('copies left', numberText(left)) : undefined}
${failed > 0 ? total('failed', numberText(failed), 'bad') : undefined}
</dl>`;
}

const removedText = {
  trash: 'copies to the trash',
  delete: 'copies to delete',
  reflink: 'copies that share their space',
  report: 'copies',
} as const;

const plannedText = {
  trash: 'free once the trash is emptied',
  delete: 'would become free',
  reflink: 'would become free',
  report: 'in copies',
} as const;
const freedText = { ...plannedText, delete: 'became free', reflink: 'became free' } as const;

function total(name: string, value: string, kind = ''): Markup {
  return markup`<div class="${kind}"><dt>${name}</dt><dd>${value}</dd></div>`;
}

function equalHint({ groups, totals, pictured }: DedupePage): MarkupText {
  if (totals.groups === 0) return 'No two files hold the same.';
  const hidden = totals.groups - groups.length;
  const hints = [
    markup`Files of the same size and fingerprint; whatever goes is compared byte for byte before. What frees most comes first.`,
    groups.length > pictured
      ? markup`The first ${numberText(pictured)} have a picture, where there is one.`
      : undefined,
    hidden > 0
      ? markup`Only the first ${numberText(groups.length)} are on this page: ${numberText(hidden)} more are counted above, and <code>photokeep dedupe -o FILE</code> lists them all.`
      : undefined,
  ];
  return joined(hints, ' ');
}

function similarHint({ similar }: DedupePage): MarkupText {
  if (!similar) return markup`Not looked for in this run; <code>--similar</code> does.`;
  const looked = markup`Files that share a name or a date were looked at; those whose date has to be read first only with <code>--similar</code>.`;
  if (similar.total === 0) return markup`None was found. ${looked}`;
  const hidden = similar.total - similar.shown.length;
  const hints = [
    markup`The picture itself is the same to the last bit, but not what was written about it: one may be from before names, keywords or a rating were added. Nothing is ever removed for that: look which one knows more.`,
    looked,
    hidden > 0 ? markup`The first ${numberText(similar.shown.length)} are shown.` : undefined,
  ];
  return joined(hints, ' ');
}
