import { describe, expect, test } from '@jest/globals';
import { readOldScript } from '../../src/plan/old-script.js';
import { proposeLibrary } from '../../src/plan/propose-library.js';
import fc from '../fast-check.js';

/** What is made of scripts: the config, and what there is to say, as lines. */
function proposed(scripts: Readonly<Record<string, string>>, named?: string) {
  const read = Object.entries(scripts).map(([file, text]) => readOldScript(file, text));
  const proposal = proposeLibrary(
    read.flatMap(({ tools }) => tools),
    named,
  );
  const remarks = [...read.flatMap((script) => script.remarks), ...proposal.remarks];
  return {
    root: proposal.root,
    config: proposal.config,
    remarks: remarks.map(({ file, line, kind, text }) => `${kind} ${file}:${String(line)}: ${text}`),
  };
}

const importScript = `#!/bin/bash
# Imports pictures of the phone and the PC into the Gallery.
sourceFolder="/data/3Tera/Photos/images/Imports"
sortedFolder="/data/3Tera/Photos/images/Gallery"
dateFormat="YYYY/MM-M"
resultsDup=/data/3Tera/Photos/results-dup.txt

phockup "$sourceFolder" "$sortedFolder" -m -d "$dateFormat" --date-field=FileModifyDate -c 16

czkawka_cli dup -d "$sortedFolder" -s hashmb -D AEO -f "$resultsDup"
`;

const backupScript = `#!/bin/bash
# Copies the Gallery to the second disk.
sourceFolder = "/data/3Tera/Photos/images/Gallery"
destinationFolder = "/mnt/backup/photos"
logPath = "/data/3Tera/Photos/logs"

rsync -avh --delete --log-file=$logPath/backup-$(date +%F).log $sourceFolder $backupPath
`;

const oddScript = `#!/usr/bin/env bash
set -euo pipefail
BASE="\${BASE:-/srv/Fotos de Ana}"          # a blank, and a default
IMG=\${BASE}/images
export GAL="$IMG"/'Gallery'
log=$HOME/logs/import.log
if command -v phockup >/dev/null; then
  for who in Phone PC "Luis's phone"; do
    nice -n 19 /usr/local/bin/phockup.py \\
      "$IMG/Imports/$who/" "$GAL/" \\
      --move --original-names \\
      -d 'YYYY/MM of YYYY' \\
      --date-field "CreationDate DateAcquired" >> "$log" 2>&1
  done
fi
for host in pi2 nas.local; do :; done
rsync -a -e "ssh -p 2222 -i ~/.ssh/backup key" --exclude='*.tmp' "$GAL/" pi@pi2.local:/data/backup/Gallery/ && \\
  rsync -an "$BASE" "nas:/volume1"   # only pretends
rclone sync "$GAL" mega-crypt:Gallery --transfers 2
echo "rsync is done; phockup too" | mail -s 'done' ana
`;

