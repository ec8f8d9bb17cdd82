import { count } from './amounts.js';
import { printable, printablePath } from './printable.js';
import { tableText } from './table.js';

/** A picture with names in its face tags. */
export interface PictureOfPeople {
  readonly path: string;
  readonly faces: readonly string[];
  /** names that PiGallery2 does not see, for they are only in Microsoft's regions */
  readonly onlyMicrosoft: readonly string[];
}

export interface PeopleFindings {
  /** files that were read */
  readonly files: number;
  readonly pictures: readonly PictureOfPeople[];
  readonly unreadable: readonly string[];
}

/** How the findings are to be shown. */
export interface PeopleView {
  /** only pictures of this person, one by one */
  readonly person: string | undefined;
  /** paths are shown relative to it */
  readonly base: string;
}

/** Names as people write them, whatever the case and the way of storing accents. */
function isCalled(name: string, person: string): boolean {
  const plain = (text: string): string => text.normalize('NFC').toLocaleLowerCase();
  return plain(name) === plain(person);
}

function countsOf(pictures: readonly PictureOfPeople[]): { name: string; pictures: number }[] {
  const counts = new Map<string, number>();
  for (const { faces } of pictures) for (const name of faces) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, number]) => ({ name, pictures: number }))
    .sort((a, b) => b.pictures - a.pictures || a.name.localeCompare(b.name));
}

/** Those of the person, or all of them. */
function chosen({ pictures }: PeopleFindings, person: string | undefined): readonly PictureOfPeople[] {
  if (person === undefined) return pictures;
  return pictures.filter(({ faces, onlyMicrosoft }) =>
    [...faces, ...onlyMicrosoft].some((name) => isCalled(name, person)),
  );
}

/** For people: names with counts, or the pictures of one person. */
export function peopleText(findings: PeopleFindings, { person, base }: PeopleView): string {
  const pictures = chosen(findings, person);
  if (person !== undefined) {
    const paths = pictures.map(({ path }) => `${printablePath(path, base)}\n`);
    return paths.join('') || `No picture of ${printable(person)} was found.\n`;
  }
  const rows = countsOf(pictures).map(({ name, pictures: number }) => [
    printable(name),
    count(number, 'picture'),
  ]);
  return rows.length === 0
    ? `No names in the face tags of ${count(findings.files, 'file')}.\n`
    : tableText(rows);
}

/** For people: what the viewer will not show, and what could not be read; goes to stderr. */
export function peopleTroubles(findings: PeopleFindings, { person, base }: PeopleView): string {
  const missed = chosen(findings, person).filter(({ onlyMicrosoft }) => onlyMicrosoft.length > 0);
  const lines = [
    ...missed.map(
      ({ path, onlyMicrosoft }) =>
        `note  ${printablePath(path, base)}: ${onlyMicrosoft.map(printable).join(', ')} only in Microsoft's regions (MP)`,
    ),
    ...(missed.length === 0
      ? []
      : ['PiGallery2 does not read those. In digiKam: Item, Write Metadata to File writes the others too.']),
    ...findings.unreadable.map((path) => `failed  ${printablePath(path, base)}: cannot be read`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** For programs: a line for each name or picture, the summary last. */
export function peopleJson(findings: PeopleFindings, { person }: PeopleView, exitCode: number): string {
  const pictures = chosen(findings, person);
  const counts = countsOf(pictures);
  const lines = [
    ...(person === undefined ? counts.map((one) => ({ event: 'person', ...one })) : []),
    ...pictures
      .filter(({ onlyMicrosoft }) => person !== undefined || onlyMicrosoft.length > 0)
      .map((picture) => ({ event: 'picture', ...picture })),
    ...findings.unreadable.map((path) => ({ event: 'unreadable', path })),
    {
      ...{ event: 'summary', schema: 1, command: 'people', files: findings.files, pictures: pictures.length },
      ...{ people: counts.length, unreadable: findings.unreadable.length, exitCode },
    },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
