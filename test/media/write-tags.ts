import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { exiftoolPath } from 'exiftool-vendored';

/** Tag names and values as exiftool takes them: `-NAME=VALUE`. */
export type Tags = Readonly<Record<string, string | number>>;

/** One file and the tags to write into it; the file's extension must fit its content. */
interface TaggedFile {
  path: string;
  tags: Tags;
}

/**
 * Writes the tags of all files with one exiftool process; files with the same tags share one command.
 * @throws Error with exiftool's own words on any error or warning, so that a mistyped tag does not go unseen.
 */
export async function writeTags(files: readonly TaggedFile[]): Promise<void> {
  if (files.length === 0) return;
  const complaints = await runExiftool(argumentLines(files));
  if (complaints !== '') throw new Error(`exiftool could not write test files:\n${complaints}`);
}

function argumentLines(files: readonly TaggedFile[]): string {
  const commands = new Map<string, string[]>();
  for (const { path, tags } of files) {
    // exiftool drops one space after the equals sign; without ours that would be the value's own.
    const assignments = Object.entries(tags).map(([tag, value]) => `-${tag}= ${String(value)}`);
    if ([path, ...assignments].some((line) => /[\r\n]/.test(line))) {
      throw new Error(`A tag or path for ${path} holds a line break, which ends an exiftool argument.`);
    }
    const command = assignments.join('\n');
    const paths = commands.get(command) ?? [];
    commands.set(command, [...paths, path]);
  }
  return [...commands].map(([command, paths]) => `${command}\n${paths.join('\n')}\n-execute\n`).join('');
}

async function runExiftool(lines: string): Promise<string> {
  // The empty -config keeps a developer's own ~/.ExifTool_config out of the tests.
  const options = ['-config', '', '-@', '-', '-common_args', '-q', '-overwrite_original'];
  const child = spawn(await exiftoolPath(), options, { stdio: ['pipe', 'ignore', 'pipe'] });
  const [complaints, [exitCode]] = await Promise.all([
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
    new Promise<void>((resolve, reject) => {
      child.stdin.on('error', reject);
      child.stdin.end(lines, resolve);
    }),
  ]);
  return exitCode === 0 ? complaints.trim() : `${complaints.trim()} (exit code ${String(exitCode)})`;
}
