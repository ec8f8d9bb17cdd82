import { type OldTool, readOldCommand, type ToolWords, toolNames } from './old-commands.js';
import { readShell, type ShellCommand } from './shell-commands.js';

/** Something to tell about a line of an old script. */
export interface Remark {
  readonly file: string;
  /** from 1 */
  readonly line: number;
  /** `understood`: what it meant; `different`: what it did that photokeep does not; `unclear`: what a person must look at */
  readonly kind: 'understood' | 'different' | 'unclear';
  readonly text: string;
}

/** What an old script was for. */
export interface OldScript {
  readonly tools: readonly FoundTool[];
  readonly remarks: readonly Remark[];
}

/** A command of it, with where it stands. */
export type FoundTool = OldTool & { readonly file: string; readonly line: number };

/**
 * Reads a script as text; nothing of it is run.
 *
 * @param file how messages call it
 */
export function readOldScript(file: string, text: string): OldScript {
  const { commands, spaced, unset, unused } = readShell(text);
  const remarks: Remark[] = [
    ...spaced.map(({ line, name }) => ({
      ...{ file, line, kind: 'different' as const },
      text: `blanks around "=": the shell took "${name}" for a program, and the variable was never set`,
    })),
    ...unset.map(({ line, name }) => ({
      ...{ file, line, kind: 'unclear' as const },
      text: `$${name} is set nowhere in this script${perhaps(unused)}`,
    })),
  ];
  const tools = commands.flatMap((command): FoundTool[] => {
    const found = toolIn(command);
    return found ? [{ ...readOldCommand(found, command.redirects), file, line: command.line }] : [];
  });
  return { tools, remarks };
}

/** Who misspells a variable has set the right one, and uses it nowhere. */
function perhaps(unused: ReturnType<typeof readShell>['unused']): string {
  const paths = unused.filter(({ values: [value] }) => value !== undefined && /^[~/]|^[^/\s]+:/.test(value));
  const shown = paths.map(({ name, values: [value] }) => `$${name} (${String(value)})`);
  return shown.length === 0 ? '' : `; ${shown.join(', ')} is set and never used`;
}

/** The program that matters, also behind `sudo`, `nice` or `flock`, and however its name is written. */
function toolIn({ words }: ShellCommand): ToolWords | undefined {
  // `echo "rsync starts"` and `command -v rsync` run none of them.
  if (/^(echo|printf|which|command|type|apt|apt-get|pip|pip3|killall|pkill)$/.test(words[0]?.values[0] ?? ''))
    return undefined;
  for (const [index, { values }] of words.entries()) {
    const base = values[0]?.split('/').at(-1)?.replace(/\.py$/, '');
    const name = toolNames.find((tool) => tool === base || (tool === 'czkawka_cli' && base === 'czkawka'));
    if (name) return { name, args: words.slice(index + 1) };
  }
  return undefined;
}
