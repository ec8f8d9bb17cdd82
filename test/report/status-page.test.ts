import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { axisValues, yearMarks } from '../../src/report/plot-scale.js';
import type { MonthStatus, Status } from '../../src/report/status.js';
import { statusPage } from '../../src/report/status-page.js';
import { chromium } from '../chromium.js';
import { describeWith } from '../requirements.js';
import { folderForAllTests } from '../temporary-folder.js';

const folder = folderForAllTests();
const browser = chromium(folder('profile'));

const month = (name: string, media: number): MonthStatus => ({
  ...{ month: name, files: media, media, bytes: media * 2_000_000 },
});
const amount = { files: 0, bytes: 0 };
const base: Status = {
  ...{ library: '/data/Photos', at: '2026-05-18T12:00:00.000Z', duplicates: amount, notBackedUp: amount },
  gallery: {
    ...{ path: '/data/Photos/images/Gallery', files: 300, bytes: 600_000_000, newThisWeek: amount },
    months: [
      month('2024-01', 100),
      month('2024-02', 50),
      month('2025-12', 150),
      { ...month('', 3), month: undefined },
    ],
  },
  jobs: [{ job: 'import', last: { endedAt: '2026-05-18T11:45:00.000Z', exitCode: 0 } }],
  backups: [
    {
      ...{
        target: 'hdd',
        place: '/mnt/b',
        is: 'there',
        isStale: false,
        staleAfter: 259_200,
        wrong: 0,
        files: 300,
        bytes: 1,
      },
      ...{ lastSuccess: '2026-05-18T09:00:00.000Z', lacking: amount },
      coverage: { files: 300, proven30: 150, proven90: 200, proven365: 300 },
    },
  ],
  ...{ lackingFiles: [], dropFolders: [], held: amount, trash: { ...amount, away: [] }, disks: [] },
};

function write(status: Status, name: string): string {
  writeFileSync(folder(name), [...statusPage(status, 'Europe/Madrid')].join(''));
  return folder(name);
}

describe('the scale of a plot', () => {
  test.each([
    [114, 1, [0, 50, 100, 150]],
    [3, 1, [0, 1, 2, 3]],
    [24.9e9, 1e9, [0, 10e9, 20e9, 30e9]],
    [1, 1, [0, 0.5, 1]],
    [1.2e12, 1e12, [0, 0.5e12, 1e12, 1.5e12]],
  ])('of %d in units of %d', (largest, unit, values) => {
    expect(axisValues(largest, 4, unit).length).toBeLessThanOrEqual(6);
    expect(axisValues(largest, 4, unit).at(-1)).toBeGreaterThanOrEqual(largest);
    if (largest > 1) expect(axisValues(largest, 4, unit)).toEqual(values);
  });

  test('has no more years than can be read', () => {
    expect(yearMarks(2020 * 12, 2023 * 12 + 5, 10)).toEqual([2020, 2021, 2022, 2023]);
    expect(yearMarks(1980 * 12, 2026 * 12, 6)).toEqual([1980, 1990, 2000, 2010, 2020]);
    expect(yearMarks(2024 * 12 + 3, 2024 * 12 + 6, 6)).toEqual([]);
  });
});

describe('the page', () => {
  const page = [...statusPage(base, 'Europe/Madrid')].join('');

  test('says in words what each plot shows, and has the numbers as a table', () => {
    expect(page).toContain(
      'aria-label="Pictures and videos by the month in which they were taken: 300 from January 2024 to December 2025; the most, 150, in December 2025."',
    );
    expect(page).toContain('to 600 MB in December 2025.');
    expect(page).toContain('aria-label="Last good backup 3 hours ago; it may be 3 days old."');
    expect(page).toContain(
      'aria-label="Read back and right: 50% of the files in the last 30 days, 66.6% in 90, 100% in 365."',
    );
    expect(page).toContain('<th scope="row">2025</th><td class="number">150</td>');
  });

  test('tells what is late by a word and a sign, not by colour alone', () => {
    const late = { ...base.backups[0]!, isStale: true };
    expect([...statusPage({ ...base, backups: [late] }, 'UTC')].join('')).toContain('! too old');
  });

  test('has no plot of nothing', () => {
    const empty = [...statusPage({ ...base, gallery: undefined, backups: [], jobs: [] }, 'UTC')].join('');
    expect(empty).not.toContain('<svg');
    expect(empty).toContain('There is no backup.');
  });
});

describeWith(['chromium'], 'in a browser', () => {
  let server: Server;
  const asked: string[] = [];
  let host = '';
  beforeAll(async () => {
    server = createServer(({ url }, response) => {
      asked.push(url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    host = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  afterAll(() => {
    server.close();
  });

  test('names are names, whatever they hold; nothing is fetched or run', async () => {
    const nasty = `"><script>document.title='run'</script><img src=//${host}/x onerror="document.title='run'">\u202e`;
    const jobs = [{ job: nasty, last: { endedAt: base.at, exitCode: 6, error: nasty } }];
    const backups = [{ ...base.backups[0]!, target: nasty, place: nasty }];
    const dom = await browser.domOf(write({ ...base, library: nasty, jobs, backups }, 'nasty.html'));
    expect(dom).toContain('<title>Photos and their backups · photokeep</title>');
    expect(dom).not.toMatch(/<script|<img|<[^>]* on\w+=|<[^>]* style=/);
    expect(dom).toContain('\\u{202e}');
    expect(asked).toEqual([]);
  });

  test('its plots are seen by day and by night, on a desktop and on a phone', async () => {
    const page = write(base, 'page.html');
    for (const [width, dark] of [
      [1280, false],
      [1280, true],
      [500, false],
      [500, true],
    ] as const) {
      await browser.screenshot(page, folder('page.png'), { width, dark });
      const { data, info } = await sharp(folder('page.png'))
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      const counts = new Map<string, number>();
      for (let index = 0; index < data.length; index += 3) {
        const color = data.subarray(index, index + 3).toString('hex');
        counts.set(color, (counts.get(color) ?? 0) + 1);
      }
      expect(info.width).toBe(width);
      // The paper, and the darkest part of what was proven.
      expect([...counts].sort((a, b) => b[1] - a[1])[0]?.[0]).toBe(dark ? '161513' : 'f7f6f3');
      expect(counts.get(dark ? 'a8d2f7' : '174f86') ?? 0).toBeGreaterThan(500);
    }
  });
});
