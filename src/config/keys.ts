/** A setting as the user meets it: in the config file, in `init`'s comments, and in messages. */
interface ConfigKey {
  readonly key: string;
  /** what it does, in one line */
  readonly explains: string;
  /** its default as YAML */
  readonly default: string;
  /** lines of YAML that show another form of its value */
  readonly example?: readonly string[];
}

/** Every key of the config file, in the order in which `init` writes them. */
export const configKeys = [
  {
    key: 'library',
    explains: 'the folder that holds images/, tmp/ and .photokeep/',
    default: 'none',
  },
  {
    key: 'imports',
    explains: 'drop folders that are moved from; relative paths start at the library',
    default: 'every folder in images/Imports',
    example: [
      'an entry is a path, or a path with settings for what lies in it:',
      'imports:',
      '  - images/Imports/PC',
      '  - path: images/Imports/Ana',
      "    name: Ana's phone            # in messages",
      '    homeZone: America/Bogota     # like homeZone below, for this folder',
      '    exclude: [Screenshots, "*.gif", Camera/Raw]   # names anywhere, paths from here; left where they are',
      '    resends: true                # sends again what was removed; default: true where Syncthing receives',
      '    staleAfter: 7d               # tell me when nothing has arrived for so long; also 12h, 30m, 2w',
      '  - path: images/Imports/Ana/WhatsApp   # inside another one: what it says wins, the rest is as there',
      '    layout: YYYY/MM-M/[WhatsApp]',
    ],
  },
  {
    key: 'backups',
    explains:
      'where the Gallery is copied to; photokeep backup setup NAME prepares one, backup local and backup cloud copy',
    default: 'none',
    example: [
      'a target is a folder, most often on another disk, or a folder on another machine over ssh:',
      'backups:',
      '  - name: hdd',
      '    to: /mnt/backup/photos       # photos go to its folder Gallery',
      '    disk: 16955984-34c8-435d-b646-6578a3bab016   # UUID of the disk that must be mounted there',
      '    waitForDisk: 10m             # a timer may be switching it on; default: do not wait',
      '    mount: true                  # mount it, and unmount it afterwards; default: false',
      "    schedule: '30 2 * * *'       # as in a crontab, or none; default: this, or '20 7-23/4 * * *' without waitForDisk",
      '    mirror: false                # true: what was deleted here is deleted there too, into the versions',
      '    keepVersions: 90d            # how long replaced and deleted files stay there',
      '    guard: { maxChanged: 20% }   # more changed or deleted at once waits for your word',
      '    verify: { sample: 1% }       # read back and compared on every run',
      '    staleAfter: 3d               # a target that cannot be reached is news when the last success is older',
      '  - name: pi2',
      '    kind: local',
      '    to: pi@192.168.1.223:/data/backup',
      '    ssh: { port: 22, identityFile: ~/.ssh/id_ed25519 }',
      '  - name: mega                   # a cloud, encrypted; backup cloud copies',
      '    kind: cloud',
      '    remote: "mega-crypt:Photos"   # in the config of rclone; setup makes it',
      '    maxFileSize: 2G              # larger files are not sent',
      '    bwlimit: "08:00,1M 23:00,off" # as rclone has it',
      '    stopAfter: 6h                # no further file is begun after so long',
    ],
  },
  {
    key: 'mounts',
    explains: 'folders of another machine that `photokeep mount NAME` shows on this one, through sshfs',
    default: 'none',
    example: [
      'mounts:',
      '  - { name: gallery, remote: "pi@192.168.1.222:/data/Photos/images/Gallery", to: ~/Pictures/Gallery }',
    ],
  },
  {
    key: 'schedule',
    explains:
      'when cron starts what, as in a crontab, or none; each backup has its own; see photokeep schedule',
    default: "{ import: '*/15 * * * *', dedupe: '40 3 * * *', verify: '10 4 1 * *' }",
  },
  {
    key: 'syncthing',
    explains: 'how to reach the Syncthing of this machine, where its config.xml is not found by itself',
    default: 'asked of its config.xml',
    example: [
      'syncthing: { config: /home/ana/.config/syncthing/config.xml }',
      "or { address: '127.0.0.1:8384', apiKey: … }, as its page shows them under Actions, Settings",
    ],
  },
  {
    key: 'gallery',
    explains: 'the viewer that shows the Gallery in browsers; see photokeep gallery',
    default: 'none',
    example: [
      'gallery:',
      '  app: pigallery2                # or photoview',
      '  port: 8080',
      '  user: admin                    # of PiGallery2, to tell it of new pictures',
      '  password: what you chose there',
      '  refreshAfterImport: true       # default: false, it looks by itself when you open a folder',
    ],
  },
  {
    key: 'notify',
    explains: 'whom to tell when a job fails, is well again, or has not run for long',
    default: 'nobody',
    example: [
      'notify:',
      '  ntfy: https://ntfy.sh/a-name-that-nobody-guesses',
      '  command: \'mail -s "$PHOTOKEEP_TITLE" ana\'   # the message is on its standard input',
      '  healthchecks: { import: https://hc-ping.com/…, "backup hdd": https://hc-ping.com/… }',
    ],
  },
  {
    key: 'layout',
    explains: 'folders below the Gallery: YYYY YY MM M m DD DDD U W, literal text in [brackets]',
    default: 'YYYY/MM-M',
  },
  { key: 'locale', explains: 'language of month names in the layout', default: 'en' },
  {
    key: 'naming',
    explains: 'original keeps file names, timestamp gives 20210131-235959.jpg',
    default: 'original',
  },
  {
    key: 'dateFields',
    explains: 'more tags to look for a date in, after EXIF, XMP and IPTC; e.g. [XMP:DateAcquired]',
    default: '[]',
  },
  {
    key: 'namePatterns',
    explains: 'forms of file names that hold a date, before the known ones; e.g. [Scan_YYYYMMDD]',
    default: '[]',
  },
  {
    key: 'fallback',
    explains: 'date of a file that has none: FileModifyDate, or none to put it into unknown/',
    default: 'FileModifyDate',
  },
  {
    key: 'homeZone',
    explains: 'time zone for dates stored in UTC without a position, e.g. Europe/Madrid',
    default: "the machine's",
  },
  {
    key: 'settle',
    explains: 'seconds for which a file in a drop folder must have been left alone before it is moved',
    default: '60',
  },
  {
    key: 'protect',
    explains: 'globs for what dedupe never removes: names anywhere, paths from the Gallery or the library on',
    default: '[]',
    example: ['protect: [Wedding, "*best*", 2019/08-August]'],
  },
  {
    key: 'dedupeAction',
    explains: 'what becomes of duplicates: trash, delete (with --yes in crontab), reflink, or report',
    default: 'trash',
  },
  {
    key: 'dedupeKeep',
    explains: 'which copy stays: first-root, oldest, newest or shortest (path), before all finer rules',
    default: 'first-root',
  },
  {
    key: 'dedupeAlbums',
    explains: "true also removes duplicates from folders of the Gallery that are not the layout's",
    default: 'false',
  },
  {
    key: 'dedupeAllFiles',
    explains: 'true looks for duplicates among all files, not only pictures and videos',
    default: 'false',
  },
  {
    key: 'keepTrash',
    explains: 'how long trashed files wait, such as 60d; then only what the Gallery holds too is deleted',
    default: '60d',
  },
  {
    key: 'minFree',
    explains:
      'free space below which such files go earlier, oldest first; on a small disk at most a tenth of it',
    default: '5GB',
  },
] as const satisfies readonly ConfigKey[];

export type ConfigKeyName = (typeof configKeys)[number]['key'];

/** What counts for a key that nobody sets, in words. @param key also the way to one inside its value */
export function defaultOf(key: string): string {
  const [name] = key.split(/[.[]/);
  return configKeys.find((known) => known.key === name)?.default ?? '';
}

/** The known key that was probably meant, if any is near enough to say so. */
export function nearestKey(unknown: string, known: readonly string[]): string | undefined {
  const [nearest] = known
    .map((key) => ({ key, distance: editDistance(unknown.toLowerCase(), key.toLowerCase()) }))
    .filter(({ key, distance }) => distance <= Math.max(2, key.length / 3))
    .sort((a, b) => a.distance - b.distance);
  return nearest?.key;
}

/** Levenshtein's distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
