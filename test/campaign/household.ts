// `npm run test:campaign [-- seed steps]`: a household's life in random order. A phone sends and sends again, people move,
// rename, edit and delete pictures, every command runs, and many of them are killed in the middle. After each step every
// content that nobody destroyed on purpose must be somewhere in the library, no command may end with a bug, and at the
// end everything comes to rest. The same seed does the same steps; when a kill strikes is up to the machine.
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { filesBelow } from '../contents.js';
import { sha256 } from '../folder-listing.js';
import { makeManyJpegs } from '../media/make-many.js';
import { seededRandom } from '../media/seeded-random.js';
import { type Ended, startPhotokeep } from '../photokeep.js';

const [seed = 1, steps = 200] = process.argv.slice(2).map(Number);
const random = seededRandom(seed);
const home = mkdtempSync(join(tmpdir(), 'photokeep-campaign-'));
const root = join(home, 'Photos');
const gallery = join(root, 'images/Gallery');
const phone = join(root, 'images/Imports/Phone');
const state = (path: string): string => join(root, '.photokeep', path);
const target = join(home, 'Backup');

/** Contents that must be in the library, by where they were seen last. */
const owed = new Map<string, string>();
const counts = { commands: 0, kills: 0, pictures: 0 };
/** How commands ended: `import 0`, and how often. */
const ends = new Map<string, number>();
const history: string[] = [];

const chance = (share: number): boolean => random.next() < share;
const upTo = (limit: number): number => Math.floor(random.between(0, limit));
function oneOf<T>(items: readonly T[]): T | undefined {
  return items[upTo(items.length)];
}

/** Pictures of people's own in the Gallery. */
function pictures(folder = gallery): string[] {
  return filesBelow(folder).filter((path) => /\.(jpe?g|xmp)$/i.test(path) && !basename(path).startsWith('.'));
}

function owe(paths: readonly string[]): void {
  for (const path of paths) owed.set(sha256(path), path);
}

/** Somebody destroys a content on purpose: it need not be anywhere any more, but for other copies of it. */
function forgive(path: string): void {
  owed.delete(sha256(path));
}

function requireAll(): void {
  const held = new Set([join(root, 'images'), state('trash'), state('held')].flatMap(filesBelow).map(sha256));
  const lost = [...owed].filter(([content]) => !held.has(content));
  if (lost.length > 0) throw new Error(`lost: ${lost.map(([, path]) => path).join(', ')}`);
}

async function run(args: readonly string[], mayBeKilled = true): Promise<Ended> {
  counts.commands++;
  const { child, ended } = startPhotokeep([...args, '--library', root], { home });
  const isToDie = mayBeKilled && chance(0.4);
  history.push(`photokeep ${args.join(' ')}${isToDie ? ' (to be killed)' : ''}`);
  if (isToDie) {
    await sleep(random.between(80, 700));
    if (child.exitCode === null && child.kill('SIGKILL')) counts.kills++;
  }
  const end = await ended;
  history.push(`  ${String(end.code ?? 'killed')} ${end.stderr.split('\n')[0] ?? ''}`);
  const name = `${args
    .filter((word) => /^[a-z]/.test(word))
    .slice(0, 2)
    .join(' ')}: ${String(end.code ?? 'killed')}`;
  ends.set(name, (ends.get(name) ?? 0) + 1);
  if (end.code === 1 || /\bat .*\.js:\d+/.test(end.stderr)) throw new Error(`a bug:\n${end.stderr}`);
  return end;
}

