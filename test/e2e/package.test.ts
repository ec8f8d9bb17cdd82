import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { contentsOf, filesBelow } from '../folder-listing.js';
import { makeManyJpegs } from '../media/make-many.js';
import { folderForAllTests, temporaryFolder } from '../temporary-folder.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  bin: { photokeep: string };
};
const folder = temporaryFolder();
const installed = folderForAllTests();

interface PackedFile {
  readonly path: string;
}

let packed: readonly PackedFile[];

/** What users do with a released tarball. dist is built already: the other tests are running from it. */
beforeAll(() => {
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', installed()];
  const [tarball] = JSON.parse(npm(pack, root)) as { filename: string; files: readonly PackedFile[] }[];
  packed = tarball!.files;
  mkdirSync(installed('prefix'));
  const install = ['install', '--global', '--prefix', installed('prefix'), '--ignore-scripts'];
  npm([...install, '--no-audit', '--no-fund', installed(tarball!.filename)], installed());
});

function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

describe('the package', () => {
  test('holds the program, its docs and nothing of the tests', () => {
    const paths = packed.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['package.json', 'LICENSE', bin.photokeep]));
    expect(paths.filter((path) => /^test|\.test\.|\.ts$|\.map$|node_modules|\.img$/.test(path))).toEqual([]);
  });

  test('installs without running scripts, with an executable', () => {
    const { mode } = statSync(installed('prefix/bin/photokeep'));
    expect(mode & 0o111).toBe(0o111);
  });
});

describe('installed into an empty prefix, it imports', () => {
  test('with an empty environment', async () => {
    const script = installed('prefix/lib/node_modules/photokeep', bin.photokeep);
    await expectImport('env', ['-i', process.execPath, script]);
  });

  test('with the environment that cron gives', async () => {
    const environment = ['-i', 'PATH=/usr/bin:/bin', 'SHELL=/bin/sh', 'LOGNAME=family', `HOME=${folder()}`];
    // The prefix's bin is not in cron's PATH, and a node of nvm neither: crontab lines name both in full.
    await expectImport('env', [...environment, process.execPath, installed('prefix/bin/photokeep')]);
  });
});

async function expectImport(program: string, before: readonly string[]): Promise<void> {
  await makeManyJpegs(folder('card'), 5, { seed: 91 });
  const gallery = join(folder(), 'Gallery');
  const args = [...before, 'import', folder('card'), '--to', gallery];
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: '/', encoding: 'utf8' });
  expect(error).toBeUndefined();
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^5 files copied/);
  expect(filesBelow(gallery)).toHaveLength(5);
  expect(contentsOf(gallery)).toEqual(contentsOf(folder('card')));
}
