import { writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { configKeys } from '../../src/config/keys.js';
import { loadConfig, type RawSettings } from '../../src/config/load.js';
import { resolveSettings, type Settings } from '../../src/config/settings.js';
import { renderConfig } from '../../src/config/write-config.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();

function read(text: string): RawSettings {
  writeFileSync(at('config.yaml'), text);
  const places = { library: undefined, home: at(), xdgConfigHome: undefined, cwd: at() };
  return loadConfig({ ...places, file: at('config.yaml') });
}

function settingsOf(text: string): Settings {
  return resolveSettings(read(text), new Map(), 'Europe/Madrid').settings;
}

const defaults = resolveSettings(new Map(), new Map(), 'Europe/Madrid').settings;

describe('the config that init writes', () => {
  test('reads back as the defaults', () => {
    expect(settingsOf(renderConfig({}))).toEqual(defaults);
    expect(settingsOf(renderConfig({ homeZone: 'Europe/Madrid' }))).toEqual(defaults);
  });

  test('sets nothing but what it was given', () => {
    expect([...read(renderConfig({ homeZone: 'Asia/Tokyo' })).keys()]).toEqual(['homeZone']);
    expect(settingsOf(renderConfig({ homeZone: 'Asia/Tokyo' }))).toEqual({
      ...defaults,
      homeZone: 'Asia/Tokyo',
    });
  });

  test.each(['/data/Photos: "old" # 2', "Ana's", '\\', 'ñ 🦤', '- x', 'null', '~/Photos'])(
    'gives back any value as it was: %s',
    (library) => {
      expect(read(renderConfig({ library })).get('library')?.value).toBe(library);
    },
  );

  test('explains every key in a line, with its default', () => {
    const lines = renderConfig({}).split('\n');
    for (const { key, explains, default: standard } of configKeys) {
      const at = lines.indexOf(`# ${explains} (default: ${standard})`);
      expect(at).toBeGreaterThan(0);
      expect(lines[at + 1]).toBe(`# ${key}: ${standard}`);
    }
  });

  test('shows other forms of a value, which may be uncommented', () => {
    const text = renderConfig({}).replaceAll(
      /^#   (imports:|backups:|mounts:|syncthing:|gallery:|notify:| )/gm,
      '$1',
    );
    const { imports, backups, syncthing, gallery } = settingsOf(text);
    expect(syncthing).toEqual({ config: '/home/ana/.config/syncthing/config.xml' });
    expect(gallery).toMatchObject({ app: 'pigallery2', port: 8080, refreshAfterImport: true });
    expect(imports).toMatchObject([
      { path: 'images/Imports/PC' },
      {
        ...{ path: 'images/Imports/Ana', name: "Ana's phone", homeZone: 'America/Bogota', resends: true },
        ...{ exclude: ['Screenshots', '*.gif', 'Camera/Raw'], staleAfter: 604_800 },
      },
      { path: 'images/Imports/Ana/WhatsApp', layout: 'YYYY/MM-M/[WhatsApp]' },
    ]);
    expect(backups).toMatchObject([
      {
        ...{ name: 'hdd', place: { kind: 'folder', to: '/mnt/backup/photos' }, schedule: '30 2 * * *' },
        ...{ disk: '16955984-34c8-435d-b646-6578a3bab016', waitForDisk: 600, mount: true, mirror: false },
        ...{ keepVersions: 90 * 86_400, maxChanged: 0.2, verifySample: 0.01, staleAfter: 3 * 86_400 },
      },
      {
        ...{ name: 'pi2', place: { kind: 'ssh', host: 'pi@192.168.1.223', to: '/data/backup' } },
        ...{ port: 22, identityFile: '~/.ssh/id_ed25519' },
      },
      {
        ...{ name: 'mega', place: { kind: 'cloud', remote: 'mega-crypt:Photos' }, maxFileSize: 2e9 },
        ...{ bwlimit: '08:00,1M 23:00,off', stopAfter: 6 * 3600 },
      },
    ]);
  });

  test.each(['layout', 'locale', 'naming', 'dateFields', 'fallback', 'settle'])(
    'the commented line of %s may be uncommented and is the default',
    (key) => {
      const text = renderConfig({}).replace(`\n# ${key}: `, `\n${key}: `);
      expect([...read(text).keys()]).toEqual([key]);
      expect(settingsOf(text)).toEqual(defaults);
    },
  );
});
