// Makes sure that the programs which the demo or the tests need are there: installs Debian's packages as root or
// with sudo, else names them. `node scripts/debian-packages.js demo|test`
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';

/** Debian package by the program that shows it is there. */
const needs = {
  demo: { perl: 'perl' },
  test: {
    perl: 'perl',
    'mkfs.ext4': 'e2fsprogs',
    mount: 'mount',
    setpriv: 'util-linux',
    'mount.exfat-fuse': 'exfat-fuse',
    'mkfs.exfat': 'exfatprogs',
    'mkfs.btrfs': 'btrfs-progs',
    'mkfs.xfs': 'xfsprogs',
    setfattr: 'attr',
    strace: 'strace',
    chromium: 'chromium',
    rsync: 'rsync',
    rclone: 'rclone',
    ssh: 'openssh-client',
    sshd: 'openssh-server',
    sshfs: 'sshfs',
    cron: 'cron',
    sshfs: 'sshfs',
    fusermount3: 'fuse3',
    script: 'bsdutils',
    jdupes: 'jdupes',
    rmlint: 'rmlint',
    syncthing: 'syncthing',
    'docker-compose': 'docker-compose',
    sshfs: 'sshfs',
    fusermount3: 'fuse3',
  },
};

const wanted = needs[process.argv[2]] ?? {};
const missing = Object.keys(wanted).filter((program) => !isInstalled(program));
if (missing.length > 0) install([...new Set(missing.map((program) => wanted[program]))]);

function isInstalled(program) {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(`${folder}/${program}`, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function install(packages) {
  const root =
    process.getuid?.() === 0
      ? []
      : spawnSync('sudo', ['-n', 'true']).status === 0
        ? ['sudo', '-n']
        : undefined;
  const command = `apt-get install ${packages.join(' ')}`;
  if (root === undefined || !isInstalled('apt-get')) {
    console.error(`Some tests need more programs. On Debian: sudo ${command}`);
    process.exitCode = process.env.CI === 'true' ? 1 : 0;
    return;
  }
  const run = (...args) => {
    const [file, ...rest] = [...root, ...args];
    execFileSync(file, rest, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  };
  console.error(`Installing Debian's ${packages.join(', ')}…`);
  run('apt-get', 'update');
  run('apt-get', 'install', '-y', '--no-install-recommends', ...packages);
}