describe('the two scripts of the guide', () => {
  test('IMPORT.sh: the defaults of photokeep are what it was meant to do', () => {
    expect(proposed({ 'IMPORT.sh': importScript })).toEqual({
      root: '/data/3Tera/Photos',
      config: {},
      remarks: [
        'understood IMPORT.sh:8: drop folder /data/3Tera/Photos/images/Imports',
        'understood IMPORT.sh:8: Gallery /data/3Tera/Photos/images/Gallery',
        'understood IMPORT.sh:8: layout YYYY/MM-M',
        'different IMPORT.sh:8: FileModifyDate stood in the place of the EXIF date; photokeep takes it only where a file has no other date',
        'different IMPORT.sh:8: every file got its date for a name; photokeep keeps names (naming: timestamp goes on as before)',
        'different IMPORT.sh:8: -c 16: several files of one name could overwrite each other; photokeep overwrites nothing',
        "different IMPORT.sh:8: Syncthing's markers and half-received files were sorted as if they were pictures; photokeep leaves them",
        'understood IMPORT.sh:10: duplicates searched in /data/3Tera/Photos/images/Gallery: photokeep dedupe',
        'understood IMPORT.sh:10: the list in /data/3Tera/Photos/results-dup.txt: photokeep dedupe -o /data/3Tera/Photos/results-dup.txt',
        'different IMPORT.sh:10: duplicates were deleted without comparing their bytes; photokeep compares, and moves them to the trash',
        'different IMPORT.sh:10: -D AEO looked at ages only, so that a copy in a drop folder could win over the Gallery; photokeep keeps the one in the Gallery',
        'different IMPORT.sh:10: -s hashmb read the first megabyte only: videos with the same start were taken for equal',
        'different IMPORT.sh:10: photos below 8 KB, HEIC and RAW were not looked at; photokeep looks at all of them',
      ],
    });
  });

  test('BACKUP.sh, which never ran: what is wrong with it, and what was probably meant', () => {
    const { config, remarks } = proposed({ 'IMPORT.sh': importScript, 'BACKUP.sh': backupScript });
    expect(config).toEqual({});
    const spaced = (line: number, name: string): string =>
      `different BACKUP.sh:${String(line)}: blanks around "=": the shell took "${name}" for a program, and the variable was never set`;
    expect(remarks.filter((remark) => remark.includes('BACKUP.sh'))).toEqual([
      ...[spaced(3, 'sourceFolder'), spaced(4, 'destinationFolder'), spaced(5, 'logPath')],
      'unclear BACKUP.sh:7: $backupPath is set nowhere in this script; $destinationFolder (/mnt/backup/photos) is set and never used',
      'unclear BACKUP.sh:7: $backupPath: only a run of the script could tell that folder',
      'unclear BACKUP.sh:7: rsync: name the place for backups with --backup',
    ]);
  });

  test('BACKUP.sh once it is mended: a target that mirrors', () => {
    const mended = backupScript.replace('$backupPath', '$destinationFolder').replaceAll(' = ', '=');
    const { root, config, remarks } = proposed({ 'BACKUP.sh': mended });
    expect(root).toBe('/data/3Tera/Photos');
    expect(config).toEqual({ backups: [{ name: 'disk', to: '/mnt/backup/photos', mirror: true }] });
    expect(remarks).toEqual([
      'understood BACKUP.sh:7: backup of the Gallery to /mnt/backup/photos/Gallery',
      'understood BACKUP.sh:7: log /data/3Tera/Photos/logs/backup-$(date +%F).log: photokeep has one in .photokeep/logs/backup.log',
      'different BACKUP.sh:7: with the disk away rsync filled the empty mount point; photokeep goes only where backup setup was',
      'different BACKUP.sh:7: what was damaged or emptied here was copied over the good backup; photokeep keeps replaced files, and asks when much changes at once',
      'different BACKUP.sh:7: what was deleted here was deleted there at once; photokeep keeps it there for 90 days (keepVersions)',
    ]);
  });
});

test('quotes within words, defaults, continued lines, loops, wrappers, redirects and options of ssh', () => {
  expect(proposed({ 'odd.sh': oddScript })).toEqual({
    root: '/srv/Fotos de Ana',
    config: {
      imports: ['images/Imports/Phone', 'images/Imports/PC', "images/Imports/Luis's phone"],
      layout: 'YYYY/MM [of] YYYY',
      dateFields: ['CreationDate', 'DateAcquired'],
      backups: [
        { name: 'pi2', to: 'pi@pi2.local:/data/backup', ssh: { port: 2222, identityFile: '~/.ssh/backup' } },
        { name: 'nas', to: 'nas:/volume1/Fotos de Ana/images' },
      ],
    },
    remarks: [
      'understood odd.sh:9: drop folder /srv/Fotos de Ana/images/Imports/Phone',
      'understood odd.sh:9: drop folder /srv/Fotos de Ana/images/Imports/PC',
      "understood odd.sh:9: drop folder /srv/Fotos de Ana/images/Imports/Luis's phone",
      'understood odd.sh:9: Gallery /srv/Fotos de Ana/images/Gallery',
      'understood odd.sh:9: layout YYYY/MM [of] YYYY',
      'understood odd.sh:9: dates also from CreationDate, DateAcquired',
      "different odd.sh:9: Syncthing's markers and half-received files were sorted as if they were pictures; photokeep leaves them",
      'understood odd.sh:17: backup of the Gallery to pi@pi2.local:/data/backup/Gallery',
      'different odd.sh:17: what was damaged or emptied here was copied over the good backup; photokeep keeps replaced files, and asks when much changes at once',
      'different odd.sh:17: *.tmp: photokeep backs up all of the Gallery',
      'understood odd.sh:18: backup of the Gallery to nas:/volume1/Fotos de Ana/images/Gallery',
      'different odd.sh:18: what was damaged or emptied here was copied over the good backup; photokeep keeps replaced files, and asks when much changes at once',
      'different odd.sh:18: --dry-run: the script copied nothing',
      'unclear odd.sh:19: rclone sync /srv/Fotos de Ana/images/Gallery mega-crypt:Gallery --transfers 2: a target of `photokeep backup cloud` does that',
    ],
  });
});

