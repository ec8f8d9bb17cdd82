import type { RsyncCall } from './old-commands.js';
import { clean, nameForHost, type Part } from './proposal.js';

/**
 * Turns a call of rsync into a target.
 *
 * @param gallery where the scripts had the Gallery
 */
export function proposeBackup(call: RsyncCall, gallery: string | undefined): Part {
  const { sources, destination, unknown } = call;
  const unclear = unknown.map(
    (text) => ['unclear', `${text}: only a run of the script could tell that folder`] as const,
  );
  const source = sources.find((path) => gallery !== undefined && contains(clean(path), gallery));
  if (destination === undefined || source === undefined || gallery === undefined) {
    const what =
      sources.length > 0 && destination !== undefined
        ? `rsync of ${sources.join(' ')} is no backup of the Gallery`
        : 'rsync';
    const text = `${what}: name the place for backups with --backup`;
    return { config: {}, remarks: [...unclear, ['unclear', text]] };
  }
  if (/^rsync:\/\/|^[^/]*::/.test(destination)) {
    return {
      config: {},
      remarks: [
        ...unclear,
        ['unclear', `${destination} is an rsync daemon; photokeep goes there over ssh: user@host:folder`],
      ],
    };
  }
  if (!/^[~/]|^[^/]*:/.test(destination)) {
    const text = `${destination} depends on the folder in which the script runs: name the place with --backup`;
    return { config: {}, remarks: [...unclear, ['unclear', text]] };
  }
  const there = placeThere(source, destination, gallery);
  const isKept = there.endsWith('/Gallery');
  const to = isKept ? there.slice(0, -'/Gallery'.length) || '/' : there;
  const { mirrors, port, identityFile } = call;
  const ssh = { ...(port !== undefined && { port }), ...(identityFile !== undefined && { identityFile }) };
  const backup = {
    ...{ name: nameOf(to), to },
    ...(Object.keys(ssh).length > 0 && { ssh }),
    ...(mirrors && { mirror: true }),
  };
  return {
    config: { backups: [backup] },
    remarks: [
      ...unclear,
      ['understood', `backup of the Gallery to ${there}`],
      ...(isKept
        ? []
        : [
            [
              'unclear',
              `photokeep puts photos into ${to}/Gallery: move them there, or all is sent anew`,
            ] as const,
          ]),
      ...(call.log === undefined
        ? []
        : [['understood', `log ${call.log}: photokeep has one in .photokeep/logs/backup.log`] as const]),
      ...differencesOf(call, to).map((text) => ['different', text] as const),
    ],
  };
}

function differencesOf(call: RsyncCall, to: string): string[] {
  const { mirrors, movesAway, onlyPretends, excludes } = call;
  const texts = [
    !/^[^/]*:/.test(to) &&
      'with the disk away rsync filled the empty mount point; photokeep goes only where backup setup was',
    'what was damaged or emptied here was copied over the good backup; photokeep keeps replaced files, and asks when much changes at once',
    mirrors &&
      'what was deleted here was deleted there at once; photokeep keeps it there for 90 days (keepVersions)',
    movesAway && '--remove-source-files took the photos away from here; photokeep never does',
    onlyPretends && '--dry-run: the script copied nothing',
    excludes.length > 0 && `${excludes.join(', ')}: photokeep backs up all of the Gallery`,
  ];
  return texts.filter((text) => text !== false);
}

/** Where a folder lands: rsync puts a source without a slash at its end into the destination, by its name. */
function placeThere(source: string, destination: string, folder: string): string {
  const root = clean(source);
  const base = source.endsWith('/') ? '' : `/${root.split('/').at(-1) ?? ''}`;
  return clean(`${clean(destination)}${base}/${folder.slice(root.length)}`);
}

function contains(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
}

function nameOf(to: string): string {
  const [, host] = /^([^/:]*(?:\[[^\]]*\])?):/.exec(to) ?? [];
  return host === undefined ? 'disk' : nameForHost(host);
}
