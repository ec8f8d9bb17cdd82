import { count } from './amounts.js';
import { shellWord } from './backup-setup.js';
import { printable, printablePath } from './printable.js';

/** What became of the file of a viewer. */
export interface ViewerReport {
  readonly app: 'pigallery2' | 'photoview';
  readonly file: string;
  readonly text: string;
  readonly port: number;
  readonly is: 'written' | 'there' | 'declined';
  readonly keptAs?: string;
}

const firstSteps = {
  pigallery2: 'Log in as admin, password admin, and change that.',
  photoview: 'It asks for a user, and for the folder of the photos: that is /photos.',
};

function startCommand(file: string): string {
  return `docker compose -f ${shellWord(file)} up -d`;
}

/** For people. */
export function viewerText({ app, file, text, port, is, keptAs }: ViewerReport, dryRun: boolean): string {
  if (is === 'declined') return 'Nothing was changed.\n';
  if (dryRun && is === 'written') return `${printable(file)} would be written:\n\n${text}`;
  const lines = [
    is === 'there' ? `${file} is as it should be.` : `Written: ${file}`,
    ...(keptAs === undefined ? [] : [`What was there is kept as ${keptAs}`]),
    `Start it:  ${startCommand(file)}`,
    `Then open  http://THIS-MACHINE:${String(port)}`,
    firstSteps[app],
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

export function viewerJson({ text, ...report }: ViewerReport, dryRun: boolean): string {
  const start = startCommand(report.file);
  const summary = { event: 'summary', schema: 1, command: 'gallery', dryRun, ...report, start };
  return `${JSON.stringify({ ...summary, ...(dryRun && { text }), exitCode: 0 })}\n`;
}

export interface RefreshReport {
  readonly touched: readonly string[];
  readonly indexing: 'started' | 'running' | 'planned' | undefined;
}

const indexings = {
  started: 'PiGallery2 is indexing.',
  running: 'PiGallery2 was indexing already.',
  planned: 'PiGallery2 would be told to index.',
};

/** For people. @param gallery paths are relative to it */
export function refreshText({ touched, indexing }: RefreshReport, gallery: string, dryRun: boolean): string {
  const verb = dryRun ? 'would get' : 'got';
  const folders = touched.map((path) => `  ${path === gallery ? '.' : printablePath(path, gallery)}\n`);
  const told =
    indexing === undefined
      ? 'PiGallery2 looks into them when they are opened; with gallery: in the config it is told at once.'
      : indexings[indexing];
  return `${count(touched.length, 'folder')} with changed files ${verb} a new time.\n${folders.join('')}${told}\n`;
}

export function refreshJson({ touched, indexing }: RefreshReport, dryRun: boolean): string {
  const status = dryRun ? 'planned' : 'done';
  return [
    ...touched.map((path) => ({ event: 'folder', status, path })),
    {
      ...{ event: 'summary', schema: 1, command: 'gallery refresh', dryRun, touched: touched.length },
      ...{ indexing: indexing ?? 'not-configured', exitCode: 0 },
    },
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}
