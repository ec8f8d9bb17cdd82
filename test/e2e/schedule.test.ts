import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { filesBelow } from '../folder-listing.js';
import { makeManyJpegs } from '../media/make-many.js';
import { photokeep } from '../photokeep.js';
import { describeWith } from '../requirements.js';
import { startProgram } from '../start-program.js';

let home = '';
let root = '';

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'photokeep-test-'));
  root = join(home, 'Photos');
  expect(await photokeep(['init', root], { home })).toMatchObject({ code: 0 });
});

afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

/** A crontab program of the test's own, for what must not touch that of the machine. */
function ownCrontab(): { readonly PATH: string; readonly text: () => string } {
  const bin = join(home, 'bin');
  const file = join(home, 'crontab');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'crontab'),
    `#!/bin/sh\nif [ "$1" = -l ]; then cat '${file}' 2>/dev/null || { echo 'no crontab for ana' >&2; exit 1; }; else cat > '${file}'; fi\n`,
  );
  chmodSync(join(bin, 'crontab'), 0o755);
  return {
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    text: () => (existsSync(file) ? readFileSync(file, 'latin1') : ''),
  };
}

test('the lines are printed as they would be installed, with when they run, and nothing is touched', async () => {
  const { code, stdout, stderr } = await photokeep(['schedule', '--library', root], { home });

  const launcher = join(home, '.local/share/photokeep/launch');
  expect(code).toBe(0);
  expect(stdout).toContain(`# import: every 15 minutes\n*/15 * * * * ${launcher} import --library ${root}\n`);
  expect(stderr).toMatch(/dedupe: at 03:40\n {4}next \d{4}-\d\d-\d\d 03:40, .{16}, .{16}\n/);
  expect(stderr).toContain('Runs never overlap');
  expect(existsSync(launcher)).toBe(false);
  const { PATH, text } = ownCrontab();
  await photokeep(['schedule', 'install', '--library', root, '--yes'], { home, env: { PATH } });
  expect(text()).toBe(stdout);
});

test('crontab.example is what the default config prints, on a Raspberry Pi with the library in /data/Photos', async () => {
  const launcher = join(home, '.local/share/photokeep/launch');
  const { stdout } = await photokeep(['schedule', '--library', root, '--quiet'], { home });
  const example = stdout
    .replaceAll(launcher, '/home/pi/.local/share/photokeep/launch')
    .replaceAll(root, '/data/Photos');
  expect(readFileSync(new URL('../../../crontab.example', import.meta.url), 'utf8')).toBe(example);
});

test('a backup has its own time, by day or at night where a timer switches its disk on', async () => {
  const config = join(root, '.photokeep/config.yaml');
  writeFileSync(
    config,
    'backups:\n  - { name: a, to: /mnt/a }\n  - { name: b, to: /mnt/b, waitForDisk: 10m }\n  - { name: c d, to: /mnt/c, schedule: 5 6 * * sun }\n',
  );
  const { stdout } = await photokeep(['schedule', '--library', root, '--quiet'], { home });
  const lines = stdout.split('\n').filter((line) => line.includes(' backup local '));
  expect(lines.map((line) => line.replace(/\S*launch |--library.*/g, '').trim())).toEqual([
    ...['20 7-23/4 * * * backup local a', '30 2 * * * backup local b', "5 6 * * sun backup local 'c d'"],
  ]);
});

test('a config that was named is named to cron too, which runs elsewhere and knows no variable of the user', async () => {
  writeFileSync(join(home, 'my config.yaml'), `library: ${root}\nschedule: { dedupe: none, verify: none }\n`);
  const named = await photokeep(['schedule', '--config', 'my config.yaml', '-q'], { home });
  expect(named.stdout).toContain(` import --config '${join(home, 'my config.yaml')}' --library ${root}\n`);
  const env = { PHOTOKEEP_CONFIG: '~/my config.yaml' };
  expect(await photokeep(['schedule', '-q'], { home, cwd: '/', env })).toEqual(named);
});

test('as timers and services for systemd it starts photokeep itself', async () => {
  const { code, stdout, stderr } = await photokeep(['schedule', '--systemd', '--library', root], { home });
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /# photokeep-import\.service\n\[Unit\][^#]*ExecStart=\/\S*node \S*photokeep\.js import --library/,
  );
  expect(stdout).toMatch(/# photokeep-import\.timer\n\[Unit\][^#]*Persistent=true\n/);
  expect(stdout.match(/^SuccessExitStatus=75$/gm)).toHaveLength(3);
  expect(stderr).toContain(
    'enable --now photokeep-import.timer photokeep-dedupe.timer photokeep-verify.timer',
  );
});

