import { printable } from './printable.js';

// Pages are put together with `markup`, which escapes whatever is put into it: forgetting it is not possible.

/** A piece of HTML that may stand in a page as it is. */
export interface Markup {
  readonly html: string;
}

/** What may be put into markup; text is escaped, and undefined is nothing. */
export type MarkupPart = string | number | Markup | readonly Markup[] | undefined;

/**
 * A piece of a page: markup`<p>${name}</p>`. Text that is put in cannot leave its element or its quoted attribute, and
 * what it holds that nobody would see (controls, odd bytes, marks that turn the direction of writing) is spelled out.
 */
export function markup(html: TemplateStringsArray, ...parts: readonly MarkupPart[]): Markup {
  const pieces = parts.map((part, index) => partHtml(part) + (html[index + 1] as string));
  return { html: (html[0] as string) + pieces.join('') };
}

/** Text in a direction of its own: a Hebrew name must not turn around what stands beside it. */
export function isolated(text: string): Markup {
  return markup`<bdi>${text}</bdi>`;
}

/** Pieces with a separator between them. */
export function joined(pieces: readonly (Markup | undefined)[], separator: string): Markup {
  const there = pieces.filter((piece) => piece !== undefined);
  return { html: there.map(({ html }) => html).join(markup`${separator}`.html) };
}

function partHtml(part: MarkupPart): string {
  if (part === undefined) return '';
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return 'html' in part ? part.html : part.map(({ html }) => html).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => entities[character] as string);
}
