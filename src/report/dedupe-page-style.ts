import { thumbnailStyle } from './thumbnail-markup.js';

/** What only the page about duplicates has: cards, of which a browser draws those that are looked at. */
export const dedupePageStyle = `
.card {
  display: grid; grid-template-columns: auto 1fr; grid-template-rows: auto 1fr; gap: .4rem 1.1rem;
  margin: .75rem 0; padding: 1rem 1.1rem;
  border: 1px solid var(--line); border-radius: .9rem; background: var(--card);
  content-visibility: auto; contain-intrinsic-size: auto 10rem;
}
.card .thumb { grid-row: 1 / 3; }
.card h3 { margin: 0; color: var(--soft); font-size: .9rem; font-weight: 400; }
.card ul { margin: 0; padding: 0; list-style: none; }
.card li { display: flex; gap: .75rem; padding: .4rem 0; border-top: 1px solid var(--line); }
.card li:first-child { border-top: 0; padding-top: 0; }
.card li:last-child { padding-bottom: 0; }
.fate {
  flex: none; align-self: flex-start; min-width: 4.2rem; padding: .05rem .5rem; border-radius: .4rem;
  background: var(--sunk); color: var(--soft); font-size: .8rem; line-height: 1.6; text-align: center;
}
.stays .fate { background: var(--good-tint); color: var(--good); font-weight: 600; }
.goes .fate { background: var(--warm-tint); color: var(--warm); }
.failed .fate { background: var(--bad-tint); color: var(--bad); }
.file { min-width: 0; }
.folder { color: var(--soft); }
.name { font-weight: 600; }
.goes .name { font-weight: 400; }
.file small { display: block; color: var(--soft); font-size: .85rem; }
.details { display: block; margin-top: .15rem; font-size: .9rem; }
.more { color: var(--soft); }
time { white-space: nowrap; }
@media (max-width: 34rem) {
  .card { gap: .7rem .8rem; padding: .8rem .85rem; }
  .card .thumb { grid-row: 1; }
  .card h3 { align-self: center; }
  .card ul { grid-column: 1 / 3; }
  .card li { flex-direction: column; gap: .25rem; }
}
${thumbnailStyle}`;
