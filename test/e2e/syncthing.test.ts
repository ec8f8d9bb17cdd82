import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { contentsOf, filesBelow, sha256, treeOf } from '../folder-listing.js';
import { jsonLines, summaryOf } from '../json-output.js';
import { exifDates, videoDates } from '../media/capture-tags.js';
import { makeMedia } from '../media/make-media.js';
import { type Ended, photokeep } from '../photokeep.js';
import { describeWith } from '../requirements.js';
import { startSyncthing, type SyncthingProcess, until } from '../syncthing.js';
import { folderForAllTests } from '../temporary-folder.js';

const at = folderForAllTests();
const phoneFolder = (...parts: readonly string[]) => at('phone/DCIM', ...parts);
const drop = (...parts: readonly string[]) => at('Photos/images/Imports/Ana', ...parts);
const gallery = () => at('Photos/images/Gallery');

const run = (...args: readonly string[]): Promise<Ended> =>
  photokeep([...args, '--library', at('Photos')], { home: at(), env: { STHOMEDIR: at('server') } });
const runImport = async (): Promise<ReturnType<typeof summaryOf>> => {
  const { code, stdout, stderr } = await run('import', '--json');
  expect([code, stderr]).toEqual([0, '']);
  return summaryOf(stdout);
};

describeWith(['syncthing'], 'a phone that sends through Syncthing', () => {
  let phone: SyncthingProcess;
  let server: SyncthingProcess;
  /** what the phone has taken, in all its versions */
  const taken: string[] = [];
  /** files that arrived and are whole; others are still called .syncthing.….tmp */
  const arrived = (): string[] =>
    existsSync(drop()) ? filesBelow(drop()).filter((name) => !/(^|\/)\.st|\.tmp$/.test(name)) : [];
  const scan = (): Promise<unknown> => phone.api('POST', '/rest/db/scan?folder=camera');
  const take = async (...names: readonly string[]): Promise<void> => {
    const files = await makeMedia(
      phoneFolder(),
      names.map((name, index) => ({ name, tags: exifDates(`2024:05:18 10:11:${String(10 + index)}`) })),
    );
    taken.push(...files.map(sha256));
    await scan();
  };

  beforeAll(async () => {
    [phone, server] = await Promise.all([startSyncthing(at('phone-home')), startSyncthing(at('server'))]);
    expect(await photokeep(['init', at('Photos')], { home: at() })).toMatchObject({ code: 0 });
    appendFileSync(at('Photos/.photokeep/config.yaml'), 'settle: 0\n');
    await makeMedia(phoneFolder(), [
      { name: 'IMG_1.jpg', tags: exifDates('2024:05:18 10:00:00') },
      { name: 'Camera/IMG_2.jpg', tags: exifDates('2024:06:18 10:00:00') },
    ]);
    // So slow that something is always on its way for a while.
    await makeMedia(phoneFolder(), [{ name: 'VID_3.mp4', tags: videoDates('2024:07:18 10:00:00') }]);
    appendFileSync(phoneFolder('VID_3.mp4'), freeBox(3_000_000));
    taken.push(...contentsOf(phoneFolder()));
    await phone.api('PATCH', '/rest/config/options', { maxSendKbps: 100, limitBandwidthInLan: true });
    const known = { deviceID: server.id, name: 'pi', addresses: [server.listens] };
    await phone.api('POST', '/rest/config/devices', known);
    await phone.api('POST', '/rest/config/folders', {
      ...{ id: 'camera', label: 'Camera', path: phoneFolder(), type: 'sendonly', fsWatcherEnabled: false },
      devices: [{ deviceID: server.id }],
    });
  }, 120_000);

  test('is added with one command, which a dry run shows first', async () => {
    const words = ['syncthing', 'add', 'Ana', '--device', phone.id, '--folder', 'camera'];
    const dry = await run(...words, '--json', '--dry-run');
    expect(existsSync(drop())).toBe(false);
    const real = await run(...words, '--json', '--yes');
    expect([dry.code, real.code]).toEqual([0, 0]);
    const changes = ({ stdout }: Ended): unknown[] =>
      jsonLines(stdout).map(({ kind, path, device, type, ignoreDelete }) => [
        kind,
        path,
        device,
        type,
        ignoreDelete,
      ]);
    expect(changes(dry)).toEqual(changes(real));
    expect(changes(real)).toMatchObject([
      ['device', undefined, phone.id, undefined, undefined],
      ['make-folder', drop(), undefined, undefined, undefined],
      ['folder', drop(), undefined, 'receiveonly', true],
      [],
    ]);
    expect((await run(...words, '--yes')).stdout).toBe('Nothing to change.\n');
    expect(await run('syncthing')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/right {2}images\/Imports\/Ana/),
    });
  });

  test('is not added by an id that was mistyped', async () => {
    const mistyped = phone.id.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A'));
    const { code, stderr } = await run('syncthing', 'add', 'Bo', '--device', mistyped, '--yes');
    expect([code, stderr]).toEqual([6, expect.stringMatching(/^photokeep: Syncthing: .*check digit.*\n$/)]);
    expect(existsSync(at('Photos/images/Imports/Bo'))).toBe(false);
  });

  test('delivers into the Gallery while more is arriving, and what is on its way is left alone', async () => {
    // The phone calls: the server does not know where it is.
    await server.api('PATCH', `/rest/config/devices/${phone.id}`, { addresses: [phone.listens] });
    const underWay = (): string[] =>
      existsSync(drop()) ? readdirSync(drop()).filter((name) => /^\.syncthing\..*\.tmp$/.test(name)) : [];
    await until(() => underWay().length > 0 && arrived().length === 2, 'two pictures and half a video');
    const [name = ''] = underWay();
    const { ino } = statSync(drop(name));

    expect(await runImport()).toMatchObject({ moved: 2, skippedBecause: { syncthing: expect.any(Number) } });

    expect(statSync(drop(name)).ino).toBe(ino);
    await phone.api('PATCH', '/rest/config/options', { maxSendKbps: 0 });
    await until(() => arrived().includes('VID_3.mp4'), 'the video');
    expect(await runImport()).toMatchObject({ moved: 1 });
    expect(contentsOf(gallery())).toEqual([...taken].sort());
  }, 120_000);

  test('keeps here what it deletes there, imported or not', async () => {
    await take('IMG_4.jpg', 'IMG_5.jpg');
    await until(() => arrived().length === 2, 'two more');
    rmSync(phoneFolder('IMG_4.jpg'));
    rmSync(phoneFolder('IMG_1.jpg'));
    await scan();
    await until(() => isKnownAsDeleted('IMG_4.jpg'), 'the deletion');
    expect(await runImport()).toMatchObject({ moved: 2 });
    expect(contentsOf(gallery())).toEqual([...taken].sort());
  }, 120_000);

  test('may touch what was imported: it comes again, and is recognised', async () => {
    utimesSync(phoneFolder('IMG_5.jpg'), new Date(), new Date());
    await scan();
    await until(() => arrived().includes('IMG_5.jpg'), 'the touched one');
    expect(await runImport()).toMatchObject({ moved: 0, duplicates: 1 });
    expect(contentsOf(gallery())).toEqual([...taken].sort());
  }, 120_000);

  test('may edit what was imported: that is a new picture beside the first', async () => {
    await makeMedia(phoneFolder(), [
      { name: 'Camera/IMG_2.jpg', seed: 99, tags: exifDates('2024:06:18 10:00:00') },
    ]);
    taken.push(sha256(phoneFolder('Camera/IMG_2.jpg')));
    await scan();
    await until(() => arrived().includes('Camera/IMG_2.jpg'), 'the edited one');
    expect(await runImport()).toMatchObject({ moved: 1, duplicates: 0 });
    expect(contentsOf(gallery())).toEqual([...taken].sort());
  }, 120_000);

  test('goes on after both have restarted: nothing comes twice, nothing of the phone was changed, nobody complains', async () => {
    const before = treeOf(phoneFolder());
    await Promise.all([phone.restart(), server.restart()]);
    await take('IMG_6.jpg');
    await until(() => arrived().includes('IMG_6.jpg'), 'one more');

    expect(await runImport()).toMatchObject({ moved: 1 });
    expect(await runImport()).toMatchObject({ moved: 0 });

    expect(contentsOf(gallery())).toEqual([...taken].sort());
    expect(treeOf(phoneFolder()).filter((line) => !line.startsWith('IMG_6'))).toEqual(before);
    expect(existsSync(drop('.stfolder'))).toBe(true);
    for (const instance of [phone, server]) {
      expect(await complaints(instance)).toEqual([]);
      expect(await instance.api('GET', '/rest/folder/errors?folder=camera')).toMatchObject({ errors: null });
    }
    const { code, stdout } = await run('syncthing', '--json');
    expect([code, jsonLines(stdout)[0]]).toMatchObject([
      0,
      { id: 'camera', role: 'drop folder', errors: [], notes: [] },
    ]);
  }, 120_000);

  test('is told in red when somebody sets the folder to send, and is set right', async () => {
    await server.api('PATCH', '/rest/config/folders/camera', { type: 'sendreceive' });
    const { code, stdout } = await run('syncthing');
    expect([code, stdout]).toEqual([
      3,
      expect.stringContaining('what import moves from here is deleted on the phone'),
    ]);
    expect((await run('syncthing', 'fix')).code).toBe(2);
    expect(await run('syncthing', 'fix', '--yes')).toMatchObject({ code: 0, stderr: '' });
    expect((await run('syncthing')).code).toBe(0);
  });

  test('a second folder that the known phone offers is taken by its id, and listed in the config', async () => {
    writeFileSync(
      at('Photos/.photokeep/config.yaml'),
      'settle: 0\nimports:\n  - images/Imports/Ana # hers\n',
    );
    await makeMedia(at('phone/chats'), [{ name: 'a.jpg' }]);
    await phone.api('POST', '/rest/config/folders', {
      ...{ id: 'chats-x1', label: 'Chats', path: at('phone/chats'), type: 'sendonly' },
      devices: [{ deviceID: server.id }],
    });
    const offered = async (): Promise<object> =>
      (await server.api('GET', '/rest/cluster/pending/folders')) as object;
    await until(async () => 'chats-x1' in (await offered()), 'the offer');
    expect(await run('syncthing', 'add', 'Chats', '--device', 'Ana', '--yes')).toMatchObject({ code: 0 });
    expect(readFileSync(at('Photos/.photokeep/config.yaml'), 'utf8')).toBe(
      'settle: 0\nimports:\n  - images/Imports/Ana # hers\n  - path: "images/Imports/Chats"\n    resends: true\n',
    );
    await until(() => existsSync(at('Photos/images/Imports/Chats/a.jpg')), 'the chat');
    expect(await runImport()).toMatchObject({ moved: 1 });
  }, 120_000);

  test('a second device shares a drop folder, and what Syncthing knows of the others stays', async () => {
    const stranger = '7777777-777777N-7777777-777777N-7777777-777777N-7777777-77777Q4';
    await server.api('POST', '/rest/config/devices', { deviceID: stranger, name: 'vault' });
    const folder = '/rest/config/folders/camera';
    const { devices } = (await server.api('GET', folder)) as { devices: { deviceID: string }[] };
    await server.api('PATCH', folder, {
      devices: devices.map((each) => ({
        ...each,
        ...(each.deviceID === phone.id && { encryptionPassword: 'x' }),
      })),
    });
    expect(await run('syncthing', 'add', 'Ana', '--device', 'vault', '--yes')).toMatchObject({ code: 0 });
    const after = (await server.api('GET', folder)) as { devices: object[] };
    expect(after.devices).toHaveLength(3);
    expect(after.devices).toContainEqual(
      expect.objectContaining({ deviceID: phone.id, encryptionPassword: 'x' }),
    );
    await server.api('PATCH', folder, { devices });
  });

  test('a drop folder elsewhere begins the list of the config, with those that counted without one', async () => {
    const config = at('Photos/.photokeep/config.yaml');
    writeFileSync(config, '# ours\nsettle: 0\n');
    const words = [
      'syncthing',
      'add',
      'Old phone',
      '--device',
      'Ana',
      '--folder',
      'old',
      '--path',
      at('old'),
    ];
    expect(await run(...words, '--yes')).toMatchObject({ code: 0 });
    const others = ['Ana', 'Chats', 'PC', 'Phone'].map((name) => `  - "images/Imports/${name}"\n`);
    expect(readFileSync(config, 'utf8')).toBe(
      `# ours\nsettle: 0\n\nimports:\n${others.join('')}  - path: "${at('old')}"\n    resends: true\n`,
    );
    expect(await run('syncthing')).toMatchObject({ code: 0, stdout: expect.stringContaining(at('old')) });
  });

  test.each([
    ['in the Gallery', () => at('Photos/images/Gallery/x'), 4, 'is no place for a drop folder'],
    ['in a folder that is received already', () => drop('x'), 4, `lies in ${drop()}, which Syncthing keeps`],
    ['around one', () => at('Photos/images/Imports'), 4, `holds ${drop()}, which Syncthing keeps`],
  ])('no drop folder can be made %s', async (_, path, code, message) => {
    const before = await server.api('GET', '/rest/config');
    const ended = await run('syncthing', 'add', 'X', '--device', 'Ana', '--path', path(), '--yes');
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(message)]);
    expect(await server.api('GET', '/rest/config')).toEqual(before);
  });

  test('is asked over https too, where it shows the certificate that lies beside its config', async () => {
    await phone.api('PATCH', '/rest/config/gui', { useTLS: true });
    const ask = (): Promise<Ended> =>
      photokeep(['syncthing', '--library', at('Photos')], {
        home: at(),
        env: { STHOMEDIR: at('phone-home') },
      });
    await until(async () => (await ask()).code === 0, 'an answer over https');
    expect(readFileSync(at('phone-home/config.xml'), 'utf8')).toMatch(/<gui[^>]* tls="true"/);
    writeFileSync(at('phone-home/https-cert.pem'), readFileSync(at('server/https-cert.pem')));
    expect(await ask()).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('Syncthing does not answer'),
    });
  });

  async function isKnownAsDeleted(file: string): Promise<boolean> {
    const known = await server.api('GET', `/rest/db/file?folder=camera&file=${file}`);
    return (known as { global: { deleted: boolean } }).global.deleted;
  }
});

/** But for the one that every Syncthing of root begins with. */
async function complaints(instance: SyncthingProcess): Promise<string[]> {
  const { errors } = (await instance.api('GET', '/rest/system/error')) as {
    errors: { message: string }[] | null;
  };
  return (errors ?? []).map(({ message }) => message).filter((message) => !message.includes('privileged'));
}

/** A box of an MP4 that players skip, in bytes. */
function freeBox(size: number): Buffer {
  const box = Buffer.alloc(size, 7);
  box.writeUInt32BE(size);
  box.write('free', 4, 'latin1');
  return box;
}

test('without Syncthing there is one clear line', async () => {
  await photokeep(['init', at('Lonely')], { home: at() });
  const ended = await photokeep(['syncthing', '--library', at('Lonely')], {
    home: join(at(), 'nobody'),
    cwd: at(),
  });
  expect(ended).toEqual({
    code: 6,
    stdout: '',
    stderr:
      'photokeep: no config.xml of Syncthing was found; is it installed for this user? else set syncthing: in the config\n',
  });
});
