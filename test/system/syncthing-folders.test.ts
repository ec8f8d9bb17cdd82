import { expect, test } from '@jest/globals';
import { parseSyncthingFolders } from '../../src/system/syncthing-folders.js';

test('reads folders as Syncthing 1.19 to 2.0 write them, and not the pattern for new ones', () => {
  const xml = `<configuration version="37">
    <folder id="cam" label="Camera &amp; &#34;more&#34;" path="/data/Photos/images/Imports/Phone" type="receiveonly" rescanIntervalS="3600">
        <filesystemType>basic</filesystemType>
        <device id="ABC" introducedBy=""><encryptionPassword></encryptionPassword></device>
        <ignoreDelete>true</ignoreDelete>
    </folder>
    <!-- <folder id="old" path="/old" type="sendreceive"></folder> -->
    <folder id="pc" label="" path="~/PC">
        <ignoreDelete>false</ignoreDelete>
    </folder>
    <device id="ABC" name="phone"></device>
    <defaults><folder id="" label="" path="~" type="sendreceive"><ignoreDelete>false</ignoreDelete></folder></defaults>
  </configuration>`;
  expect(parseSyncthingFolders(xml)).toEqual([
    {
      label: 'Camera & "more"',
      path: '/data/Photos/images/Imports/Phone',
      type: 'receiveonly',
      ignoreDelete: true,
    },
    { label: '', path: '~/PC', type: 'sendreceive', ignoreDelete: false },
  ]);
});

test('what is no such file has no folders', () => {
  expect(parseSyncthingFolders('')).toEqual([]);
  expect(parseSyncthingFolders('<configuration/>')).toEqual([]);
});
