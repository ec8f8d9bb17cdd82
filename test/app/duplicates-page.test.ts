import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { writeDuplicatesPage } from '../../src/app/duplicates-page.js';
import type { PageGroup } from '../../src/report/duplicate-card.js';
import { createPageGroups, type PageGroups } from '../../src/report/page-groups.js';
import { fsPath } from '../../src/system/fs-path.js';
import { chromium } from '../chromium.js';
import { fakeContext } from '../fake-context.js';
import { makeMedia } from '../media/make-media.js';
import { describeWith } from '../requirements.js';
import { folderForAllTests } from '../temporary-folder.js';

const folder = folderForAllTests();
const browser = chromium(folder('profile'));

/** Counts who asks for something: a page must not. */
let server: Server;
let asked: string[] = [];
let address = '';

beforeAll(async () => {
  server = createServer(({ url }, response) => {
    asked.push(url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});

afterAll(() => {
  server.close();
});

async function writePage(groups: PageGroups, name = 'dup.html'): Promise<string> {
  await writeDuplicatesPage(fakeContext(folder()), {
    ...{
      file: folder(name),
      run: '20240518-101112-x7k2',
      root: folder('Photos'),
      action: 'trash',
      isDone: false,
    },
    ...{ groups, similar: undefined, exiftool: { path: process.env['PATH'] } },
    rules: { homeZone: 'UTC', dateFields: [], namePatterns: [], fallback: 'none', nowMs: undefined },
  });
  return folder(name);
}

function group(path: string, size: number): PageGroup {
  const copy = `${dirname(path)}/copy of ${basename(path)}`;
  return {
    ...{ size, keep: { path, mtimeMs: 0 }, keptBecause: 'the plainest name', frees: size },
    takenAt: { local: '2024-05-18T12:11:12' },
    copies: [{ path: copy, mtimeMs: 0, fate: 'goes' }],
  };
}

/** Names that would be markup, run something, fetch something or turn the page around. */
function nastyNames(): string[] {
  const host = address.replace('http://', '');
  return [
    // with a slash: a folder, and a file in it
    '<script>document.title = "run"</script>.png',
    `<img src="${host}" onerror="document.title = 'run'">.png`,
    `" onmouseover="document.title='run'" x=".png`,
    "' style='background:red' '.png",
    '--><svg onload=document.title="run">.png',
    '&lt;b&gt; &amp; co.png',
    'line\nbreak\t\u001b[31m.png',
    'photo\u202egnp.exe.png',
    'שלום ילדים 2022.png',
    'caf\udce9.png',
  ];
}

describeWith(['chromium'], 'in a browser', () => {
  test('the page shows all groups with their pictures; names are names, whatever they hold', async () => {
    const names = nastyNames();
    const made = await makeMedia(
      folder('Photos'),
      names.map((_, index) => ({ name: `${String(index)}.png`, size: [300, 200] })),
    );
    const groups = createPageGroups();
    for (const [index, name] of names.entries()) {
      const path = folder('Photos', name);
      mkdirSync(fsPath(dirname(path)), { recursive: true });
      renameSync(made[index]!, fsPath(path));
      groups.add(group(path, 1000 + index));
    }
    const page = await writePage(groups);
    const dom = await browser.domOf(page);

    expect(dom.match(/<article /g)).toHaveLength(names.length);
    expect(dom.match(/<img class="thumb turn1" src="data:image\/jpeg;base64,/g)).toHaveLength(names.length);
    expect(dom).toContain('<title>Duplicates · photokeep</title>');
    expect(dom).not.toMatch(/<script|<svg onload|<[^>]* on\w+=|<[^>]* style=/);
    for (const shown of [
      'line\\u{a}break\\u{9}\\u{1b}[31m.png',
      'photo\\u{202e}gnp.exe.png',
      'caf\\xe9.png',
    ]) {
      expect(dom).toContain(`<bdi>${shown}</bdi>`);
    }
    expect(dom).toContain('<bdi>שלום ילדים 2022.png</bdi>');
    expect(asked).toEqual([]);
  });

  test('its policy holds even where markup got in', async () => {
    const page = readFileSync(await writePage(createPageGroups()), 'utf8');
    const intruder = [
      '<script>document.title = "run"</script>',
      `<img src="${address}/img" onerror="document.title = 'run'">`,
      `<link rel="stylesheet" href="${address}/css"><style>body { background: url(${address}/bg) }</style>`,
      `<iframe src="${address}/frame"></iframe><object data="${address}/object"></object>`,
      `<p style="background: url(${address}/style)">x</p>`,
    ].join('\n');
    writeFileSync(folder('broken.html'), page.replace('<main>', `<main>${intruder}`));
    const dom = await browser.domOf(folder('broken.html'));

    expect(dom).toContain('<title>Duplicates · photokeep</title>');
    expect(dom).toContain(`<img src="${address}/img"`);
    expect(asked).toEqual([]);
    asked = [];
  });

  test('it has its colours by day and by night', async () => {
    const page = await writePage(createPageGroups());
    const corner = async (dark: boolean): Promise<number[]> => {
      await browser.screenshot(page, folder('page.png'), { width: 500, dark });
      const pixels = await sharp(folder('page.png'))
        .extract({ left: 0, top: 0, width: 1, height: 1 })
        .raw()
        .toBuffer();
      return [...pixels.subarray(0, 3)];
    };

    expect(await corner(false)).toEqual([0xf7, 0xf6, 0xf3]);
    expect(await corner(true)).toEqual([0x16, 0x15, 0x13]);
  });

  test('10,000 groups make a page of the first 1,000, and say so', async () => {
    const groups = createPageGroups();
    for (let index = 0; index < 10_000; index++)
      groups.add(group(folder(`Photos/${String(index)}.bin`), index + 1));
    const page = await writePage(groups);
    const dom = await browser.domOf(page);

    expect(dom.match(/<article /g)).toHaveLength(1000);
    expect(dom).toContain('Only the first 1,000 are on this page: 9,000 more are counted above');
    expect(dom).toContain('<dd>10,000</dd>');
    expect(dom).toContain('<bdi>9999.bin</bdi>');
    expect(readFileSync(page).length).toBeLessThan(3_000_000);
  });
});
