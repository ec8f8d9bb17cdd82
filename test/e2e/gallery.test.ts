import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { DCLinter } from 'dclint';
import { parse } from 'yaml';
import { listing } from '../folder-listing.js';
import { jsonLines } from '../json-output.js';
import { tagFaces } from '../media/face-tags.js';
import { makeMedia } from '../media/make-media.js';
import { type Ended, photokeep } from '../photokeep.js';
import { piGallery2ForAllTests } from '../pigallery2.js';
import { describeWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();
const file = (): string => at('Photos/viewer/docker-compose.yml');
const run = (...args: readonly string[]): Promise<Ended> =>
  photokeep([...args, '--library', at('Photos')], { home: at() });

/** Rules of the schema of the Compose specification that a file breaks. */
function mistakesIn(compose: string): string[] {
  const linter = new DCLinter({ rules: {}, quiet: true, debug: false, exclude: [] });
  return linter
    .lintFiles([compose], false)
    .flatMap(({ messages }) => messages)
    .filter(({ rule }) => rule.startsWith('invalid-'))
    .map(({ message }) => message);
}

interface Compose {
  services: Record<
    string,
    { image: string; user: string; ports: string[]; restart: string; volumes: object[]; tmpfs?: string[] }
  >;
}
const composeIn = (path: string): Compose => parse(readFileSync(path, 'utf8')) as Compose;

beforeEach(async () => {
  expect(await photokeep(['init', at('Photos')], { home: at() })).toMatchObject({ code: 0 });
});

describe('gallery writes a docker-compose.yml', () => {
  test('for PiGallery2, with the Gallery read-only and thumbnails in tmp, as its owner', async () => {
    const dry = await run('gallery', '--dry-run');
    expect(existsSync(at('Photos/viewer'))).toBe(false);
    const { code, stdout, stderr } = await run('gallery');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`Start it:  docker compose -f ${file()} up -d\n`);
    expect(dry.stdout).toBe(`${file()} would be written:\n\n${readFileSync(file(), 'utf8')}`);
    const { uid, gid } = statSync(at('Photos/images/Gallery'));
    expect(composeIn(file()).services).toMatchObject({
      pigallery2: {
        image: expect.stringMatching(/^bpatrik\/pigallery2:\d+\.\d+\.\d+$/),
        ...{ restart: 'unless-stopped', user: `${String(uid)}:${String(gid)}`, ports: ['8080:80'] },
        volumes: [
          { source: './pigallery2/config', target: '/app/data/config' },
          { source: './pigallery2/db', target: '/app/data/db' },
          { source: at('Photos/images/Gallery'), target: '/app/data/images', read_only: true },
          { source: at('Photos/tmp'), target: '/app/data/tmp' },
        ],
      },
    });
    for (const folder of ['config', 'db'])
      expect(statSync(at('Photos/viewer/pigallery2', folder)).uid).toBe(uid);
    expect(mistakesIn(file())).toEqual([]);
    writeFileSync(at('wrong.yml'), readFileSync(file(), 'utf8').replace('ports:', 'doors:'));
    expect(mistakesIn(at('wrong.yml'))).not.toEqual([]);
    const before = listing(at('Photos/viewer'));
    expect((await run('gallery')).stdout).toContain('is as it should be');
    expect(listing(at('Photos/viewer'))).toEqual(before);
  });

  test('for Photoview with SQLite, as the flags or the config say', async () => {
    writeFileSync(at('Photos/.photokeep/config.yaml'), 'gallery: { app: photoview, port: 9000 }\n');
    expect(await run('gallery', '--port', '9001')).toMatchObject({ code: 0 });
    const { photoview } = composeIn(file()).services;
    expect(photoview).toMatchObject({
      ports: ['9001:80'],
      environment: { PHOTOVIEW_DATABASE_DRIVER: 'sqlite' },
    });
    expect(photoview?.volumes).toContainEqual({
      ...{ type: 'bind', source: at('Photos/images/Gallery'), target: '/photos', read_only: true },
    });
    expect(existsSync(at('Photos/viewer/photoview/database'))).toBe(true);
    expect(mistakesIn(file())).toEqual([]);
    // Its own file, in another form: nobody edited it.
    expect(await run('gallery', '--app', 'pigallery2')).toMatchObject({ code: 0, stderr: '' });
  });

  test('and never overwrites one that somebody edited, unless told to: then a copy stays', async () => {
    await run('gallery');
    appendFileSync(file(), '    mem_limit: 1g\n');
    const edited = readFileSync(file(), 'utf8');
    expect(await run('gallery')).toEqual({
      ...{ code: 4, stdout: '' },
      stderr: `photokeep: ${file()} was written or edited by somebody else; say --yes to replace it; a copy is kept\n`,
    });
    expect(readFileSync(file(), 'utf8')).toBe(edited);
    expect(await run('gallery', '--yes')).toMatchObject({ code: 0 });
    const copies = readdirSync(at('Photos/viewer')).filter((name) => /yml\.photokeep-\d+$/.test(name));
    expect(copies.map((name) => readFileSync(at('Photos/viewer', name), 'utf8'))).toEqual([edited]);
    expect(readFileSync(file(), 'utf8')).not.toContain('mem_limit');
  });

  test('hides the state of a Gallery alone, and wants to lie beside it', async () => {
    await makeMedia(at('card'), [{ name: 'a.jpg' }]);
    await photokeep(['import', at('card'), '--to', at('Alone')], { home: at() });
    const alone = (...args: readonly string[]): Promise<Ended> =>
      photokeep(['gallery', '--library', at('Alone'), ...args], { home: at() });
    expect((await alone()).code).toBe(2);
    expect((await alone('--to', at('Alone/viewer'))).code).toBe(2);
    expect((await alone('--to', at('viewer'))).code).toBe(0);
    expect(composeIn(at('viewer/docker-compose.yml')).services['pigallery2']?.tmpfs).toEqual([
      '/app/data/images/.photokeep',
    ]);
    expect(mistakesIn(at('viewer/docker-compose.yml'))).toEqual([]);
  });

  test('not for a Gallery that is not there', async () => {
    renameSync(at('Photos/images/Gallery'), at('away'));
    const { code, stderr } = await run('gallery');
    expect([code, stderr]).toEqual([
      4,
      expect.stringContaining('Gallery is not there; is its disk mounted?'),
    ]);
    expect(existsSync(at('Photos/viewer'))).toBe(false);
  });

  test.each([
    [['--port', '0'], 'photokeep: --port: gallery: port: expected the number of a port, from 1 to 65535'],
    [['--port', 'x'], 'photokeep: --port: expected the number of a port (found "x")'],
    [['--app', 'piwigo'], "photokeep: option '--app <name>' argument 'piwigo' is invalid"],
  ])('%j is told in one line', async (words, message) => {
    const { code, stderr } = await run('gallery', ...words);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

describeWith(['docker-compose'], 'Compose itself', () => {
  test('reads both files, also with odd characters in the names of folders', async () => {
    const odd = at('Our $HOME: "the" pictures');
    await photokeep(['init', odd], { home: at() });
    for (const app of ['pigallery2', 'photoview']) {
      const viewer = join(odd, app);
      const ended = await photokeep(['gallery', '--library', odd, '--app', app, '--to', viewer], {
        home: at(),
      });
      expect(ended).toMatchObject({ code: 0 });
      const words = ['-f', join(viewer, 'docker-compose.yml'), 'config'];
      const read = parse(execFileSync('docker-compose', words, { encoding: 'utf8' })) as Compose;
      const sources = read.services[app]?.volumes.map((volume) => (volume as { source: string }).source);
      // Compose prints a dollar sign as it reads one.
      expect(sources?.map((source) => source.replaceAll('$$', '$'))).toContain(join(odd, 'images/Gallery'));
    }
  });
});

describe('gallery refresh', () => {
  const viewer = piGallery2ForAllTests();
  const gallery = (path = ''): string => at('Photos/images/Gallery', path);
  const job = { config: { indexChangesOnly: true }, soloRun: false, allowParallelRun: false };
  const configure = (...lines: readonly string[]): void => {
    writeFileSync(
      at('Photos/.photokeep/config.yaml'),
      `settle: 0\ngallery:\n  port: ${String(viewer.port)}\n${lines.map((line) => `  ${line}\n`).join('')}`,
    );
  };
  const login = ['user: admin', 'password: secret'];

  beforeEach(() => {
    Object.assign(viewer, { password: 'secret', trouble: undefined, wantsToken: false });
    viewer.started();
    configure(...login);
  });

  test('gives folders a new time in which tags were written into pictures, and starts the job', async () => {
    await makeMedia(gallery(), [{ name: '2023/a.jpg' }, { name: '2024/b.jpg' }]);
    for (const folder of ['2023', '2024']) utimesSync(gallery(folder), new Date(), new Date());
    const past = new Date(Math.floor(Date.now() / 1000 - 60) * 1000);
    utimesSync(gallery('2024'), past, past);
    await tagFaces(gallery('2024/b.jpg'), ['Ana']);
    utimesSync(gallery('2024'), past, past);
    const pictures = listing(gallery('2024'));

    const dry = await run('gallery', 'refresh', '--dry-run', '--json');
    expect(statSync(gallery('2024')).mtimeMs).toBe(past.getTime());
    expect(viewer.started()).toEqual([]);
    const real = await run('gallery', 'refresh', '--json');

    const touched = ({ stdout }: Ended): unknown[] =>
      jsonLines(stdout).map(({ path, indexing }) => path ?? indexing);
    expect([touched(dry), touched(real)]).toEqual([
      [gallery('2024'), 'planned'],
      [gallery('2024'), 'started'],
    ]);
    expect(statSync(gallery('2024')).mtimeMs).toBeGreaterThan(past.getTime());
    expect(listing(gallery('2024'))).toEqual(pictures);
    expect(viewer.started()).toEqual([job]);
    // The second time there is nothing to touch.
    expect((await run('gallery', 'refresh')).stdout).toBe(
      '0 folders with changed files got a new time.\nPiGallery2 is indexing.\n',
    );
  });

  test.each([
    ['a release that hands out a word', { wantsToken: true }, 0, 'PiGallery2 is indexing.'],
    ['one without logins', { password: undefined }, 0, 'PiGallery2 is indexing.'],
    ['one that indexes already', { trouble: 'Job already running: Indexing' }, 0, 'was indexing already'],
    [
      'one with another password',
      { password: 'other' },
      6,
      'refuses the login; set gallery: user and password',
    ],
    ['one in trouble', { trouble: 'Job error: disk' }, 6, 'Job error: disk; is it running?'],
  ])('%s', async (_, is, code, message) => {
    Object.assign(viewer, is);
    const ended = await run('gallery', 'refresh');
    expect([ended.code, ended.stdout + ended.stderr]).toEqual([code, expect.stringContaining(message)]);
  });

  test('by itself after an import that brought something, if the config says so', async () => {
    configure(...login, 'refreshAfterImport: true');
    await makeMedia(at('Photos/images/Imports/PC'), [{ name: 'a.jpg' }]);
    expect((await run('import', '--dry-run')).code).toBe(0);
    expect(viewer.started()).toEqual([]);
    expect(await run('import')).toMatchObject({ code: 0, stderr: '' });
    expect(viewer.started()).toEqual([job]);
    expect(await run('import')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(viewer.started()).toEqual([]);
  });

  test('a viewer that does not answer is a note, and the import is fine', async () => {
    configure(...login, 'refreshAfterImport: true', 'url: http://127.0.0.1:1');
    await makeMedia(at('Photos/images/Imports/PC'), [{ name: 'a.jpg' }]);
    const { code, stderr } = await run('import');
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining('the viewer was not told of the new pictures'),
    ]);
  });

  test('without a word about the viewer in the config, folders are touched all the same', async () => {
    mkdirSync(at('Photos/.photokeep'), { recursive: true });
    writeFileSync(at('Photos/.photokeep/config.yaml'), '');
    expect((await run('gallery', 'refresh')).stdout).toContain(
      'with gallery: in the config it is told at once',
    );
    expect(viewer.started()).toEqual([]);
  });
});
