/** How every page of photokeep looks: paper and ink, by day and by night, as wide as the screen allows. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --paper: #f7f6f3; --card: #fff; --ink: #21201d; --soft: #6a665d; --line: #e5e1d8; --sunk: #efede7;
  --good: #1d6b45; --good-tint: #e4f1e9; --warm: #8f4a12; --warm-tint: #f8ebdc;
  --bad: #a3231b; --bad-tint: #fae5e2; --link: #21201d;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #161513; --card: #201f1c; --ink: #ece9e2; --soft: #a19c91; --line: #34322d; --sunk: #2a2925;
    --good: #86cfa6; --good-tint: #1d3328; --warm: #e6b27e; --warm-tint: #3a2a1b;
    --bad: #f29b92; --bad-tint: #43221f; --link: #ece9e2;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; max-width: 62rem; padding: clamp(1.25rem, 4vw, 3rem) clamp(1rem, 4vw, 2rem) 4rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  overflow-wrap: anywhere;
}
header { margin-bottom: 2rem; }
.brand { margin: 0; color: var(--good); font-weight: 600; letter-spacing: .02em; }
h1 { margin: .15rem 0 .25rem; font-size: clamp(1.7rem, 5vw, 2.4rem); line-height: 1.15; letter-spacing: -.02em; }
h2 { margin: 3rem 0 .5rem; font-size: 1.35rem; line-height: 1.25; letter-spacing: -.01em; }
h2 .count { margin-left: .35em; color: var(--soft); font-weight: 400; }
p { margin: .5rem 0; max-width: 46rem; }
.about, .hint { color: var(--soft); }
a { color: var(--link); text-decoration: none; }
a:hover, a:focus-visible { text-decoration: underline; }
code {
  padding: .1em .35em; border-radius: .3em; background: var(--sunk);
  font: .9em ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
bdi { unicode-bidi: isolate; }
.totals { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 1.5rem 0; }
.totals div {
  display: flex; flex-direction: column-reverse; justify-content: flex-end;
  padding: .9rem 1.1rem; border: 1px solid var(--line); border-radius: .8rem; background: var(--card);
}
.totals dd { margin: 0; font-size: 1.5rem; font-weight: 600; line-height: 1.2; letter-spacing: -.01em; }
.totals dt { color: var(--soft); font-size: .9rem; }
.totals .bad dd { color: var(--bad); }
.totals .good dd { color: var(--good); }
.banner { padding: .7rem 1.1rem; border-radius: .8rem; background: var(--sunk); max-width: none; }
@media print { body { max-width: none; padding: 0; background: none; } }
`;
