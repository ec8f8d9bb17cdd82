import { expect, test } from '@jest/globals';
import { readFaceNames } from '../../src/plan/face-names.js';

const mwg = 'XMP:XMP-mwg-rs:RegionInfo';
const microsoft = 'XMP:XMP-MP:RegionInfoMP';
const regions = (...list: readonly unknown[]): object => ({ [mwg]: { RegionList: list } });

test.each([
  ['a face', regions({ Name: 'Ana', Type: 'Face' }), ['Ana'], []],
  ['faces without a name between', regions({ Type: 'Face' }, { Name: 'Bo', Type: 'Face' }), ['Bo'], []],
  ['what is no face', regions({ Name: 'Rex', Type: 'Pet' }, { Type: 'Focus' }, { Name: 'X' }), [], []],
  [
    'the same name twice',
    regions({ Name: 'Ana', Type: 'Face' }, { Name: 'Ana ', Type: 'Face' }),
    ['Ana'],
    [],
  ],
  ['a name of digits', regions({ Name: 7, Type: 'Face' }), ['7'], []],
  ['only Microsoft', { [microsoft]: { Regions: [{ PersonDisplayName: 'Cleo' }, {}] } }, [], ['Cleo']],
  [
    'both',
    { ...regions({ Name: 'Ana', Type: 'Face' }), [microsoft]: { Regions: [{ PersonDisplayName: 'Ana' }] } },
    ['Ana'],
    [],
  ],
  ['something else', { [mwg]: 'text', [microsoft]: { Regions: 'text' } }, [], []],
  ['nothing', {}, [], []],
])('the names in face tags: %s', (_, answer, faces, onlyMicrosoft) => {
  expect(readFaceNames(answer as Record<string, unknown>)).toEqual({ faces, onlyMicrosoft });
});
