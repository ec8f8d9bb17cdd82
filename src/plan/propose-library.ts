import type { CzkawkaCall, PhockupCall } from './old-commands.js';
import type { FoundTool, Remark } from './old-script.js';
import { proposeBackup } from './propose-backup.js';
import { clean, type Part } from './proposal.js';

/** What a library would be like that does what old scripts did. */
export interface Proposal {
  /** folder of the library; undefined where the scripts do not tell */
  readonly root: string | undefined;
  /** what its config sets */
  readonly config: Readonly<Record<string, unknown>>;
  readonly remarks: readonly Remark[];
}

/**
 * Turns what old scripts did into a config, with what is understood and what they did differently.
 *
 * @param named folder of the library that the user named
 */
export function proposeLibrary(tools: readonly FoundTool[], named: string | undefined): Proposal {
  const root = named ?? rootOf(tools);
  const gallery = galleryOf(tools) ?? galleryIn(rootOf(tools) ?? root);
  const parts = tools.map((tool) => ({ tool, part: partOf(tool, root, gallery) }));
  const backups = parts.flatMap(({ part }) => (part.config['backups'] ?? []) as object[]);
  return {
    root,
    config: {
      ...Object.fromEntries(parts.flatMap(({ part }) => Object.entries(part.config))),
      ...(backups.length > 0 && { backups: uniquelyNamed(backups) }),
    },
    remarks: parts.flatMap(({ tool: { file, line }, part }) =>
      part.remarks.map(([kind, text]) => ({ file, line, kind, text })),
    ),
  };
}

function partOf(tool: FoundTool, root: string | undefined, gallery: string | undefined): Part {
  switch (tool.tool) {
    case 'phockup':
      return proposeImport(tool, root);
    case 'czkawka':
      return proposeDedupe(tool);
    case 'rsync':
      return proposeBackup(tool, gallery);
    case 'rclone':
      return {
        config: {},
        remarks: [['unclear', `rclone ${tool.text}: a target of \`photokeep backup cloud\` does that`]],
      };
  }
}

const layoutOfALibrary = /^(.+)\/images\/(Gallery|Imports)(\/|$)/;

/** By the folders that every library has: `ROOT/images/Gallery` and `ROOT/images/Imports`. */
function rootOf(tools: readonly FoundTool[]): string | undefined {
  const paths = tools.flatMap((tool): readonly string[] => {
    if (tool.tool === 'phockup') return [tool.destination ?? '', ...tool.sources];
    return tool.tool === 'rsync' ? tool.sources : [];
  });
  const inLibrary = paths.map((path) => layoutOfALibrary.exec(clean(path))?.[1]);
  return inLibrary.find((root) => root !== undefined);
}

function galleryIn(root: string | undefined): string | undefined {
  return root === undefined ? undefined : `${root}/images/Gallery`;
}

/** Where the scripts had it. */
function galleryOf(tools: readonly FoundTool[]): string | undefined {
  const destination = tools.find((tool) => tool.tool === 'phockup')?.destination;
  return destination === undefined ? undefined : clean(destination);
}

function proposeImport(call: PhockupCall & { readonly line: number }, root: string | undefined): Part {
  const sources = call.sources.map(clean);
  const imports = sources.filter((source) => source !== `${String(root)}/images/Imports`);
  const layout = call.dateFormat === undefined ? undefined : layoutFrom(call.dateFormat);
  const tags = call.dateFields.filter((field) => !isUsualField(field));
  const config = {
    ...(imports.length > 0 && { imports: imports.map((source) => below(root, source)) }),
    ...(layout !== undefined && layout !== 'YYYY/MM-M' && { layout }),
    ...(tags.length > 0 && { dateFields: tags }),
  };
  const destination = call.destination === undefined ? undefined : clean(call.destination);
  return {
    config,
    remarks: [
      ...sources.map((source) => ['understood', `drop folder ${source}`] as const),
      ...call.unknown.map(
        (text) => ['unclear', `${text}: only a run of the script could tell that folder`] as const,
      ),
      ...(destination === undefined ? [] : aboutGallery(destination, root)),
      ...(layout === undefined ? [] : [['understood', `layout ${layout}`] as const]),
      ...(tags.length > 0 ? [['understood', `dates also from ${tags.join(', ')}`] as const] : []),
      ...differencesOf(call),
    ],
  };
}

