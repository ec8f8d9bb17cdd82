import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { expandHome } from '../config/load.js';
import type { ConfigValues } from '../config/write-config.js';
import { readOldScript, type Remark } from '../plan/old-script.js';
import { proposeLibrary } from '../plan/propose-library.js';
import { type Consent, requireAnswerable } from './ask.js';
import type { Context } from './context.js';
import { effectiveConfig } from './effective-config.js';
import { errorCode, PhotokeepError } from './errors.js';
import { libraryRoot } from './init.js';
import type { LibraryWishes } from './library-wishes.js';

/** A library that would do what old scripts did. */
export interface ScriptProposal {
  /** absolute */
  readonly root: string;
  readonly wishes: LibraryWishes;
  readonly remarks: readonly Remark[];
}

/**
 * Reads old scripts as text, never running them, and proposes a library that does their work.
 *
 * @param files paths as the user wrote them
 * @param folder of the library, if the user named it
 * @param wishes from the command line: they come before what the scripts say
 * @throws PhotokeepError `usage` when a script cannot be read, or none says where the library is
 */
export function proposeFromScripts(
  context: Context,
  files: readonly string[],
  folder: string | undefined,
  wishes: LibraryWishes,
  consent: Consent,
): ScriptProposal {
  requireAnswerable(context, 'init --from', consent);
  const scripts = files.map((file) => readOldScript(file, readScript(context, file)));
  const named = folder === undefined ? undefined : libraryRoot(context, folder);
  const tools = scripts.flatMap((script) => script.tools);
  if (tools.length === 0) {
    const remedy = 'photokeep init without --from asks for what it needs';
    throw new PhotokeepError(
      'usage',
      `${files.join(', ')}: no call of phockup, czkawka or rsync is in there`,
      remedy,
    );
  }
  const proposal = proposeLibrary(tools, named);
  const { root } = proposal;
  if (root === undefined) {
    const remedy = 'name it: photokeep init --from … /data/Photos';
    throw new PhotokeepError('usage', 'the scripts do not tell where the library is', remedy);
  }
  const { config, refused } = usable(context, proposal.config);
  const absolute = libraryRoot(context, root);
  return {
    root: absolute,
    wishes: {
      ...wishes,
      config: { homeZone: context.machineZone(), ...config, ...wishes.config },
      dropFolders: wishes.dropFolders ?? dropFoldersOf(config.imports, absolute),
    },
    remarks: [...scripts.flatMap(({ remarks }) => remarks), ...proposal.remarks]
      .sort((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line)
      .concat(refused.map((text) => ({ file: files[0] ?? '', line: 0, kind: 'unclear', text }))),
  };
}

function readScript({ cwd, home }: Context, file: string): string {
  try {
    return readFileSync(resolve(cwd, expandHome(file, home)), 'utf8');
  } catch (error) {
    const why = errorCode(error) === 'ENOENT' ? 'there is no such script' : 'the script cannot be read';
    throw new PhotokeepError('usage', `${file}: ${why}`);
  }
}

/** What of a proposal a config may say; the rest is told. */
function usable({ machineZone }: Context, proposed: Readonly<Record<string, unknown>>) {
  const refused: string[] = [];
  const right = Object.entries(proposed).filter(([key, value]) => {
    try {
      effectiveConfig(
        new Map(),
        new Map([[key as keyof ConfigValues, { value, origin: 'proposed' }]]),
        machineZone(),
      );
      return true;
    } catch (error) {
      if (!(error instanceof PhotokeepError)) throw error;
      refused.push(`${error.message}; that is left out`);
      return false;
    }
  });
  return { config: Object.fromEntries(right) as ConfigValues, refused };
}

/** Those that `init` makes if they are not there: folders in `images/Imports`. */
function dropFoldersOf(imports: unknown, root: string): readonly string[] | undefined {
  if (!Array.isArray(imports)) return undefined;
  const paths = imports.map((path) => resolve(root, String(path)));
  return paths
    .filter((path) => dirname(path) === join(root, 'images', 'Imports'))
    .map((path) => basename(path));
}