let sent = 0;
const deeds: readonly (readonly [share: number, name: string, () => Promise<unknown> | undefined])[] = [
  [
    4,
    'the phone sends new pictures',
    async () => {
      const folder = join(home, `camera ${String(++sent)}`);
      const made = await makeManyJpegs(folder, 1 + upTo(25), { seed: seed * 1000 + sent, spreadDays: 900 });
      counts.pictures += made.length;
      for (const { path } of made) {
        send(path, basename(path));
        if (chance(0.2)) writeSidecar(join(phone, `${basename(path)}.xmp`), path);
      }
    },
  ],
  [
    2,
    'the phone sends old pictures again, some under other names',
    () => {
      const folder = join(home, `camera ${String(1 + upTo(Math.max(sent, 1)))}`);
      for (const path of pictures(folder))
        if (chance(0.3)) send(path, chance(0.5) ? basename(path) : `again ${basename(path)}`);
      return undefined;
    },
  ],
  [
    2,
    'somebody sorts pictures into an album',
    () => {
      move((path) => join(gallery, `Album ${String(upTo(3))}`, basename(path)));
    },
  ],
  [
    2,
    'somebody renames pictures',
    () => {
      move((path) => join(dirname(path), `renamed ${basename(path)}`));
    },
  ],
  [
    2,
    'somebody copies pictures',
    () => {
      for (const path of some()) copyNew(path, join(dirname(path), `copy of ${basename(path)}`));
      return undefined;
    },
  ],
  [
    1,
    'somebody edits pictures',
    () => {
      for (const path of some()) {
        forgive(path);
        appendFileSync(path, `edited ${String(random.next())}`);
      }
      return undefined;
    },
  ],
  [
    1,
    'somebody deletes pictures',
    () => {
      for (const path of some()) {
        forgive(path);
        rmSync(path);
      }
      return undefined;
    },
  ],
  [
    1,
    'the catalog is lost',
    () => {
      rmSync(state('catalog.db'), { force: true });
      return undefined;
    },
  ],
  [6, 'import', () => run(['import', '--settle', '0', ...(chance(0.2) ? ['--dry-run'] : [])])],
  [
    4,
    'dedupe',
    () =>
      run([
        'dedupe',
        '--action',
        oneOf(['trash', 'trash', 'delete']) ?? 'trash',
        '--yes',
        ...(chance(0.3) ? ['--albums'] : []),
      ]),
  ],
  [2, 'undo', () => run(['undo', '--yes'])],
  [1, 'undo of any run', async () => run(['undo', oneOf(await runs()) ?? 'none', '--yes'])],
  [1, 'trash restore', () => run(['trash', 'restore', '--yes'])],
  [1, 'trash empty', () => run(['trash', 'empty', '--yes'])],
  [1, 'held import', () => run(['held', 'import', '--yes'])],
  [1, 'held trash', () => run(['held', 'trash', '--yes'])],
  [1, 'adopt', () => run(['adopt'])],
  [1, 'resort', () => run(['import', '--resort', '--yes'])],
  [1, 'verify', () => run(['verify', '--subset', '50%'])],
  [4, 'backup', () => run(['backup', 'local'])],
  [1, 'backup verify', () => run(['backup', 'verify', 'hdd', '--all'])],
  [1, 'backup restore', () => run(['backup', 'restore', 'hdd'])],
];

function send(from: string, name: string): void {
  if (existsSync(join(phone, name))) return;
  copyNew(from, join(phone, name));
}

function copyNew(from: string, to: string): void {
  if (existsSync(to)) return;
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  utimesSync(to, 1_500_000_000, 1_500_000_000 + upTo(1e6));
}

function writeSidecar(path: string, picture: string): void {
  if (!existsSync(path))
    writeFileSync(path, `<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- ${picture} --></x:xmpmeta>`);
}

function some(): string[] {
  return pictures().filter(() => chance(0.05));
}

function move(to: (path: string) => string): undefined {
  for (const path of some()) {
    const there = to(path);
    if (existsSync(there)) continue;
    mkdirSync(dirname(there), { recursive: true });
    renameSync(path, there);
  }
}

async function runs(): Promise<string[]> {
  const { stdout } = await run(['history', '--json'], false);
  return [...stdout.matchAll(/"run":"([^"]+)"/g)].map(([, id]) => id ?? '');
}

function nextDeed(): (typeof deeds)[number] {
  let at = random.between(
    0,
    deeds.reduce((sum, [share]) => sum + share, 0),
  );
  return deeds.find(([share]) => (at -= share) < 0) ?? (deeds[0] as (typeof deeds)[number]);
}

/** What is still under way comes to its end, and a second run of everything has nothing to do. */
async function comeToRest(): Promise<void> {
  for (const args of [
    ['import', '--settle', '0'],
    ['dedupe'],
    ['backup', 'local', '--max-changed', '100%'],
  ]) {
    await run(args, false);
    requireAll();
    const before = filesBelow(join(root, 'images')).map((path) => `${path} ${sha256(path)}`);
    await run(args, false);
    const after = filesBelow(join(root, 'images')).map((path) => `${path} ${sha256(path)}`);
    if (before.join('\n') !== after.join('\n'))
      throw new Error(`a second ${args.join(' ')} changed something`);
  }
  const { code, stderr } = await run(['backup', 'verify', 'hdd', '--all'], false);
  if (code !== 0) throw new Error(`the backup is not what its manifest says: ${stderr}`);
  if (filesBelow(state('journals/open')).length > 0) throw new Error('a journal is open');
}

try {
  mkdirSync(target);
  await run(['init', root], false);
  writeFileSync(
    state('config.yaml'),
    `homeZone: Europe/Madrid\nminFree: 0\nbackups:\n  - { name: hdd, to: ${target}, mirror: ${String(chance(0.5))}, guard: { maxChanged: 100% } }\n`,
  );
  await run(['backup', 'setup', 'hdd', '--yes'], false);
  for (let step = 0; step < steps; step++) {
    owe([...pictures(), ...pictures(phone)]);
    const [, name, deed] = nextDeed();
    history.push(`${String(step)}: ${name}`);
    await deed();
    requireAll();
    if (step % 50 === 49) await comeToRest();
  }
  await comeToRest();
  process.stdout.write(
    `seed ${String(seed)}: ${String(steps)} steps, ${JSON.stringify(counts)}, nothing lost\n`,
  );
  for (const [end, times] of [...ends].sort()) process.stdout.write(`  ${end} (${String(times)})\n`);
  rmSync(home, { recursive: true });
} catch (error) {
  process.stdout.write(
    `${history.slice(-25).join('\n')}\nseed ${String(seed)} in ${home}: ${String(error)}\n`,
  );
  process.exitCode = 1;
}
