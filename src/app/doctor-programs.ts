import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RawSettings } from '../config/load.js';
import { askExiftoolVersion } from '../dates/exiftool.js';
import type { ProgramFacts, ProgramsFacts, Version } from '../plan/check-programs.js';
import { findProgram } from '../system/die-with-us.js';
import { runProgram, type Surroundings } from '../system/exec.js';
import type { Context } from './context.js';

const quickMs = 5000;

/** Asks the programs that photokeep works with; none of them is waited for for long. */
export async function readPrograms({ env, home }: Context, config: RawSettings): Promise<ProgramsFacts> {
  const around = { env };
  const needs = needsOf(config);
  const [exiftool, rsync, ssh, sshfs, rclone] = await Promise.all([
    askExiftool(around),
    ask('rsync', ['--version'], needs.rsync, around),
    ask('ssh', ['-V'], needs.ssh, around),
    ask('sshfs', ['--version'], needs.sshfs, around),
    // Without a word about its config, it makes a folder for one.
    ask('rclone', ['version', '--config', ''], needs.rclone, around),
  ]);
  const asksRemotes = needs.rclone !== undefined && rclone.version !== 'missing';
  return {
    node: process.versions.node,
    ...{ exiftool, rsync, ssh, sshfs, rclone, hasFuse: existsSync('/dev/fuse') },
    remoteTypes: asksRemotes ? await remoteTypes(around) : undefined,
    cron: {
      hasCrontab: findProgram('crontab', env['PATH']) !== undefined,
      isRunning: isRunning(/^(cron|crond|fcron|cronie|anacron|busybox crond)$/),
      hasTimers: hasTimers(home),
    },
  };
}

/** What of the config asks for which program. Read as it is written: it need not be right as a whole. */
function needsOf(config: RawSettings): Record<'rsync' | 'ssh' | 'sshfs' | 'rclone', string | undefined> {
  const entries = (key: 'backups' | 'mounts'): Record<string, unknown>[] => {
    const value = config.get(key)?.value;
    return Array.isArray(value)
      ? (value as unknown[])
          .filter((entry) => typeof entry === 'object' && entry !== null)
          .map((entry) => entry as Record<string, unknown>)
      : [];
  };
  const named = (entry: Record<string, unknown> | undefined, what: string): string | undefined =>
    entry && `${what} ${String(entry['name'])}`;
  const isCloud = (entry: Record<string, unknown>): boolean => entry['kind'] === 'cloud';
  const local = entries('backups').filter((entry) => !isCloud(entry));
  const remote = local.find(({ to }) => typeof to === 'string' && /^[^/~]*:/.test(to));
  const [mount] = entries('mounts');
  return {
    rsync: named(local[0], 'backup'),
    ssh: named(remote, 'backup') ?? named(mount, 'mount'),
    sshfs: named(mount, 'mount'),
    rclone: named(entries('backups').find(isCloud), 'backup'),
  };
}

/** It comes with photokeep, and perl runs it. */
async function askExiftool(around: Surroundings): Promise<ProgramFacts> {
  const neededFor = 'import';
  if (findProgram('perl', around.env['PATH']) === undefined) return { version: 'missing', neededFor };
  const answer = await askExiftoolVersion(around, 2 * quickMs);
  return { version: versionIn(answer ?? '') ?? 'silent', neededFor };
}

async function ask(
  name: string,
  args: readonly string[],
  neededFor: string | undefined,
  around: Surroundings,
): Promise<ProgramFacts> {
  if (findProgram(name, around.env['PATH']) === undefined) return { version: 'missing', neededFor };
  let output = '';
  const listen = (line: Buffer): void => {
    output += `${line.toString('utf8')}\n`;
  };
  const { endedBy } = await runProgram({ name, args, timeLimitMs: quickMs }, around, {
    onLine: listen,
    onErrorLine: listen,
  });
  if (endedBy !== undefined) return { version: 'silent', neededFor };
  return { version: versionIn(output) ?? 'unknown', neededFor };
}

function versionIn(text: string): Version | undefined {
  return /\d+(?:\.\d+)+/.exec(text)?.[0] as Version | undefined;
}

/** Names and types alone: rclone's config holds secrets. */
async function remoteTypes(around: Surroundings): Promise<string[]> {
  const types: string[] = [];
  await runProgram({ name: 'rclone', args: ['listremotes', '--long'], timeLimitMs: quickMs }, around, {
    onLine: (line) => void types.push(line.toString('utf8').trim().split(/\s+/).at(-1) ?? ''),
  });
  return types;
}

function isRunning(name: RegExp): boolean {
  if (!existsSync('/proc')) return false;
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .some((pid) => {
      try {
        return name.test(readFileSync(`/proc/${pid}/comm`, 'utf8').trim());
      } catch {
        return false;
      }
    });
}

/** Whether the units that `schedule --systemd` prints were put where systemd looks. */
function hasTimers(home: string): boolean {
  return [join(home, '.config/systemd/user'), '/etc/systemd/system', '/etc/systemd/user'].some(
    (folder) => existsSync(folder) && readdirSync(folder).some((name) => /^photokeep-.*\.timer$/.test(name)),
  );
}