function aboutGallery(destination: string, root: string | undefined): Part['remarks'] {
  if (root !== undefined && destination === `${root}/images/Gallery`)
    return [['understood', `Gallery ${destination}`]];
  const place = root === undefined ? 'images/Gallery of the library' : `${root}/images/Gallery`;
  return [
    [
      'unclear',
      `the Gallery was ${destination}, and is ${place} with photokeep: move it there before the first import`,
    ],
  ];
}

/** phockup's readme, "Date format": the same tokens, and letters that are none stand for themselves. */
function layoutFrom(format: string): string {
  return clean(format)
    .replace(/^\/+/, '')
    .replaceAll(
      /(YYYY|YY|MM|M|m|DDD|DD|U|W)|([A-Za-z]+?(?=YYYY|YY|MM|M|m|DDD|DD|U|W|[^A-Za-z]|$))/g,
      (_, token?: string, text?: string) => token ?? `[${text ?? ''}]`,
    );
}

/** Those that photokeep looks for anyway, and the modification time, which is its fallback. */
function isUsualField(field: string): boolean {
  return /^(EXIF:|ExifIFD:)?(SubSec)?(DateTimeOriginal|CreateDate|DateTimeDigitized|DateTimeCreated|DateTime|MediaCreateDate|FileModifyDate)$/i.test(
    field,
  );
}

function differencesOf(call: PhockupCall): Part['remarks'] {
  const { dateFields, keepsNames, transfer, concurrency, others } = call;
  const texts = [
    dateFields.some((field) => /^FileModifyDate$/i.test(field)) &&
      'FileModifyDate stood in the place of the EXIF date; photokeep takes it only where a file has no other date',
    !keepsNames &&
      'every file got its date for a name; photokeep keeps names (naming: timestamp goes on as before)',
    transfer === 'link' && 'files were linked into the Gallery; photokeep moves them',
    transfer === 'copy' &&
      'files were copied, and stayed in the drop folder; photokeep moves them into the Gallery',
    concurrency > 1 &&
      `-c ${String(concurrency)}: several files of one name could overwrite each other; photokeep overwrites nothing`,
    "Syncthing's markers and half-received files were sorted as if they were pictures; photokeep leaves them",
    ...others.map(
      (option) => `${option}: photokeep has no such option; look for it in the comments of the config`,
    ),
  ];
  return texts.filter((text) => text !== false).map((text) => ['different', text] as const);
}

function proposeDedupe({ folders, deletes, method, list, unknown }: CzkawkaCall): Part {
  const texts = [
    deletes === undefined
      ? 'duplicates were only listed; photokeep moves them to the trash, or lists them with dedupeAction: report'
      : 'duplicates were deleted without comparing their bytes; photokeep compares, and moves them to the trash',
    deletes !== undefined &&
      `-D ${deletes} looked at ages only, so that a copy in a drop folder could win over the Gallery; photokeep keeps the one in the Gallery`,
    method !== undefined &&
      /mb/i.test(method) &&
      `-s ${method} read the first megabyte only: videos with the same start were taken for equal`,
    'photos below 8 KB, HEIC and RAW were not looked at; photokeep looks at all of them',
  ];
  return {
    config: {},
    remarks: [
      ...folders.map(
        (folder) => ['understood', `duplicates searched in ${clean(folder)}: photokeep dedupe`] as const,
      ),
      ...(list === undefined
        ? []
        : [['understood', `the list in ${list}: photokeep dedupe -o ${list}`] as const]),
      ...unknown.map((text) => ['unclear', `${text}: only a run of the script could tell that`] as const),
      ...texts.filter((text) => text !== false).map((text) => ['different', text] as const),
    ],
  };
}

function below(root: string | undefined, path: string): string {
  return root !== undefined && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}

function uniquelyNamed(backups: readonly object[]): object[] {
  return backups.map((backup, index) => {
    const name = 'name' in backup ? String(backup.name) : '';
    const before = backups.slice(0, index).filter((other) => 'name' in other && other.name === name).length;
    return before === 0 ? backup : { ...backup, name: `${name}${String(before + 1)}` };
  });
}
