import { relative } from 'node:path';
import { isolated, type Markup, markup } from './markup.js';

/** A path that can be opened with a click, where the page is looked at on the machine that has the file. */
export function fileLink(path: string, root: string): Markup {
  return markup`<a href="${fileUrl(path)}">${pathMarkup(path, root)}</a>`;
}

/**
 * A path as it is shown: its folder, then its name; each part isolated, so that a name in Hebrew or Arabic letters
 * turns around within itself only.
 *
 * @param path absolute
 * @param root what lies below it is shown relative to it
 */
export function pathMarkup(path: string, root: string): Markup {
  const short = relative(root, path);
  const parts = (short.startsWith('../') || short === '' ? path : short).split('/');
  const folders = parts.slice(0, -1).map((part) => markup`${isolated(part)}/`);
  return markup`<span class="folder">${folders}</span><span class="name">${isolated(parts.at(-1) ?? '')}</span>`;
}

/** A `file:` URL with the exact bytes of the path (RFC 8089, RFC 3986). @param path absolute */
export function fileUrl(path: string): string {
  const encoded = Array.from(path, (character) => {
    const code = character.charCodeAt(0);
    const isLone = character.length === 1 && code >= 0xd800 && code <= 0xdfff;
    if (isLone)
      return code >= 0xdc80 && code <= 0xdcff
        ? `%${(code - 0xdc00).toString(16).toUpperCase()}`
        : '%EF%BF%BD';
    return character === '/' ? character : encodeURIComponent(character);
  });
  return `file://${encoded.join('')}`;
}
