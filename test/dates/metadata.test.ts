import { expect, test } from '@jest/globals';
import { dateTags, splitTagName } from '../../src/dates/metadata.js';

test.each([
  ['EXIF:ExifIFD:DateTimeOriginal', { group0: 'EXIF', group1: 'ExifIFD', tag: 'DateTimeOriginal' }],
  ['QuickTime:Track1:TrackCreateDate', { group0: 'QuickTime', group1: 'Track1', tag: 'TrackCreateDate' }],
  ['QuickTime:CreateDate', { group0: 'QuickTime', group1: 'QuickTime', tag: 'CreateDate' }],
  ['CreateDate', { group0: '', group1: '', tag: 'CreateDate' }],
])('%s is split into its groups and its tag', (name, parts) => {
  expect(splitTagName(name)).toEqual(parts);
});

test('ModifyDate is never asked for: it says when a picture was edited, not when it was taken', () => {
  expect(dateTags.filter((tag) => /modify|file/i.test(tag))).toEqual([]);
});
