import { ageText, durationText } from './age.js';
import { numberText, sizeText } from './amounts.js';
import { uncoveredParts } from './backup-wording.js';
import { shareText } from './coverage-text.js';
import { isolated, type Markup, markup } from './markup.js';
import { at } from './plot-scale.js';
import type { BackupStatus } from './status.js';

/** A backup on the page: how fresh it is, and how much of it was read back lately. @param now ISO 8601 */
export function backupCard(backup: BackupStatus, now: string): Markup {
  const { target, place, lastSuccess, isStale, lacking, wrong, coverage } = backup;
  const notThere = uncoveredParts(backup.uncovered);
  const state = lastSuccess === undefined ? 'no good backup yet' : isStale ? 'too old' : 'fresh';
  return markup`<article class="backup ${isStale ? 'late' : 'well'}">
<h3>${isolated(target)} <span class="state">${isStale ? '!' : '✓'} ${state}</span></h3>
<p class="hint">${place === undefined ? 'not in the config' : isolated(place)}${whereTexts[backup.is]}</p>
${lastSuccess === undefined ? undefined : freshness(backup, lastSuccess, now)}
${lacking && coverage && markup`<p>${lacking.files === 0 ? 'Has all of the Gallery.' : `Lacks ${numberText(lacking.files)} files (${sizeText(lacking.bytes)}).`}</p>`}
${notThere.length > 0 ? markup`<p class="hint">After its last run: ${notThere.join(', ')}.</p>` : undefined}
${wrong > 0 ? markup`<p class="wrong">${numberText(wrong)} found wrong there; the next backup sends them again.</p>` : undefined}
${coverage && coverage.files > 0 ? provenBar(coverage) : undefined}
</article>`;
}

const whereTexts: Readonly<Record<BackupStatus['is'], string>> = {
  ...{ there: '', away: ' · away now', silent: ' · does not answer', unasked: '' },
};

const bar = { width: 300, height: 14 } as const;

/** The age on a scale on which the oldest that it may be is in the middle. */
function freshness({ staleAfter, isStale }: BackupStatus, lastSuccess: string, now: string): Markup {
  const age = Math.max(0, (Date.parse(now) - Date.parse(lastSuccess)) / 1000);
  const share = Math.min(1, age / (2 * staleAfter));
  const limit = durationText(staleAfter);
  const label = `Last good backup ${ageText(lastSuccess, now)}; it may be ${limit} old.`;
  return markup`<figure><svg class="meter" role="img" aria-label="${label}" viewBox="0 0 ${bar.width} 26" preserveAspectRatio="none">
<rect class="track" x="0" y="6" width="${bar.width}" height="${bar.height}"/>
<rect class="${isStale ? 'age old' : 'age'}" x="0" y="6" width="${at(Math.max(2, bar.width * share))}" height="${bar.height}"/>
<line class="limit" x1="${bar.width / 2}" x2="${bar.width / 2}" y1="1" y2="25"/>
</svg><figcaption><span>last good backup <b>${ageText(lastSuccess, now)}</b></span><span>limit ${limit}</span></figcaption></figure>`;
}

/** Each part begins where the one before ends: what was proven within a month, a quarter, a year, and the rest. */
function provenBar({ files, proven30, proven90, proven365 }: NonNullable<BackupStatus['coverage']>): Markup {
  const edges = [0, proven30, proven90, proven365, files];
  const parts = ['month', 'quarter', 'year', 'never'].map((name, index) => {
    const [from = 0, to = 0] = [edges[index], edges[index + 1]];
    return markup`<rect class="${name}" x="${at((bar.width * from) / files)}" y="6" width="${at((bar.width * (to - from)) / files)}" height="${bar.height}"/>`;
  });
  const [in30, in90, in365] = [proven30, proven90, proven365].map((proven) => shareText(proven, files));
  const label = `Read back and right: ${in30 ?? ''} of the files in the last 30 days, ${in90 ?? ''} in 90, ${in365 ?? ''} in 365.`;
  return markup`<figure><svg class="meter" role="img" aria-label="${label}" viewBox="0 0 ${bar.width} 26" preserveAspectRatio="none">${parts}</svg>
<figcaption class="legend"><span>read back in</span><span><i class="month"></i>30 d <b>${in30}</b></span><span><i class="quarter"></i>90 d <b>${in90}</b></span><span><i class="year"></i>365 d <b>${in365}</b></span></figcaption></figure>`;
}
