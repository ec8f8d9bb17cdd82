import { join } from 'node:path';
import { configFileIn, userConfigFolder } from '../config/load.js';
import { readBackupPlace } from '../config/backup-place.js';
import type { ConfigValues } from '../config/write-config.js';
import { usualDropFolders } from '../library/marker.js';
import { parseLayout } from '../plan/layout.js';
import type { Context } from './context.js';
import type { Dialog } from './dialog.js';
import { errorMessage } from './errors.js';
import { isComplete, libraryRoot, requirePlace } from './init.js';
import { backupEntries, type LibraryWishes, wrongDropFolder } from './library-wishes.js';

/** What to make, and where. */
export interface AskedLibrary {
  /** absolute */
  readonly root: string;
  readonly wishes: LibraryWishes;
  readonly isAgreed: boolean;
}

/**
 * Asks for what the command line does not say about a new library. A library that is whole needs no answers.
 *
 * @param folder as the user wrote it, if so
 */
export async function askForLibrary(
  context: Context,
  dialog: Dialog,
  folder: string | undefined,
  wishes: LibraryWishes,
): Promise<AskedLibrary> {
  if (folder !== undefined && isComplete(libraryRoot(context, folder)))
    return { root: libraryRoot(context, folder), wishes, isAgreed: true };
  dialog.begin('A library for your photos');
  const root = folder === undefined ? await askForPlace(context, dialog) : libraryRoot(context, folder);
  requirePlace(root);
  if (isComplete(root)) return { root, wishes, isAgreed: true };

  const homeZone = wishes.config.homeZone ?? (await askForZone(context, dialog));
  const locale = wishes.config.locale ?? (await askForLanguage(context, dialog));
  const dropFolders = wishes.dropFolders ?? (await askForDropFolders(dialog));
  const backups = wishes.config.backups ?? (await askForBackup(context, dialog));
  const isUsual = wishes.isUsual || (await askWhetherUsual(context, dialog));
  const config: ConfigValues = {
    ...{ ...wishes.config, homeZone },
    ...(locale !== 'en' && { locale }),
    ...(backups !== undefined && { backups }),
  };
  const isAgreed = await dialog.agree(`Make the library in ${root}?`, true);
  dialog.end(isAgreed ? 'Every setting can be changed in its config.yaml.' : 'Nothing was made.');
  return { root, wishes: { config, dropFolders, isUsual }, isAgreed };
}

/** The folder in which the user is, unless that is the home folder, which is for more than photos. */
async function askForPlace(context: Context, dialog: Dialog): Promise<string> {
  const { cwd, home } = context;
  const initial = cwd === home || cwd === '/' ? join(home, 'Photos') : cwd;
  const wrong = (answer: string): string | undefined => {
    try {
      if (answer === '') return 'a folder is needed';
      requirePlace(libraryRoot(context, answer));
      return undefined;
    } catch (error) {
      return errorMessage(error);
    }
  };
  return libraryRoot(context, await dialog.text('In which folder? Best on the big disk.', initial, wrong));
}

function askForZone({ machineZone }: Context, dialog: Dialog): Promise<string> {
  const here = machineZone();
  const zones = [...new Set([here, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
  return dialog.search('In which time zone do you live? Videos often have their date in UTC.', zones, here);
}

const languages = ['en', 'es', 'de', 'fr', 'it', 'pt', 'nl', 'pl', 'sv'];

function askForLanguage({ env }: Context, dialog: Dialog): Promise<string> {
  const [, named = 'en'] = /^([a-z]{2})[_.]/.exec(env['LC_ALL'] ?? env['LC_TIME'] ?? env['LANG'] ?? '') ?? [];
  const [own = 'en'] = Intl.DateTimeFormat.supportedLocalesOf(named);
  const choices = [...new Set([own, ...languages])].map((value) => ({
    value,
    label: `${value}  ${parseLayout('YYYY/MM-M', value).folderOf('2024-05-18')}`,
  }));
  return dialog.choose('How are the folders of the months called?', choices, own);
}

async function askForDropFolders(dialog: Dialog): Promise<string[]> {
  const namesIn = (answer: string): string[] => answer.split(',').map((name) => name.trim());
  const answer = await dialog.text(
    'Who sends pictures? Each gets a folder in images/Imports.',
    usualDropFolders.join(', '),
    (text) =>
      namesIn(text)
        .map(wrongDropFolder)
        .find((wrong) => wrong !== undefined),
  );
  return namesIn(answer);
}

async function askForBackup(context: Context, dialog: Dialog): Promise<ConfigValues['backups']> {
  const wrong = (answer: string): string | undefined => {
    const place = answer === '' ? undefined : readBackupPlace(answer);
    return typeof place === 'string' ? `expected ${place}` : undefined;
  };
  const question = 'Where does a second copy go? A folder, or user@host:folder; empty: later.';
  const answer = await dialog.text(question, '', wrong);
  return answer === '' ? undefined : backupEntries(context, [answer]);
}

async function askWhetherUsual({ env, home }: Context, dialog: Dialog): Promise<boolean> {
  const folders = [userConfigFolder({ home, xdgConfigHome: env['XDG_CONFIG_HOME'] }), '/etc/photokeep'];
  if (folders.some((folder) => configFileIn(folder) !== undefined)) return false;
  return dialog.agree('Is this the library that commands work on when none is named?', true);
}
