import { writeFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from '@jest/globals';
import { targetOf } from '../../src/app/backup-targets.js';
import { PhotokeepError } from '../../src/app/errors.js';
import { readBackupEntries } from '../../src/config/backup-entries.js';
import { configSchema } from '../../src/config/config-schema.js';
import { backupDefaults } from '../../src/config/entry-schemas.js';
import { configKeys } from '../../src/config/keys.js';
import { loadConfig } from '../../src/config/load.js';
import { resolveSettings } from '../../src/config/settings.js';
import { renderConfig } from '../../src/config/write-config.js';
import fc from '../fast-check.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();
const validate = new Ajv({ strict: true, allowUnionTypes: true, unicodeRegExp: true }).compile(
  configSchema(),
);
const schemaTakes = (config: unknown): boolean => validate(config);

function photokeepTakes(config: object): boolean {
  writeFileSync(at('config.json'), JSON.stringify(config));
  try {
    resolveSettings(load(at('config.json')), new Map(), 'Europe/Madrid');
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(PhotokeepError);
    return false;
  }
}

function load(file: string): ReturnType<typeof loadConfig> {
  return loadConfig({ file, library: undefined, home: at(), cwd: at(), xdgConfigHome: undefined });
}

test('has every key, explained as init explains it', () => {
  const { properties } = configSchema() as { properties: Record<string, { description: string }> };
  expect(Object.keys(properties)).toEqual([...configKeys.map(({ key }) => key), '$schema']);
  for (const { key, explains } of configKeys) expect(properties[key]?.description).toContain(explains);
});

test('takes the config that init writes, and all its examples once they are uncommented', () => {
  for (const text of [
    renderConfig({ homeZone: 'Europe/Madrid' }),
    renderConfig({}).replaceAll(/^#   (\w+:|  )/gm, '$1'),
    renderConfig({}).replaceAll(
      /^# ((?!library|imports|backups|mounts|syncthing|gallery|notify|homeZone)\w+: )/gm,
      '$1',
    ),
  ]) {
    writeFileSync(at('config.yaml'), text);
    const config = Object.fromEntries([...load(at('config.yaml'))].map(([key, { value }]) => [key, value]));
    expect([schemaTakes(config), validate.errors]).toEqual([true, null]);
  }
});

/** One key with a value, as it may stand in a config. */
const right: readonly object[] = [
  {},
  { layout: null, $schema: './config.schema.json' },
  { imports: [] },
  { imports: ['a', { path: 'b', exclude: ['*.gif', 'Camera/Raw'], resends: false, staleAfter: '7d' }] },
  { imports: [{ path: 'b', name: null }] },
  { backups: [{ name: 'hdd', to: '/mnt' }] },
  {
    backups: [{ name: 'Ñandú 2', to: '~/b', disk: 12345678, waitForDisk: '10m', mount: true, kind: 'local' }],
  },
  { backups: [{ name: 'pi', to: 'pi@pi:b', ssh: { port: 22, identityFile: '~/.ssh/id' }, guard: null }] },
  { backups: [{ name: 'x', to: '/x', guard: { maxChanged: '20%' }, verify: { sample: '0.5 %' } }] },
  {
    backups: [{ name: 'x', to: '/x', mirror: true, keepVersions: '2w', staleAfter: '3d', schedule: 'none' }],
  },
  {
    backups: [
      {
        ...{ name: 'mega', kind: 'cloud', remote: 'mega-crypt:Photos', encrypted: false, maxFileSize: '2G' },
        ...{
          order: 'oldest',
          bwlimit: '08:00,1M 23:00,off',
          stopAfter: '6h',
          include: [2021],
          exclude: '*.mp4',
        },
      },
    ],
  },
  { mounts: [{ name: 'g', remote: 'pi@pi:/data', to: '~/g', port: 2222, identityFile: 'k' }] },
  { notify: { ntfy: 'https://ntfy.sh/x', command: 'mail', healthchecks: { 'backup hdd': 'http://h/1' } } },
  { schedule: { import: 'none' } },
  { dateFields: ['XMP:DateAcquired'], namePatterns: ['Scan_YYYY'], protect: ['Wedding', '2019/08-August/'] },
  { settle: 0, keepTrash: '2w', minFree: '1.5g', dedupeAlbums: true, dedupeAllFiles: false },
  { settle: '90', minFree: 0, dedupeAction: 'reflink', dedupeKeep: 'shortest', naming: 'timestamp' },
];

const wrong: readonly object[] = [
  { layuot: 'YYYY' },
  { imports: 'Phone' },
  { imports: [''] },
  { imports: [{ name: 'no path' }] },
  { imports: [{ path: 'a', excludes: [] }] },
  { imports: [{ path: 'a', exclude: ['!b'] }] },
  { imports: [{ path: 'a', staleAfter: 7 }] },
  { backups: [{ to: '/mnt' }] },
  { backups: [{ name: '-', to: '/mnt' }] },
  { backups: [{ name: 'x', to: '/mnt', kind: 'tape' }] },
  { backups: [{ name: 'x', to: '/mnt', guard: { maxChange: '1%' } }] },
  { backups: [{ name: 'x', to: '/mnt', verify: { sample: 0.01 } }] },
  { backups: [{ name: 'x', to: 'p@h:b', ssh: { port: 70_000 } }] },
  { backups: [{ name: 'mega', kind: 'cloud' }] },
  { backups: [{ name: 'mega', kind: 'cloud', remote: 'm:', order: 'largest' }] },
  { mounts: [{ name: 'g', remote: 'pi@pi:/data' }] },
  { notify: { nfty: 'https://x' } },
  { notify: { ntfy: 'ntfy.sh/x' } },
  { schedule: { imports: 'none' } },
  { schedule: '* * * * *' },
  { naming: 'Timestamp' },
  { fallback: 'mtime' },
  { dateFields: 'XMP:Date' },
  { dateFields: ['XMP Date'] },
  { protect: ['!Wedding'] },
  { protect: ['/'] },
  { settle: true },
  { keepTrash: 60 },
  { keepTrash: 'never' },
  { minFree: '5 EB' },
  { minFree: -1 },
  { dedupeAlbums: 'yes' },
  { dedupeKeep: 'best' },
  { library: '' },
  { layout: 2021 },
];

describe('is in step with what photokeep itself takes', () => {
  test.each(right)('right: %j', (config) => {
    expect([photokeepTakes(config), schemaTakes(config), validate.errors]).toEqual([true, true, null]);
  });

  test.each(wrong)('wrong: %j', (config) => {
    expect([photokeepTakes(config), schemaTakes(config)]).toEqual([false, false]);
  });

  test('any keys with good values together, and any key that nobody knows', () => {
    const some = fc
      .subarray([...right], { minLength: 1 })
      .map((parts) => Object.assign({}, ...parts) as object);
    fc.assert(
      fc.property(some, fc.string({ minLength: 1 }), (config, name) => {
        expect(schemaTakes(config)).toBe(true);
        fc.pre(!configKeys.some(({ key }) => key === name) && !/^(\$schema|__proto__)$/.test(name));
        expect(schemaTakes({ ...config, [name]: 1 })).toBe(false);
      }),
    );
  });

  test('what it calls the default of a backup is the default', () => {
    const entry: Record<string, unknown> = { name: 'x', to: '/mnt' };
    const raw = (value: unknown) => readBackupEntries({ value: [value], origin: 'config.yaml:1' })![0]!;
    const silent = targetOf(raw(entry), { home: '/home/ana' });
    for (const [way, value] of backupDefaults) {
      const [outer = '', inner] = way.split('.');
      entry[outer] = inner === undefined ? value : { [inner]: value };
    }
    expect(targetOf(raw(entry), { home: '/home/ana' })).toEqual(silent);
    expect(backupDefaults.length).toBeGreaterThan(4);
  });
});
