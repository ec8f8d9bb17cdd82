import { basename } from 'node:path';
import { readAssetName } from '../scan/asset-name.js';
import { splitName } from '../scan/file-name.js';
import { type Markup, markup } from './markup.js';

/** A small picture of a file, with all that a page needs to show it. */
export interface Thumbnail {
  /** `data:image/jpeg;base64,…` */
  readonly uri: string;
  /** how it has to be turned, as EXIF counts (1 to 8) */
  readonly orientation: number;
}

/** A square with the file's picture, or, where there is none, with a sign for its kind of file. */
export function thumbnailMarkup(path: string, thumbnail: Thumbnail | undefined): Markup {
  if (!thumbnail) {
    const extension = splitName(basename(path)).extension.slice(1, 6).toUpperCase();
    return markup`<span class="thumb none"><svg aria-hidden="true"><use href="#${signOf(path)}"/></svg>${extension}</span>`;
  }
  const { uri, orientation } = thumbnail;
  return markup`<img class="thumb turn${orientation}" src="${uri}" alt="" width="112" height="112" decoding="async">`;
}

/** To stand once in a page that has thumbnails: the signs for files without one. */
export const thumbnailSigns = markup`<svg class="signs" aria-hidden="true">
<symbol id="picture" viewBox="0 0 24 24"><rect x="3" y="5" width="18" height="14" rx="2"/><circle cx="8.5" cy="10" r="1.5"/><path d="M4 17.5l5-4.5 3.5 3 3.5-4 4.5 5"/></symbol>
<symbol id="video" viewBox="0 0 24 24"><rect x="3" y="5" width="18" height="14" rx="2"/><path d="M10 9.2v5.6l5-2.8z"/></symbol>
<symbol id="text" viewBox="0 0 24 24"><path d="M7 3.5h7l4 4v13H7zM14 3.5v4h4M9.5 12h6M9.5 15.5h6"/></symbol>
</svg>`;

function signOf(path: string): 'picture' | 'video' | 'text' {
  const { role } = readAssetName(basename(path));
  if (role === 'video') return role;
  return role === 'still' || role === 'raw' ? 'picture' : 'text';
}

/** For the style of a page that has thumbnails; turned as EXIF says (2.32, 4.6.4.A, Orientation). */
export const thumbnailStyle = `
.signs { position: absolute; width: 0; height: 0; }
.thumb { display: block; width: 7rem; height: 7rem; border-radius: .6rem; object-fit: cover; background: var(--sunk); outline: 1px solid var(--line); outline-offset: -1px; }
.thumb.none {
  display: flex; flex-direction: column; align-items: center; justify-content: center;
  color: var(--soft); font-size: .75rem; font-weight: 600; letter-spacing: .06em;
}
.thumb.none svg {
  width: 2.2rem; height: 2.2rem; opacity: .75;
  fill: none; stroke: currentColor; stroke-width: 1.2; stroke-linejoin: round; stroke-linecap: round;
}
.turn2 { transform: scaleX(-1); }
.turn3 { transform: rotate(180deg); }
.turn4 { transform: scaleY(-1); }
.turn5 { transform: rotate(90deg) scaleY(-1); }
.turn6 { transform: rotate(90deg); }
.turn7 { transform: rotate(-90deg) scaleY(-1); }
.turn8 { transform: rotate(-90deg); }
@media (max-width: 34rem) { .thumb { width: 4.5rem; height: 4.5rem; } .thumb.none svg { width: 1.6rem; height: 1.6rem; } }
`;