test('a Gallery elsewhere, an editor of Windows, and what only a run could tell', () => {
  const script = [
    ...['#!/bin/sh', 'SRC=$HOME/inbox', 'DST=/home/pi/sorted', 'phockup $SRC $DST -l --date YYYY-MM'],
    ...['rsync -a --remove-source-files "$DST/" "/mnt/usb/$(hostname)"', 'rsync -a $DST usb'],
    ...['rsync -a /etc /mnt/b', 'rsync -a $DST rsync://nas/photos', 'rsync -a $DST/ /mnt/hdd/', ''],
  ].join('\r\n');
  const { root, config, remarks } = proposed({ 'w.sh': script }, '/data/Photos');
  expect(root).toBe('/data/Photos');
  expect(config).toEqual({
    ...{ imports: ['~/inbox'], layout: 'YYYY-MM', backups: [{ name: 'disk', to: '/mnt/hdd' }] },
  });
  expect(remarks).toEqual(
    expect.arrayContaining([
      'unclear w.sh:4: the Gallery was /home/pi/sorted, and is /data/Photos/images/Gallery with photokeep: move it there before the first import',
      'different w.sh:4: files were linked into the Gallery; photokeep moves them',
      'unclear w.sh:5: /mnt/usb/$(hostname): only a run of the script could tell that folder',
      'unclear w.sh:6: usb depends on the folder in which the script runs: name the place with --backup',
      'unclear w.sh:7: rsync of /etc is no backup of the Gallery: name the place for backups with --backup',
      'unclear w.sh:8: rsync://nas/photos is an rsync daemon; photokeep goes there over ssh: user@host:folder',
      'unclear w.sh:9: photokeep puts photos into /mnt/hdd/Gallery: move them there, or all is sent anew',
    ]),
  );
});

test.each([
  ['a source without a slash lands below the destination', 'rsync -a /p/images/Gallery /mnt/b', '/mnt/b'],
  ['one with a slash lands in it', 'rsync -a /p/images/Gallery/ /mnt/b/Gallery/', '/mnt/b'],
  ['the whole library', 'rsync -a /p /mnt/b', '/mnt/b/p/images'],
  ['what is in the library', 'rsync -a /p/ /mnt/b', '/mnt/b/images'],
  [
    'letters of options together, the last with a value',
    'rsync -avze "ssh -p 2" /p/images/Gallery h:/b',
    'h:/b',
  ],
  ['several sources', 'rsync -a /etc /p/images/ pi@h:b', 'pi@h:b'],
])('rsync: %s', (_, command, to) => {
  const { config } = proposed({ s: `phockup /p/images/Imports/X /p/images/Gallery\n${command}\n` });
  expect(config['backups']).toMatchObject([{ to }]);
});

test.each([
  ['YYYY/MM-M', 'YYYY/MM-M'],
  ['/YYYY/MM/DD/', 'YYYY/MM/DD'],
  ['YYYY_MM', 'YYYY_MM'],
  ['YY/m/DDD W', 'YY/m/DDD W'],
  ['YYYY/Fotos MM', 'YYYY/[Fotos] MM'],
])('the date format %s is the layout %s', (format, layout) => {
  const { remarks } = proposed({ s: `phockup /p/images/Imports /p/images/Gallery -d "${format}"` });
  expect(remarks).toContain(`understood s:1: layout ${layout}`);
});

test('what only mentions the programs is no call of them', () => {
  const script = 'apt install rsync\necho "phockup a b"\nwhich czkawka_cli\n# rsync a b\ncommand -v rsync\n';
  expect(proposed({ s: script })).toEqual({ root: undefined, config: {}, remarks: [] });
});

test('any text at all is read to its end', () => {
  const marks = [
    '"',
    "'",
    '\\',
    '$',
    '`',
    '(',
    ')',
    '{',
    '}',
    '<',
    '>',
    '&',
    '|',
    ';',
    '#',
    '=',
    ' ',
    '\n',
    '\r',
    '\t',
  ];
  const words = ['rsync ', 'phockup ', '$x', '${', '$(', 'a=', 'for x in '];
  const piece = fc.constantFrom(...marks, ...words);
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (pieces) => {
      expect(proposed({ s: pieces.join('') }).remarks).toBeInstanceOf(Array);
    }),
  );
});
