import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { main } from '../../commands/program.js';
import type { ExitCode } from '../../src/app/exit-codes.js';
import { loadConfig } from '../../src/config/load.js';
import { resolveSettings } from '../../src/config/settings.js';
import { takeLock } from '../../src/library/lock.js';
import { libraryPaths } from '../../src/library/paths.js';
import { filesBelow } from '../contents.js';
import { fakeContext, type FakeContext } from '../fake-context.js';
import { makeMedia } from '../media/make-media.js';
import { memoryOutput } from '../memory-output.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();

interface Said {
  readonly exitCode: ExitCode;
  readonly out: string;
  readonly err: string;
}

async function photokeep(argv: readonly string[], given: Partial<FakeContext> = {}): Promise<Said> {
  const context = fakeContext(at(), given);
  const exitCode = await main(argv, context);
  return { exitCode, out: context.stdout.text(), err: context.stderr.text() };
}

function lastJson({ out }: Said): Record<string, unknown> {
  const lines = out.trimEnd().split('\n');
  return JSON.parse(lines.at(-1)!) as Record<string, unknown>;
}

async function makeLibraryWith(...files: readonly string[]): Promise<string> {
  await photokeep(['init', at('Photos')]);
  for (const file of files) writeFileSync(at('Photos/images/Imports/Phone', file), 'not really a picture');
  return at('Photos');
}

describe('without a command', () => {
  test('shows help and is fine', async () => {
    const { exitCode, out, err } = await photokeep([]);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toMatch(/^Usage: photokeep/);
    expect(out).toContain('import');
    expect(out).toContain('init');
  });

  test('the main commands come before the others', async () => {
    const { out } = await photokeep(['--help']);
    expect(out.indexOf('Main commands:')).toBeGreaterThan(0);
    expect(out.indexOf('Main commands:')).toBeLessThan(out.indexOf('Setting up:'));
  });

  test.each(['--version', '-V'])('%s prints the version of the package', async (flag) => {
    const { version } = JSON.parse(
      readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
    ) as { version: string };
    expect(await photokeep([flag])).toEqual({ exitCode: 0, out: `${version}\n`, err: '' });
  });
});

describe('a wrong command line', () => {
  test('an unknown command ends with 2 and suggests the one that was meant', async () => {
    const { exitCode, out, err } = await photokeep(['imprt']);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain("photokeep: unknown command 'imprt'");
    expect(err).toContain('Did you mean import?');
  });

  test.each([
    [['import', '--setle', '0'], "photokeep: unknown option '--setle'", 'Did you mean --settle?'],
    [
      ['import', '--to'],
      "photokeep: option '--to <gallery>' argument missing",
      'see photokeep import --help',
    ],
    [['--nonsense'], "photokeep: unknown option '--nonsense'", 'see photokeep --help'],
    [['import', '--move', '--copy'], "option '--move' cannot be used with option '--copy'", 'photokeep'],
    [['init', 'a', 'b'], "photokeep: too many arguments for 'init'", 'photokeep'],
  ])('%j ends with 2 and says what is wrong', async (argv, what, more) => {
    const { exitCode, out, err } = await photokeep(argv);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(what);
    expect(err).toContain(more);
  });
});

describe.each(['import', 'dedupe', 'init', 'why'])('help of %s', (command) => {
  test.each([
    ['--help', [command, '--help']],
    ['-h', [command, '-h']],
    ['help', ['help', command]],
  ])('%s shows its options, two examples or more, and its exit codes', async (_, argv) => {
    const { exitCode, out, err } = await photokeep(argv);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`^Usage: photokeep ${command} `));
    expect(out).toContain('--json');
    const [, end] = out.split('Examples:');
    const examples = end?.match(new RegExp(`^ {2}\\$ photokeep ${command}`, 'gm')) ?? [];
    expect(examples.length).toBeGreaterThanOrEqual(2);
    expect(end).toMatch(/Exit codes:\n {2}0 fine/);
  });
});

