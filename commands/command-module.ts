import type { Command } from 'commander';
import type { Context } from '../src/app/context.js';
import type { ExitCode } from '../src/app/exit-codes.js';

/** What a file of this folder exports: it adds its arguments, options, help and action to a command. */
export interface CommandModule {
  define(command: Command, tools: CommandTools): void;
}

export interface CommandTools {
  readonly context: Context;
  /** the words after the command's name, for the journal */
  readonly args: readonly string[];
  /** To be told how the command ended. */
  readonly finish: (exitCode: ExitCode) => void;
}
