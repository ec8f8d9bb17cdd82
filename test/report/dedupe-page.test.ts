import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { type DedupePage, dedupePage } from '../../src/report/dedupe-page.js';
import { duplicateCard, type PageGroup } from '../../src/report/duplicate-card.js';
import { pageMark } from '../../src/report/html-page.js';
import { similarCard } from '../../src/report/similar-card.js';

const view = { root: '/data/Photos', zone: 'Europe/Madrid', action: 'trash', isDone: true } as const;
const mtimeMs = Date.UTC(2024, 4, 18, 10, 11, 12);

const bare: PageGroup = {
  size: 2_345_678,
  keep: { path: '/data/Photos/images/Gallery/2024/05-May/IMG_1.jpg', mtimeMs },
  keptBecause: 'in the Gallery, not in a drop folder',
  copies: [
    { path: '/data/Photos/images/Imports/Phone/IMG_1.jpg', mtimeMs, fate: 'goes' },
    {
      path: '/data/Photos/images/Gallery/Zoo/IMG_1.jpg',
      mtimeMs,
      fate: 'left',
      reason: 'in folders of your own',
    },
    { path: '/mnt/old/IMG_1.jpg', mtimeMs, fate: 'failed', reason: 'permission denied' },
  ],
  frees: 2_345_678,
  takenAt: { local: '2024-05-18T12:11:12.345', offsetMinutes: 120 },
};
const group: PageGroup = {
  ...bare,
  thumbnail: { uri: 'data:image/jpeg;base64,/9j/4AAQ', orientation: 6 },
};

const totals = { groups: 1, removed: 1, bytesFreed: 2_345_678, left: 1, failed: 1 };

function page(given: Partial<DedupePage> = {}): string {
  return [
    ...dedupePage({
      ...{ ...view, run: '20240518-101112-x7k2', madeAt: '2024-05-18 12:11', totals, groups: [group] },
      pictured: 500,
      similar: { shown: [], total: 0 },
      ...given,
    }),
  ].join('');
}

