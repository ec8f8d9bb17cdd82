import { expect, test } from '@jest/globals';
import { readSyncthingAccess } from '../../src/system/syncthing-config.js';

/** As Syncthing 1.19, 1.29 and 2 write it; the elements around it differ. */
const gui = `<gui enabled="true" tls="false" debugging="false">
        <address>127.0.0.1:8384</address>
        <apikey>QCFmWNJcMLgxwyAZ</apikey>
        <theme>default</theme>
    </gui>`;
const access = { address: '127.0.0.1:8384', apiKey: 'QCFmWNJcMLgxwyAZ', tls: false };

test.each([
  ['1.19', `<configuration version="36">${gui}</configuration>`, access],
  [
    '1.29',
    `<configuration version="37">${gui.replace('debugging', 'sendBasicAuthPrompt="false" debugging')}`,
    access,
  ],
  [
    '2',
    `<configuration version="51">${gui.replace('<theme>', '<metricsWithoutAuth>false</metricsWithoutAuth><theme>')}`,
    access,
  ],
  ['https', gui.replace('tls="false"', 'tls="true"'), { ...access, tls: true }],
  [
    'entities',
    gui.replace('AyAZ', '').replace('QCF', '&lt;&amp;&#x41;&#66;'),
    { ...access, apiKey: '<&ABmWNJcMLgxwyAZ' },
  ],
  ['a comment', `<!-- <gui><address>x</address><apikey>y</apikey></gui> -->${gui}`, access],
  ['off', gui.replace('enabled="true"', 'enabled="false"'), undefined],
  ['no key', gui.replace(/<apikey>.*<\/apikey>/, '<apikey></apikey>'), undefined],
  ['something else', '<html><body>gui</body></html>', undefined],
  ['nothing', '', undefined],
])('the access that a config.xml gives: %s', (_, xml, expected) => {
  expect(readSyncthingAccess(xml)).toEqual(expected);
});