describe('--json ends with a summary, on every way out:', () => {
  test('a wrong option', async () => {
    const said = await photokeep(['import', '--json', '--nonsense']);
    expect(lastJson(said)).toEqual({
      ...{ event: 'summary', schema: 1, command: 'import', exitCode: 2 },
      ...{ error: "unknown option '--nonsense'", remedy: 'see photokeep import --help' },
    });
    expect(said.err).toContain("unknown option '--nonsense'");
  });

  test('an unknown command', async () => {
    const said = await photokeep(['imprt', '--json']);
    expect(lastJson(said)).toMatchObject({ event: 'summary', exitCode: 2 });
  });

  test('no library', async () => {
    const said = await photokeep(['import', '--json']);
    expect(said.exitCode).toBe(2);
    expect(lastJson(said)).toEqual({
      ...{ event: 'summary', schema: 1, command: 'import', exitCode: 2 },
      error: 'no library is configured',
      remedy: 'name a Gallery with --to, or a library with --library',
    });
  });

  test('a disk that is not mounted', async () => {
    mkdirSync(at('Photos'));
    const said = await photokeep(['import', '--json', '--library', at('Photos')]);
    expect(said.exitCode).toBe(4);
    expect(lastJson(said)).toMatchObject({ event: 'summary', exitCode: 4 });
    expect(readdirSync(at('Photos'))).toEqual([]);
  });

  test('a wrong setting', async () => {
    await makeLibraryWith('a.jpg');
    const said = await photokeep(['import', '--json', '--library', at('Photos'), '--naming', 'other']);
    expect(lastJson(said)).toMatchObject({ event: 'summary', exitCode: 2, error: expect.any(String) });
  });

  test('another run at work', async () => {
    await makeLibraryWith('a.jpg');
    const paths = libraryPaths(at('Photos'), 'library');
    const lock = takeLock(paths, { command: 'dedupe', pid: 1, since: '2021-01-02T03:04:05Z' });
    const said = await photokeep(['import', '--json', '--library', at('Photos')]);
    lock.release();
    expect(lastJson(said)).toMatchObject({ event: 'summary', command: 'import', exitCode: 75 });
  });

  test('nothing to do', async () => {
    await makeLibraryWith();
    const said = await photokeep(['import', '--json', '--library', at('Photos')]);
    expect(said.err).toBe('');
    expect(lastJson(said)).toMatchObject({ event: 'summary', command: 'import', moved: 0, exitCode: 0 });
  });

  test('a bug', async () => {
    await makeLibraryWith('a.jpg');
    const said = await photokeep(['import', '--json', '--library', at('Photos')], {
      random: () => {
        throw new Error('of a kind nobody thought of');
      },
    });
    expect(said.exitCode).toBe(1);
    expect(lastJson(said)).toMatchObject({
      exitCode: 1,
      error: 'internal error: of a kind nobody thought of',
    });
    expect(said.err).toContain('please report it');
  });

  test('init', async () => {
    expect(lastJson(await photokeep(['init', '--json', at('Photos')]))).toMatchObject({
      ...{ event: 'summary', command: 'init', exitCode: 0, root: at('Photos') },
    });
    expect(lastJson(await photokeep(['init', '--json', at('no/such')]))).toMatchObject({ exitCode: 2 });
  });
});

describe('"not now"', () => {
  async function whileBusy(isTerminal: boolean): Promise<Said> {
    await makeLibraryWith('a.jpg');
    const paths = libraryPaths(at('Photos'), 'library');
    const lock = takeLock(paths, { command: 'dedupe', pid: 1, since: '2021-01-02T03:04:05Z' });
    try {
      return await photokeep(['import', '--library', at('Photos')], { stderr: memoryOutput(isTerminal) });
    } finally {
      lock.release();
    }
  }

  test('is no news for cron, which tries again anyway', async () => {
    expect(await whileBusy(false)).toEqual({ exitCode: 75, out: '', err: '' });
  });

  test('is said to somebody who waits for it', async () => {
    expect(await whileBusy(true)).toEqual({
      exitCode: 75,
      out: '',
      err: 'photokeep: another run is busy with this library: dedupe since 2021-01-02T03:04:05Z, process 1\n',
    });
  });
});

describe('an error', () => {
  test('is one line on stderr with what to do', async () => {
    mkdirSync(at('Photos'));
    expect(await photokeep(['import', '--library', at('Photos')])).toEqual({
      exitCode: 4,
      out: '',
      err: `photokeep: no library at ${at('Photos')} (.photokeep/library.json is missing); is the disk mounted? \`photokeep init\` makes a new library\n`,
    });
  });

  test('shows names from strangers without their escape sequences', async () => {
    const { err } = await photokeep(['import', '--library', at('\u001b[2Jgone\u202e')]);
    expect(err).not.toContain('\u001b');
    expect(err).not.toContain('\u202e');
    expect(err).toContain('gone');
  });

  test('that is a bug keeps its stack for --verbose', async () => {
    await makeLibraryWith('a.jpg');
    const broken = {
      random: () => {
        throw new Error('of a kind nobody thought of');
      },
    };
    const quiet = await photokeep(['import', '--library', at('Photos')], broken);
    const verbose = await photokeep(['import', '-v', '--library', at('Photos')], broken);
    expect(quiet.err.trimEnd().split('\n')).toHaveLength(1);
    expect(verbose.err).toMatch(/\n\s+at /);
  });
});

