/** What only the page about a library has. The plots' colours keep apart for every kind of eye, by day and by night. */
export const statusPageStyle = `
:root { --mark: #1f6fb2; --mark-soft: #cfe0f0; --proven-1: #174f86; --proven-2: #4a8cc7; --proven-3: #9cc3e6; --old: #b4530f; }
@media (prefers-color-scheme: dark) {
  :root { --mark: #79b4ea; --mark-soft: #23394e; --proven-1: #a8d2f7; --proven-2: #5b9bd6; --proven-3: #2f6396; --old: #f0a35e; }
}
figure { margin: .75rem 0 0; }
.plot { display: block; width: 100%; height: auto; padding: .75rem .5rem .25rem; border: 1px solid var(--line); border-radius: .8rem; background: var(--card); }
.plot.narrow { display: none; }
.plot text { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
.plot .value { text-anchor: end; }
.plot .grid { stroke: var(--line); }
.plot .base, .plot .tick { stroke: var(--soft); }
.plot .bar { fill: var(--mark); }
.plot .bar:hover { fill: var(--ink); }
.plot .area { fill: var(--mark-soft); }
.plot .curve { fill: none; stroke: var(--mark); stroke-width: 2; stroke-linejoin: round; }
.plot .reader { fill: transparent; }
.plot .reader:hover { fill: var(--ink); fill-opacity: .12; }
.backups { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); gap: .9rem; }
.backup { padding: 1rem 1.1rem; border: 1px solid var(--line); border-radius: .9rem; background: var(--card); }
.backup h3 { display: flex; justify-content: space-between; gap: .75rem; margin: 0; font-size: 1.1rem; }
.backup p { margin: .35rem 0; }
.state { flex: none; padding: .1rem .6rem; border-radius: .5rem; font-size: .85rem; }
.well .state { background: var(--good-tint); color: var(--good); }
.late .state { background: var(--bad-tint); color: var(--bad); }
.wrong { color: var(--bad); }
.meter { display: block; width: 100%; height: 26px; }
.meter .track, .meter .never { fill: var(--sunk); }
.meter .age { fill: var(--mark); }
.meter .old { fill: var(--old); }
.meter .limit { stroke: var(--ink); stroke-width: 2; vector-effect: non-scaling-stroke; }
.meter .month { fill: var(--proven-1); }
.meter .quarter { fill: var(--proven-2); }
.meter .year { fill: var(--proven-3); }
figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 .9rem; color: var(--soft); font-size: .85rem; }
figcaption.legend { justify-content: flex-start; }
figcaption b { color: var(--ink); }
figcaption i { display: inline-block; width: .7em; height: .7em; margin-right: .4em; border-radius: .2em; }
i.month { background: var(--proven-1); }
i.quarter { background: var(--proven-2); }
i.year { background: var(--proven-3); }
.table { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .4rem .75rem .4rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { border-top: 0; color: var(--soft); font-size: .85rem; font-weight: 400; }
tbody th { font-weight: 600; }
tr.why td { padding-top: 0; border-top: 0; color: var(--soft); font-size: .9rem; }
td.number, th.number { padding-right: 1.5rem; text-align: right; white-space: nowrap; }
td.fine { color: var(--good); }
td.bad { color: var(--bad); }
td.later { color: var(--warm); }
details { margin: .75rem 0; }
summary { color: var(--soft); cursor: pointer; }
.totals .warm dd { color: var(--warm); }
@media (max-width: 34rem) {
  .plot.wide { display: none; }
  .plot.narrow { display: block; }
}
`;
