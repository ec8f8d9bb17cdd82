import { ageText } from './age.js';
import { numberText, sizeText } from './amounts.js';
import { backupCard } from './backup-card.js';
import { htmlPage } from './html-page.js';
import { isolated, type Markup, markup } from './markup.js';
import { growthPlot } from './plot-growth.js';
import { datedMonths, monthsPlot } from './plot-months.js';
import { plotSizes } from './plot-scale.js';
import type { JobStatus, Status, WaitingStatus } from './status.js';
import { statusPageStyle } from './status-page-style.js';
import { timeText } from './table.js';
import { yearsOf } from './years.js';

/** How a library is, as a page in one file. @param zone IANA name of the zone that times are shown in */
export function statusPage(status: Status, zone: string): Generator<string> {
  const { library, at } = status;
  return htmlPage({
    title: 'Photos and their backups',
    about: markup`${isolated(library)} · <time>${timeText(at, zone)}</time>`,
    style: statusPageStyle,
    body: body(status, zone),
  });
}

function* body(status: Status, zone: string): Generator<Markup> {
  const { gallery, backups, jobs, at } = status;
  yield totals(status);
  yield markup`<h2>Backups</h2>`;
  yield backups.length === 0
    ? markup`<p class="banner">There is no backup. Add one to <code>backups:</code> in the config, then <code>photokeep backup setup NAME</code>.</p>`
    : markup`<div class="backups">${backups.map((backup) => backupCard(backup, at))}</div>`;
  const months = datedMonths(gallery?.months ?? []);
  if (months.length > 0) {
    yield markup`<h2>Pictures and videos per month</h2>`;
    yield markup`<p class="hint">By when they were taken.</p>`;
    yield markup`<figure>${monthsPlot(months, plotSizes.wide, 'wide')}${monthsPlot(months, plotSizes.narrow, 'narrow')}</figure>`;
    yield markup`<h2>Space over time</h2>`;
    yield markup`<p class="hint">What the Gallery takes of all that had been taken until then.</p>`;
    yield markup`<figure>${growthPlot(months, plotSizes.wide, 'wide')}${growthPlot(months, plotSizes.narrow, 'narrow')}</figure>`;
    yield yearsTable(status);
  }
  if (jobs.length > 0) yield jobsTable(jobs, at);
  yield waitingTable(status, zone);
  yield disksTable(status);
}

function totals({ gallery, notBackedUp, disks, trash }: Status): Markup {
  const [disk] = disks;
  return markup`<dl class="totals">
${gallery && total('files in the Gallery', numberText(gallery.files))}
${gallery && total('in size', sizeText(gallery.bytes))}
${gallery && total('new this week', numberText(gallery.newThisWeek.files))}
${notBackedUp && total('files in no backup', numberText(notBackedUp.files), notBackedUp.files === 0 ? 'good' : 'warm')}
${trash.files > 0 ? total('in the trash', sizeText(trash.bytes)) : undefined}
${disk && total('free', sizeText(disk.freeBytes))}
</dl>`;
}

function total(name: string, value: string, kind = ''): Markup {
  return markup`<div class="${kind}"><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** What the plots show, for who wants the numbers or cannot see them. */
function yearsTable({ gallery }: Status): Markup {
  const rows = yearsOf(gallery?.months ?? []).map(
    ({ year, files, bytes }) =>
      markup`<tr><th scope="row">${year ?? 'no date'}</th><td class="number">${numberText(files)}</td><td class="number">${sizeText(bytes)}</td></tr>`,
  );
  return markup`<details><summary>The same by year, as a table</summary><div class="table"><table>
<thead><tr><th scope="col">year</th><th scope="col" class="number">files</th><th scope="col" class="number">size</th></tr></thead>
<tbody>${rows}</tbody></table></div></details>`;
}

function jobsTable(jobs: readonly JobStatus[], now: string): Markup {
  const rows = jobs.map(
    (
      job,
    ) => markup`<tr><th scope="row">${job.job}</th><td>${ageText(job.last.endedAt, now)}</td>${ended(job.last)}</tr>
${whyText(job, now) === '' ? undefined : markup`<tr class="why"><td colspan="3">${whyText(job, now)}</td></tr>`}`,
  );
  return markup`<h2>Jobs</h2><div class="table"><table>
<thead><tr><th scope="col">job</th><th scope="col">last run</th><th scope="col">ended</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function whyText({ last, lastSuccess }: JobStatus, now: string): string {
  if (last.exitCode === 0) return '';
  const fine = lastSuccess === undefined ? 'never fine so far' : `last fine ${ageText(lastSuccess, now)}`;
  return last.error === undefined ? fine : `${last.error} · ${fine}`;
}

function ended({ exitCode }: JobStatus['last']): Markup {
  if (exitCode === 0) return markup`<td class="fine">✓ fine</td>`;
  if (exitCode === 75) return markup`<td class="later">put off</td>`;
  return markup`<td class="bad">✗ exit code ${exitCode}</td>`;
}

function waitingTable({ dropFolders, held, trash, at }: Status, zone: string): Markup {
  const row = (name: Markup | string, waiting: WaitingStatus, note: string): Markup =>
    markup`<tr><th scope="row">${name}</th><td class="number">${numberText(waiting.files)}</td><td class="number">${waiting.files === 0 ? '' : sizeText(waiting.bytes)}</td>
<td>${waiting.since === undefined ? '' : ageText(waiting.since, at)}</td><td>${note}</td></tr>`;
  const expires =
    trash.expiresAt === undefined
      ? ''
      : `the first may go on ${timeText(trash.expiresAt, zone).slice(0, 10)}`;
  return markup`<h2>Waiting</h2><div class="table"><table>
<thead><tr><th scope="col">where</th><th scope="col" class="number">files</th><th scope="col" class="number">size</th><th scope="col">the first came</th><th scope="col"></th></tr></thead>
<tbody>${dropFolders.map((folder) => row(isolated(folder.name), folder, folder.isThere ? '' : 'the folder is not there'))}
${row('held back', held, held.files === 0 ? '' : 'removed from the Gallery, and sent again')}
${row('trash', trash, expires)}</tbody></table></div>`;
}

function disksTable({ disks }: Status): Markup {
  const rows = disks.map(
    ({ holds, freeBytes, totalBytes }) => markup`<tr><th scope="row">${isolated(holds.join(', '))}</th>
<td class="number">${sizeText(freeBytes)}</td><td class="number">${sizeText(totalBytes)}</td></tr>`,
  );
  return markup`<h2>Disks</h2><div class="table"><table>
<thead><tr><th scope="col">holds</th><th scope="col" class="number">free</th><th scope="col" class="number">of</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}