describe('init', () => {
  test('makes a library that import finds, with a config that holds the defaults', async () => {
    const { exitCode, out, err } = await photokeep(['init', 'Photos']);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toContain(`made  ${at('Photos/.photokeep/config.yaml')}\n`);
    const config = loadConfig({
      ...{ file: undefined, library: at('Photos'), home: at(), cwd: at(), xdgConfigHome: undefined },
    });
    const { settings } = resolveSettings(config, new Map(), 'Europe/Madrid');
    expect(settings).toEqual(resolveSettings(new Map(), new Map(), 'Europe/Madrid').settings);
    expect((await photokeep(['import', '--library', at('Photos')])).exitCode).toBe(0);
  });

  test('shows with --dry-run what it would make, and makes nothing', async () => {
    const { exitCode, out } = await photokeep(['init', 'Photos', '--dry-run']);
    expect(exitCode).toBe(0);
    expect(out).toContain(`would make  ${at('Photos')}\n`);
    expect(readdirSync(at())).toEqual([]);
  });

  test('again makes nothing and says so', async () => {
    await photokeep(['init', 'Photos']);
    const before = filesBelow(at()).map((file) => [file, readFileSync(file, 'utf8')]);
    expect(await photokeep(['init', 'Photos'])).toMatchObject({
      exitCode: 0,
      out: `${at('Photos')} is a library already; nothing to make.\n`,
    });
    expect(filesBelow(at()).map((file) => [file, readFileSync(file, 'utf8')])).toEqual(before);
  });

  test('never makes a second library inside a Gallery', async () => {
    await photokeep(['init', 'Photos']);
    expect(await photokeep(['init', 'Photos/images/Gallery'])).toMatchObject({ exitCode: 4 });
    expect(readdirSync(at('Photos/images/Gallery'))).toEqual(['.photokeep-gallery.json']);
  });
});

describe('import under cron', () => {
  test('says nothing when there is nothing to do, and touches nothing', async () => {
    await makeLibraryWith('.stignore', '.syncthing.IMG.jpg.tmp');
    const before = filesBelow(at());
    expect(await photokeep(['import', '--library', at('Photos')])).toEqual({ exitCode: 0, out: '', err: '' });
    expect(filesBelow(at())).toEqual(before);
  });

  test('finds drop folders below the home folder by ~', async () => {
    await makeLibraryWith();
    writeFileSync(at('Photos/.photokeep/config.yaml'), 'imports: [~/FromPhone]\n');
    await makeMedia(at('FromPhone'), [
      { name: 'a.jpg', tags: { 'EXIF:DateTimeOriginal': '2021:01:02 03:04:05' } },
    ]);
    const { exitCode, err } = await photokeep(['import', '--library', at('Photos'), '--settle', '0']);
    expect([exitCode, err]).toEqual([0, '']);
    expect(readdirSync(at('Photos/images/Gallery/2021/01-January'))).toEqual(['a.jpg']);
    expect(readdirSync(at('FromPhone'))).toEqual([]);
  });

  test('a configured drop folder that is missing is a disk that is not there', async () => {
    await makeLibraryWith();
    writeFileSync(at('Photos/.photokeep/config.yaml'), 'imports: [/media/card]\n');
    const { exitCode, err } = await photokeep(['import', '--library', at('Photos')]);
    expect(exitCode).toBe(4);
    expect(err).toContain('the drop folder /media/card does not exist; is its disk mounted?');
  });

  test('a library whose state is gone is refused, and nothing is made below', async () => {
    await makeLibraryWith('a.jpg');
    rmSync(at('Photos/.photokeep'), { recursive: true });
    const before = filesBelow(at());
    expect((await photokeep(['import', '--library', at('Photos')])).exitCode).toBe(4);
    expect(filesBelow(at())).toEqual(before);
  });
});
