import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Context } from '../src/app/context.js';
import { expandHome, loadConfig, type RawSettings } from '../src/config/load.js';
import type { OutputOptions } from '../src/report/reporter.js';

/** Options that every command has. */
export interface CommonOptions extends Partial<OutputOptions> {
  readonly config?: string;
  readonly library?: string;
  readonly yes?: boolean;
}

export function addCommonOptions(command: Command): Command {
  return command
    .option('--config <file>', 'config file to use instead of the usual ones')
    .option('--library <dir>', 'the library to work on')
    .option('--json', 'print one JSON object a line on stdout')
    .option('-q, --quiet', 'print errors only')
    .option('-v, --verbose', 'print a line for every file')
    .option('--yes', 'answer yes to every question');
}

/** The config files that apply to a command. @throws PhotokeepError `usage` */
export function loadConfigOf(flags: CommonOptions, context: Context): RawSettings {
  const { env, cwd, home } = context;
  const file = namedConfig(flags, context);
  return loadConfig({ file, library: flags.library, cwd, home, xdgConfigHome: env['XDG_CONFIG_HOME'] });
}

/** Absolute path of the config file that a flag or the environment names, if one does. */
export function namedConfig({ config }: CommonOptions, { env, cwd, home }: Context): string | undefined {
  // An empty variable names no file.
  const file = config ?? (env['PHOTOKEEP_CONFIG'] === '' ? undefined : env['PHOTOKEEP_CONFIG']);
  return file === undefined ? undefined : resolve(cwd, expandHome(file, home));
}

export function outputOptions({ json, quiet, verbose }: CommonOptions): OutputOptions {
  return { json: json ?? false, quiet: quiet ?? false, verbose: verbose ?? false };
}

/** The end of a command's help: real examples, and the exit codes that it can give. */
export function helpEnd(
  examples: readonly (readonly [command: string, does: string])[],
  exitCodes: string,
): string {
  const lines = examples.map(([command, does]) => `  $ ${command}\n      ${does}`);
  return `\nExamples:\n${lines.join('\n')}\n\nExit codes:\n  ${exitCodes}\n`;
}