/** What a reader sees, a line for each element that begins one. */
function textOf(html: string): string[] {
  return html
    .replace(/<head>.*<\/head>/s, '')
    .replace(/<(p|h\d|li|dt|dd|small)\b[^>]*>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

describe('a group of equal files', () => {
  test('says which stays and why, what became of the others, and when and how large they are', () => {
    expect(textOf(duplicateCard(group, view).html)).toEqual([
      '4 files of 2.3 MB · taken 2024-05-18 12:11 +02:00',
      'staysimages/Gallery/2024/05-May/IMG_1.jpg',
      'in the Gallery, not in a drop folder · modified 2024-05-18 12:11',
      'trashimages/Imports/Phone/IMG_1.jpg',
      'modified 2024-05-18 12:11',
      'leftimages/Gallery/Zoo/IMG_1.jpg',
      'in folders of your own · modified 2024-05-18 12:11',
      'failed/mnt/old/IMG_1.jpg',
      'permission denied · modified 2024-05-18 12:11',
    ]);
  });

  test('links to what is there, and not to what went', () => {
    const links = (given: object): string[] =>
      [...duplicateCard(group, { ...view, ...given }).html.matchAll(/href="file:\/\/([^"]*)"/g)].map(
        (found) => found[1]!,
      );

    expect(links({})).not.toContain('/data/Photos/images/Imports/Phone/IMG_1.jpg');
    expect(links({})).toHaveLength(3);
    for (const there of [{ isDone: false }, { action: 'report' }, { action: 'reflink' }]) {
      expect(links(there)).toContain('/data/Photos/images/Imports/Phone/IMG_1.jpg');
    }
  });

  test('shows its picture, turned as the camera was held; without one, the kind of file', () => {
    expect(duplicateCard(group, view).html).toContain(
      '<img class="thumb turn6" src="data:image/jpeg;base64,/9j/4AAQ"',
    );
    expect(duplicateCard(bare, view).html).toContain('<use href="#picture"/></svg>JPG</span>');
    const video = { ...bare, keep: { path: '/data/Photos/a.MOV', mtimeMs } };
    expect(duplicateCard(video, view).html).toContain('<use href="#video"/></svg>MOV</span>');
  });

  test('says how many copies are not shown; a time that is none is left empty', () => {
    const odd = { ...group, moreCopies: 99_980, keep: { ...group.keep, mtimeMs: Number.NaN } };
    const text = textOf(duplicateCard(odd, view).html);

    expect(text[0]).toMatch(/^99984 files of/);
    expect(text.at(-1)).toBe('and 99980 more');
    expect(text[2]).toBe('in the Gallery, not in a drop folder · modified');
  });
});

test('versions of a picture say what each of them knows', () => {
  const html = similarCard(
    {
      image: 'JPEG 0',
      versions: [
        {
          size: 157_000,
          details: {
            ...{
              people: ['Oma <b>', 'שרה'],
              keywords: Array.from({ length: 10 }, (_, n) => `k${String(n)}`),
            },
            ...{ rating: 4, title: 'x'.repeat(100), hasPosition: true },
          },
          files: [{ path: '/data/Photos/a.jpg', mtimeMs }],
        },
        {
          size: 156_000,
          details: { people: [], keywords: [], hasPosition: false },
          files: Array.from({ length: 12 }, (_, n) => ({ path: `/data/Photos/b${String(n)}.jpg`, mtimeMs })),
        },
      ],
    },
    view,
  ).html;
  const text = textOf(html).join('\n');

  expect(text).toContain('2 versions of one picture');
  expect(text).toContain(
    `“${'x'.repeat(79)}…” · people: Oma &lt;b&gt;, שרה · keywords: k0, k1, k2, k3, k4, k5, k6, k7 and 2 more · rating 4 · GPS position`,
  );
  expect(text).toContain('and 2 moreno names, keywords, rating or title');
});

describe('the page', () => {
  test('begins with its mark, its totals and what was done', () => {
    const html = page();

    expect(html.startsWith(pageMark)).toBe(true);
    expect(textOf(html).slice(0, 14)).toEqual([
      ...['photokeep', 'Duplicates', '/data/Photos · 2024-05-18 12:11 · run 20240518-101112-x7k2'],
      'What went is in the trash. photokeep undo 20240518-101112-x7k2 brings it back.',
      ...['groups', '1', 'copies to the trash', '1', 'free once the trash is emptied', '2.3 MB'],
      ...['copies left', '1', 'failed', '1'],
    ]);
  });

  test.each<[Partial<DedupePage>, string, string]>([
    [{ isDone: false }, 'this was a dry run', 'free once the trash is emptied'],
    [{ action: 'delete' }, 'gone for good', 'became free'],
    [{ action: 'delete', isDone: false }, 'this was a dry run', 'would become free'],
    [{ action: 'reflink' }, 'share their space', 'became free'],
    [{ action: 'report' }, 'was to report only', 'in copies'],
  ])('says what was done, or would be: %j', (given, banner, freed) => {
    const html = page(given);

    expect(html).toContain(banner);
    expect(html).toContain(`<dt>${freed}</dt>`);
  });

  test('says what it does not show', () => {
    const html = page({ totals: { ...totals, groups: 10_001 }, similar: { shown: [], total: 600 } });

    expect(html).toContain('Only the first 1 are on this page: 10,000 more are counted above');
    expect(html).toContain('The first 0 are shown.');
    expect(html).not.toContain('have a picture');
    expect(page({ pictured: 0 })).toContain('The first 0 have a picture, where there is one.');
  });

  test('of nothing says so', () => {
    const none = { groups: 0, removed: 0, bytesFreed: 0, left: 0, failed: 0 };

    expect(page({ totals: none, groups: [] })).toContain('No two files hold the same.');
    expect(page()).toContain('None was found.');
    expect(page({ similar: undefined })).toContain('Not looked for in this run');
  });

  test('lets a browser apply its own style, show its own pictures, and do nothing else', () => {
    const html = page();
    const [, style = ''] = /<style>(.*)<\/style>/s.exec(html) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');

    const policy = `default-src 'none'; img-src data:; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
    expect(html).toContain(`content="${policy.replaceAll("'", '&#39;')}"`);
    expect(html).not.toMatch(/<script| style=| on\w+=|https?:|@import|url\(/i);
  });
});
