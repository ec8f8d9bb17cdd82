import { expect, test } from '@jest/globals';
import { providerOf } from '../../src/backup/cloud-remote.js';

test.each([
  ['mega', 'mega'],
  ['dropbox', 'dropbox'],
  ['local', undefined],
  ['webdav', undefined],
  ['s3', undefined],
  ['sftp', undefined],
])('whose servers a remote of type %s is on: %s', (storage, provider) => {
  expect(providerOf({ storage })).toBe(provider);
});
