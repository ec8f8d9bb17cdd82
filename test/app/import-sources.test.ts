import { mkdirSync, symlinkSync } from 'node:fs';
import { relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type DropFolder, findSources, type ImportSource } from '../../src/app/import-sources.js';
import { readImportEntries } from '../../src/config/import-entries.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();

/** The drop folders of a config, with their folders made. Paths start at the test's folder. */
function folders(...entries: (string | Record<string, unknown>)[]): DropFolder[] {
  const value = entries.map((entry) =>
    typeof entry === 'string' ? at(entry) : { ...entry, path: at(String(entry['path'])) },
  );
  return (readImportEntries({ value, origin: 'c.yaml:1' }) ?? []).map((entry) => {
    mkdirSync(entry.path, { recursive: true });
    return { path: entry.path, entry };
  });
}

function short({ path, homeZone, layout, resends }: ImportSource): unknown[] {
  return [relative(at(), path), homeZone, layout?.pattern, resends];
}

describe('drop folders', () => {
  test('have the settings of their own entry', async () => {
    const sources = await findSources(
      [],
      folders('PC', { path: 'Ana', homeZone: 'America/Bogota', layout: 'YYYY' }),
    );
    expect(sources.map(short)).toEqual([
      ['PC', undefined, undefined, false],
      ['Ana', 'America/Bogota', 'YYYY', false],
    ]);
    expect(sources.every(({ isDropFolder }) => isDropFolder)).toBe(true);
  });

  test('inside another one are sources of their own; what they do not say is as there', async () => {
    const phone = { path: 'Ana', homeZone: 'America/Bogota', resends: true, layout: 'YYYY' };
    const sources = await findSources(
      [],
      folders({ path: 'Ana/WhatsApp', layout: '[WhatsApp]' }, phone, {
        path: 'Ana/WhatsApp/Sent',
        homeZone: 'UTC',
      }),
    );
    expect(sources.map(short)).toEqual([
      ['Ana', 'America/Bogota', 'YYYY', true],
      ['Ana/WhatsApp', 'America/Bogota', '[WhatsApp]', true],
      ['Ana/WhatsApp/Sent', 'UTC', '[WhatsApp]', true],
    ]);
    const apart = sources.map(({ borders }) =>
      ['Ana', 'Ana/WhatsApp', 'Ana/WhatsApp/Sent'].filter((path) => borders.isApart(at(path))),
    );
    expect(apart).toEqual([['Ana/WhatsApp', 'Ana/WhatsApp/Sent'], ['Ana/WhatsApp/Sent'], []]);
  });

  test('inside another one are known through symbolic links as well', async () => {
    mkdirSync(at('disk/Ana/WhatsApp'), { recursive: true });
    symlinkSync(at('disk'), at('link'));
    const [outer] = await findSources([], folders('link/Ana', 'disk/Ana/WhatsApp'));
    expect(outer?.borders.isApart(at('link/Ana/WhatsApp'))).toBe(true);
  });

  test('are walked once, also when they are listed twice', async () => {
    symlinkSync(at(), at('link'));
    expect((await findSources([], folders('Ana', 'Ana', 'link/Ana'))).map(short)).toHaveLength(1);
  });

  test('must not be listed twice with settings, of which only one can hold', async () => {
    await expect(findSources([], folders('Ana', { path: 'Ana', homeZone: 'UTC' }))).rejects.toMatchObject({
      kind: 'usage',
      message: `c.yaml:1: imports: ${at('Ana')} is listed twice`,
    });
  });
});