test('install, install again, a change of the config, and remove leave all other lines as they are', async () => {
  const { PATH, text } = ownCrontab();
  const world = { home, env: { PATH } };
  const schedule = (...words: readonly string[]): ReturnType<typeof photokeep> =>
    photokeep(['schedule', ...words, '--library', root, '--yes'], world);
  // Latin-1, as an old editor wrote it.
  const others = 'MAILTO=ana\n# m\xedo\n\n0 5 * * 1\ttar -zcf /x.tgz /home \\% \n';
  writeFileSync(join(home, 'crontab'), others, 'latin1');

  const dry = await schedule('install', '--dry-run');
  expect(dry.stdout).toContain('+ */15 * * * * ');
  expect(text()).toBe(others);
  await schedule('install');
  const installed = text();
  expect(installed.startsWith(others)).toBe(true);
  expect(installed).toContain('import --library');
  expect((await schedule('install')).stdout).toBe('The crontab is as it should be; nothing to do.\n');

  const config = join(root, '.photokeep/config.yaml');
  writeFileSync(config, `${readFileSync(config, 'utf8')}\nschedule: { dedupe: none, import: "5 * * * *" }\n`);
  await schedule('install');
  expect(text()).toContain('\n5 * * * * ');
  expect(text()).not.toContain('dedupe');
  expect(await schedule('remove')).toMatchObject({ code: 0 });
  expect(text()).toBe(others);
});

test('two libraries of one user keep their lines, and each is brought up to date by itself', async () => {
  const { PATH, text } = ownCrontab();
  const other = join(home, 'Other 100%');
  await photokeep(['init', other], { home });
  const install = (library: string) =>
    photokeep(['schedule', 'install', '--library', library, '--yes'], { home, env: { PATH } });
  const jobsOf = (library: string): number =>
    text()
      .split('\n')
      .filter((line) => line.includes(library.replace('%', '\\%')) && !line.startsWith('#')).length;

  await install(root);
  await install(other);
  expect([jobsOf(root), jobsOf(other)]).toEqual([3, 3]);
  writeFileSync(join(other, '.photokeep/config.yaml'), 'schedule: { dedupe: none, verify: none }\n');
  await install(other);
  const installed = text();
  expect([jobsOf(root), jobsOf(other)]).toEqual([3, 1]);
  expect((await install(root)).stdout).toBe('The crontab is as it should be; nothing to do.\n');
  expect(text()).toBe(installed);
});

test('an expression that cron would not take is refused with its line', async () => {
  const config = join(root, '.photokeep/config.yaml');
  writeFileSync(config, 'schedule: { import: "61 * * * *" }\n');

  expect(await photokeep(['schedule', '--library', root], { home })).toEqual({
    code: 2,
    stdout: '',
    stderr: `photokeep: ${config}:1: schedule: import: cron takes no "61 * * * *"; write five fields such as '20 7-23/4 * * *', or none\n`,
  });
});

test('a launcher whose node has moved says so', async () => {
  const { PATH } = ownCrontab();
  await photokeep(['schedule', 'install', '--library', root, '--yes'], { home, env: { PATH } });
  const launcher = join(home, '.local/share/photokeep/launch');
  writeFileSync(launcher, readFileSync(launcher, 'utf8').replace(/^node=.*$/m, 'node=/opt/node-20/bin/node'));

  const ended = await startProgram(launcher, ['import']).ended;

  expect(ended).toMatchObject({
    code: 6,
    stderr:
      'photokeep: /opt/node-20/bin/node is gone, perhaps after an upgrade; run: photokeep schedule install\n',
  });
});

describeWith(['cron', 'crontab', 'the right to mount'], 'a real cron', () => {
  test('runs what was installed, in its own bare environment, and a photo is imported', async () => {
    await makeManyJpegs(join(root, 'images/Imports/Phone'), 1, { seed: 1 });
    writeFileSync(join(root, '.photokeep/config.yaml'), 'settle: 0\nschedule: { import: "* * * * *" }\n');
    const before = await startProgram('crontab', ['-l']).ended;
    expect(await photokeep(['schedule', 'install', '--library', root, '--yes'], { home })).toMatchObject({
      code: 0,
    });
    const cron = startProgram('cron', ['-f', '-L', '0']);
    try {
      const gallery = join(root, 'images/Gallery');
      for (let seconds = 0; seconds < 100 && filesBelow(gallery).length === 0; seconds++)
        await setTimeout(1000);
      expect(filesBelow(gallery)).toHaveLength(1);
    } finally {
      cron.child.kill();
      await cron.ended;
      expect(await photokeep(['schedule', 'remove', '--library', root, '--yes'], { home })).toMatchObject({
        code: 0,
      });
    }
    expect((await startProgram('crontab', ['-l']).ended).stdout).toBe(before.stdout);
  });
});
