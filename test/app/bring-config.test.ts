import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { bringConfigs, settleConfig } from '../../src/app/bring-config.js';
import type { StateTexts } from '../../src/backup/saved-state.js';
import { fakeContext } from '../fake-context.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();
const none: StateTexts = {
  ...{ config: undefined, otherConfig: undefined, root: undefined, crontab: undefined, fstab: undefined },
};

function bring(texts: Partial<StateTexts>) {
  mkdirSync(at('state'));
  const places = { root: at('Photos'), target: { name: 'my disk', place: '/mnt/usb', isCloud: false } };
  return bringConfigs(fakeContext(at()), { ...none, ...texts }, at('state'), places);
}

const read = (name: string): string => readFileSync(at('state', name), 'utf8');

describe('the config of another machine', () => {
  test('names the target where none did, so that a restore finds it', () => {
    const [config] = bring({});
    const entry = 'backups: [{ name: "my disk", to: "/mnt/usb" }]';
    expect(read('config.yaml')).toMatch(/^homeZone: Europe\/Madrid$/m);
    expect(read('config.yaml').endsWith(`\n${entry}\n`)).toBe(true);
    const line = read('config.yaml').split('\n').indexOf(entry) + 1;
    expect(config).toMatchObject({ file: 'config.yaml', changes: [{ line, before: '', after: entry }] });
  });

  test('stays as it was written, but for places that are others now', () => {
    const text = 'library: /old/Photos # mine\nbackups:\n  - name: my disk\n    to: /mnt/old/\n';
    const [config] = bring({ config: text });
    expect(read('config.yaml')).toBe(
      `library: ${at('Photos')} # mine\nbackups:\n  - name: my disk\n    to: /mnt/usb/\n`,
    );
    expect(config?.changes.map(({ line }) => line)).toEqual([1, 4]);
  });

  test('says where the drop folders are now, also where it did not name the library', () => {
    const text = `imports: [/old/Photos/images/Imports/Ana, /old/Photos2, /mnt/card]\n`;
    bring({ config: text, root: '/old/Photos' });
    expect(read('config.yaml')).toContain(
      `imports: [${at('Photos')}/images/Imports/Ana, /old/Photos2, /mnt/card]\n`,
    );
  });

  test('that this photokeep does not understand comes back as it is, and that is said', () => {
    const text = 'library: /old/Photos\nsomethingNew: 1\n';
    const [config] = bring({ config: text });
    expect(read('config.yaml')).toBe(text);
    expect(config).toMatchObject({ changes: [], trouble: 'config.yaml:2: unknown key "somethingNew"' });
  });
});

describe('what was the user’s config', () => {
  const settle = () => {
    const brought = bring({ otherConfig: 'library: /old/Photos\n' });
    return brought.map((config) => settleConfig(fakeContext(at()), config, at('state'), false));
  };

  test('becomes it again', () => {
    const [, other] = settle();
    expect(other?.file).toBe(at('.config/photokeep/config.yaml'));
    expect(readFileSync(at('.config/photokeep/config.yaml'), 'utf8')).toBe(`library: ${at('Photos')}\n`);
    expect(existsSync(at('state/config-elsewhere.yaml'))).toBe(false);
  });

  test('never takes the place of one that is there', () => {
    mkdirSync(at('.config/photokeep'), { recursive: true });
    writeFileSync(at('.config/photokeep/config.yml'), 'library: /mine\n');
    const [, other] = settle();
    expect(other).toMatchObject({
      file: at('state/config-elsewhere.yaml'),
      trouble: `it is not in force: there is a ${at('.config/photokeep/config.yml')} already`,
    });
    expect(readFileSync(at('.config/photokeep/config.yml'), 'utf8')).toBe('library: /mine\n');
  });
});
