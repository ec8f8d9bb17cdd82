import { type Command, Option } from 'commander';
import type { Context } from '../src/app/context.js';
import { PhotokeepError } from '../src/app/errors.js';
import { type ExitCode, exitCodes } from '../src/app/exit-codes.js';
import { findNamedLibrary } from '../src/app/find-named-library.js';
import { type GalleryApp, galleryApps, readGallerySetting } from '../src/config/gallery-setting.js';
import type { CommandTools } from './command-module.js';
import { addCommonOptions, type CommonOptions, helpEnd, loadConfigOf } from './common-options.js';

interface SetupFlags extends CommonOptions {
  readonly app?: GalleryApp;
  readonly port?: string;
  readonly to?: string;
  readonly dryRun?: boolean;
}

interface RefreshFlags extends CommonOptions {
  readonly dryRun?: boolean;
}

export function define(command: Command, { context, finish }: CommandTools): void {
  command.usage('setup|refresh').addHelpText(
    'after',
    helpEnd(
      [
        ['photokeep gallery', 'writes viewer/docker-compose.yml in the library, for PiGallery2'],
        ['photokeep gallery refresh', 'makes PiGallery2 notice tags that were written into pictures'],
      ],
      '0 fine, 2 wrong usage or config, 4 refused: somebody edited the file, 6 the viewer does not answer',
    ),
  );
  addCommonOptions(
    command
      .command('setup', { isDefault: true })
      .addOption(new Option('--app <name>', 'the viewer; default: pigallery2').choices(galleryApps))
      .option('--port <number>', 'on which it answers; default: 8080, of photoview 8000')
      .option('--to <folder>', 'where the file is to be; default: viewer in the library')
      .option('--dry-run', 'show the file'),
  )
    .summary('write a docker-compose.yml for a viewer')
    .addHelpText(
      'after',
      helpEnd(
        [
          ['photokeep gallery --dry-run', 'shows the file'],
          ['photokeep gallery --app photoview --port 9000', 'writes one for Photoview, with SQLite'],
        ],
        '0 fine, 2 wrong usage or config, 4 refused: somebody edited the file',
      ),
    )
    .action(async (flags: SetupFlags) => {
      finish(await setupAction(context, flags));
    });
  addCommonOptions(command.command('refresh').option('--dry-run', 'show which folders would be looked into'))
    .summary('make PiGallery2 notice what changed')
    .addHelpText(
      'after',
      helpEnd(
        [
          ['photokeep gallery refresh', 'after digiKam has written tags'],
          ['photokeep gallery refresh --dry-run', 'lists the folders in which files were changed in place'],
        ],
        '0 fine, 2 wrong usage or config, 4 refused, 6 the viewer does not answer',
      ),
    )
    .action(async (flags: RefreshFlags) => {
      finish(await refreshAction(context, flags));
    });
}

async function setupAction(context: Context, flags: SetupFlags): Promise<ExitCode> {
  const { app, to, yes = false, dryRun = false, json, quiet } = flags;
  const config = loadConfigOf(flags, context);
  const [{ writeViewer }, report] = await Promise.all([
    import('../src/app/gallery-viewer.js'),
    import('../src/report/gallery-report.js'),
  ]);
  const found = findNamedLibrary(context, flags.library, config);
  const options = { app, to, yes, dryRun, port: portOf(flags.port) };
  const result = await writeViewer(context, { found, config }, options);
  if (json) context.stdout.write(report.viewerJson(result, dryRun));
  else if (!quiet) context.stdout.write(report.viewerText(result, dryRun));
  return exitCodes.fine;
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const raw = { value: { port: Number(text) }, origin: '--port' };
  if (/^\d+$/.test(text)) return readGallerySetting(raw).port;
  throw new PhotokeepError('usage', `--port: expected the number of a port (found "${text}")`);
}

async function refreshAction(context: Context, flags: RefreshFlags): Promise<ExitCode> {
  const { dryRun = false, json, quiet } = flags;
  const config = loadConfigOf(flags, context);
  const [{ refreshGallery }, report] = await Promise.all([
    import('../src/app/gallery-refresh.js'),
    import('../src/report/gallery-report.js'),
  ]);
  const found = findNamedLibrary(context, flags.library, config);
  const result = await refreshGallery(context, { found, config }, dryRun);
  const { gallery } = found.paths;
  if (json) context.stdout.write(report.refreshJson(result, dryRun));
  else if (!quiet) context.stdout.write(report.refreshText(result, gallery, dryRun));
  return exitCodes.fine;
}
