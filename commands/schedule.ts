import type { Command } from 'commander';
import type { Context } from '../src/app/context.js';
import { exitCodes, type ExitCode } from '../src/app/exit-codes.js';
import { findNamedLibrary } from '../src/app/find-named-library.js';
import type { CommandTools } from './command-module.js';
import {
  addCommonOptions,
  type CommonOptions,
  helpEnd,
  loadConfigOf,
  namedConfig,
} from './common-options.js';

interface ShowFlags extends CommonOptions {
  readonly systemd?: true;
}

interface ChangeFlags extends CommonOptions {
  readonly dryRun?: boolean;
}

const codes = '0 fine, 2 wrong usage or config, 4 refused, 6 cron is missing';

export function define(command: Command, { context, finish }: CommandTools): void {
  command.usage('show|install|remove').addHelpText(
    'after',
    helpEnd(
      [
        ['photokeep schedule', 'prints the lines for crontab that the config asks for, and when they run'],
        ['photokeep schedule install', 'puts them into your crontab; all other lines stay as they are'],
      ],
      codes,
    ),
  );
  addCommonOptions(
    command
      .command('show', { isDefault: true })
      .option('--systemd', 'print timers and services for systemd instead'),
  )
    .summary('print the lines for crontab')
    .action(async (flags: ShowFlags) => {
      finish(await showAction(context, flags));
    });
  addCommonOptions(command.command('install').option('--dry-run', 'show the change, change nothing'))
    .summary('put them into your crontab, or bring them up to date')
    .addHelpText(
      'after',
      helpEnd(
        [
          ['photokeep schedule install --dry-run', 'shows what would change'],
          ['photokeep schedule install --yes', 'does not ask; for scripts'],
        ],
        codes,
      ),
    )
    .action(async (flags: ChangeFlags) => {
      finish(await changeAction(context, 'install', flags));
    });
  addCommonOptions(command.command('remove').option('--dry-run', 'show the change, change nothing'))
    .summary('take them out again')
    .addHelpText(
      'after',
      helpEnd(
        [
          ['photokeep schedule remove', 'shows the lines, asks, and takes them out'],
          ['photokeep schedule remove --yes', 'does not ask; for scripts'],
        ],
        codes,
      ),
    )
    .action(async (flags: ChangeFlags) => {
      finish(await changeAction(context, 'remove', flags));
    });
}

async function scheduleOf(context: Context, flags: CommonOptions) {
  const config = loadConfigOf(flags, context);
  const { paths } = findNamedLibrary(context, flags.library, config);
  const [{ resolveSettings }, { readSchedule }] = await Promise.all([
    import('../src/config/settings.js'),
    import('../src/app/schedule.js'),
  ]);
  const resolved = resolveSettings(config, new Map(), context.machineZone());
  return readSchedule(context, { library: paths.root, config: namedConfig(flags, context), ...resolved });
}

async function showAction(context: Context, flags: ShowFlags): Promise<ExitCode> {
  const schedule = await scheduleOf(context, flags);
  const [{ markedBlock, scheduleUnits }, report] = await Promise.all([
    import('../src/app/schedule.js'),
    import('../src/report/schedule-report.js'),
  ]);
  const { block, jobs } = schedule;
  const hint = (text: string): void => {
    if (!flags.quiet) context.stderr.write(text);
  };
  if (flags.systemd) {
    const units = scheduleUnits(context, schedule);
    context.stdout.write(units.map(({ name, text }) => `# ${name}\n${text}`).join('\n'));
    hint(report.unitsHint(units.map(({ name }) => name).filter((name) => name.endsWith('.timer'))));
  } else if (flags.json) context.stdout.write(report.scheduleJson(block, jobs));
  else {
    context.stdout.write(report.crontabText(markedBlock(block)));
    hint(report.scheduleTimes(jobs, context.machineZone()));
  }
  return exitCodes.fine;
}

async function changeAction(
  context: Context,
  what: 'install' | 'remove',
  flags: ChangeFlags,
): Promise<ExitCode> {
  const { yes = false, dryRun = false, json, quiet } = flags;
  const [{ installSchedule, removeSchedule }, report] = await Promise.all([
    import('../src/app/schedule.js'),
    import('../src/report/schedule-report.js'),
  ]);
  const consent = { yes, dryRun };
  const change =
    what === 'install'
      ? await installSchedule(context, await scheduleOf(context, flags), consent)
      : await removeSchedule(context, consent);
  if (json) context.stdout.write(report.scheduleChangeJson(change, `schedule ${what}`, dryRun));
  else if (!quiet) context.stdout.write(report.scheduleChangeText(change, dryRun));
  return exitCodes.fine;
}