describe('a folder sends again what was removed', () => {
  test('when Syncthing receives it, unless the config says otherwise', async () => {
    for (const name of ['Phone', 'Ana', 'Ana/WhatsApp', 'Cam'])
      mkdirSync(at(name, '.stfolder'), { recursive: true });
    const sources = await findSources(
      [],
      folders('Phone', { path: 'Ana', resends: false }, 'Cam/DCIM', { path: 'PC', resends: true }),
    );
    expect(sources.map(({ path, resends }) => [relative(at(), path), resends])).toEqual([
      ['Phone', true],
      ['Ana', false],
      ['Cam/DCIM', false],
      ['PC', true],
    ]);
  });

  test('but not when it is named on the command line, where the user wants these very files', async () => {
    const [source] = await findSources([at('Ana')], folders({ path: 'Ana', resends: true }));
    expect(source?.resends).toBe(false);
  });
});

describe('what is excluded', () => {
  const isExcluded = (source: ImportSource | undefined, path: string): boolean | undefined =>
    source?.borders.isExcluded(at(path));

  test('is so below the drop folder, by paths from there', async () => {
    const [pc, ana] = await findSources([], folders('PC', { path: 'Ana', exclude: ['*.gif', 'DCIM/Raw'] }));
    expect(['Ana/a.gif', 'Ana/DCIM/Raw/a.dng', 'Ana/a.jpg'].map((path) => isExcluded(ana, path))).toEqual([
      true,
      true,
      false,
    ]);
    expect(isExcluded(pc, 'PC/a.gif')).toBe(false);
  });

  test('is not so in a drop folder inside it, which has its own', async () => {
    const sources = await findSources(
      [],
      folders({ path: 'Ana', exclude: ['WhatsApp', '*.gif'] }, 'Ana/WhatsApp'),
    );
    expect(isExcluded(sources[1], 'Ana/WhatsApp/a.gif')).toBe(false);
  });

  test('is so in a source that is named, counted from the drop folder that it lies in', async () => {
    const configured = folders({ path: 'Ana', exclude: ['DCIM/Raw', '*.gif'] });
    mkdirSync(at('Ana/DCIM/Raw'), { recursive: true });
    const [dcim] = await findSources([at('Ana/DCIM')], configured);
    expect(['Ana/DCIM/Raw/a.dng', 'Ana/DCIM/a.jpg'].map((path) => isExcluded(dcim, path))).toEqual([
      true,
      false,
    ]);
  });

  test('is imported all the same when it is named itself', async () => {
    const configured = folders({ path: 'Ana', exclude: ['DCIM/Raw', '*.gif'] });
    mkdirSync(at('Ana/DCIM/Raw'), { recursive: true });
    const [raw] = await findSources([at('Ana/DCIM/Raw')], configured);
    expect(isExcluded(raw, 'Ana/DCIM/Raw/a.dng')).toBe(false);
  });
});

describe('a named source', () => {
  test('is copied from, under the settings of the drop folder that it lies in', async () => {
    mkdirSync(at('Ana/DCIM'), { recursive: true });
    const [source] = await findSources(
      [at('Ana/DCIM')],
      folders({ path: 'Ana', homeZone: 'America/Bogota' }),
    );
    expect(source && short(source)).toEqual(['Ana/DCIM', 'America/Bogota', undefined, false]);
    expect(source?.isDropFolder).toBe(false);
  });

  test('has drop folders with other settings inside it', async () => {
    const sources = await findSources([at()], folders('PC', { path: 'Ana', homeZone: 'America/Bogota' }));
    expect(sources.map(short)).toEqual([
      ['', undefined, undefined, false],
      ['PC', undefined, undefined, false],
      ['Ana', 'America/Bogota', undefined, false],
    ]);
    expect(sources[0]?.borders.isApart(at('Ana'))).toBe(true);
  });

  test('inside another one is walked with it', async () => {
    mkdirSync(at('card/DCIM'), { recursive: true });
    const sources = await findSources([at('card/DCIM'), at('card'), at('card')], []);
    expect(sources.map(({ path }) => relative(at(), path))).toEqual(['card']);
    expect(sources[0]?.borders.isApart(at('card/DCIM'))).toBe(false);
  });

  test('does not need the drop folders to be there', async () => {
    mkdirSync(at('card'));
    expect(await findSources([at('card')], [{ path: at('gone') }])).toHaveLength(1);
  });
});
