import { createHash } from 'node:crypto';
import { type Markup, markup, type MarkupPart } from './markup.js';
import { pageStyle } from './page-style.js';

/** What every page of photokeep begins with: by this a page is known that may be written anew. */
export const pageMark = '<!doctype html>\n<!-- made by photokeep -->\n';

export interface Page {
  readonly title: string;
  /** one line below the title: which run, when, where */
  readonly about: MarkupPart;
  /** CSS for what only this page has, after that of all pages */
  readonly style?: string;
  /** the page itself, made piece by piece while it is written */
  readonly body: Iterable<Markup>;
}

/**
 * A page in one file, piece by piece. It holds everything that it shows: its policy (W3C, Content Security Policy)
 * forbids the browser to run anything, to fetch anything, and to apply any style but its own.
 */
export function* htmlPage({ title, about, style = '', body }: Page): Generator<string> {
  const css = pageStyle + style;
  yield pageMark;
  yield markup`<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(css)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title} · photokeep</title>
<style>${{ html: css }}</style>
</head>
<body>
<header>
<p class="brand">photokeep</p>
<h1>${title}</h1>
<p class="about">${about}</p>
</header>
<main>
`.html;
  for (const { html } of body) yield `${html}\n`;
  yield '</main>\n</body>\n</html>\n';
}

function policyFor(css: string): string {
  const hash = createHash('sha256').update(css).digest('base64');
  return `default-src 'none'; img-src data:; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}
