import type { PictureDetails, PictureVersion, SimilarPictures } from '../plan/similar-pictures.js';
import { count, sizeText } from './amounts.js';
import type { CardView } from './duplicate-card.js';
import { fileLink } from './file-link.js';
import { isolated, joined, type Markup, markup } from './markup.js';
import { modifiedTime } from './page-times.js';
import { type Thumbnail, thumbnailMarkup } from './thumbnail-markup.js';

/** A picture in versions that differ in what was written about it, as a page shows it. */
export interface PageSimilar extends SimilarPictures {
  readonly thumbnail?: Thumbnail;
}

/** One such picture: its versions, each with what it knows. */
export function similarCard({ versions, thumbnail }: PageSimilar, view: CardView): Markup {
  const path = versions[0]?.files[0]?.path ?? '';
  return markup`<article class="card">
${thumbnailMarkup(path, thumbnail)}
<h3>${count(versions.length, 'version')} of one picture</h3>
<ul>
${versions.map((version) => versionLine(version, view))}
</ul>
</article>`;
}

function versionLine({ size, details, files }: PictureVersion, { root, zone }: CardView): Markup {
  const links = files
    .slice(0, filesShown)
    .map(
      ({ path, mtimeMs }) =>
        markup`${fileLink(path, root)}<small>modified ${modifiedTime(mtimeMs, zone)}</small>`,
    );
  const more =
    files.length > filesShown ? markup`<small>and ${files.length - filesShown} more</small>` : undefined;
  return markup`<li class="version"><span class="fate">${sizeText(size)}</span><span class="file">${links}${more}${detailsMarkup(details)}</span></li>
`;
}

const filesShown = 10;

/** What was written into this version, as far as it helps to choose. */
function detailsMarkup({ people, keywords, rating, title, hasPosition }: PictureDetails): Markup {
  const known = [
    title === undefined ? undefined : markup`“${isolated(shortened(title))}”`,
    list('people', people),
    list('keywords', keywords),
    rating === undefined ? undefined : markup`rating ${rating}`,
    hasPosition ? markup`GPS position` : undefined,
  ];
  const isPlain = known.every((one) => one === undefined);
  return markup`<span class="details">${isPlain ? 'no names, keywords, rating or title' : joined(known, ' · ')}</span>`;
}

const wordsShown = 8;

function list(what: string, words: readonly string[]): Markup | undefined {
  if (words.length === 0) return undefined;
  const more = words.length > wordsShown ? ` and ${String(words.length - wordsShown)} more` : '';
  return markup`${what}: ${joined(
    words.slice(0, wordsShown).map((word) => isolated(shortened(word))),
    ', ',
  )}${more}`;
}

function shortened(text: string): string {
  return text.length > 80 ? `${Array.from(text).slice(0, 79).join('')}…` : text;
}
