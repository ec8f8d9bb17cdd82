import { printable } from './printable.js';

// What `init` prints.

interface Made {
  readonly root: string;
  readonly made: readonly string[];
  readonly kept: readonly string[];
}

/** For people: what was made, and what was there and says something else. */
export function initText({ root, made, kept }: Made, dryRun: boolean): string {
  const verb = dryRun ? 'would make' : 'made';
  const lines = [
    ...made.map((path) => `${verb}  ${printable(path)}\n`),
    ...kept.map((path) => `${printable(path)} is there already and stays as it is: change it by hand.\n`),
  ];
  return lines.join('') || `${printable(root)} is a library already; nothing to make.\n`;
}

/** For programs. */
export function initJson({ root, made, kept }: Made, dryRun: boolean): string {
  const summary = { event: 'summary', schema: 1, command: 'init', dryRun, root, made, kept, exitCode: 0 };
  return `${JSON.stringify(summary)}\n`;
}

/** For people who have a new library: the commands that they need now. */
export function nextSteps(
  { root, made }: Made,
  { config, isUsual }: { readonly config: { readonly backups?: unknown }; readonly isUsual: boolean },
): string {
  if (made.length === 0) return '';
  const library = isUsual ? '' : ` --library ${printable(root)}`;
  const [backup] = (config.backups ?? []) as readonly { readonly name: string }[];
  const steps = [
    ['photokeep import', 'sorts what is put into images/Imports; look first with --dry-run'],
    ['photokeep schedule install', 'has cron do that every 15 minutes'],
    ...(backup ? [[`photokeep backup setup ${backup.name}`, 'prepares the place for backups']] : []),
  ] as const;
  return `Next:\n${steps.map(([command, does]) => `  ${command}${library}\n      ${does}\n`).join('')}`;
}
