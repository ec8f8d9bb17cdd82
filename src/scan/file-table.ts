import { nameFromBytes } from '../system/fs-path.js';
import { looseAssetKey, type NamedRole } from './asset-name.js';
import { takeSnapshot } from './folder-snapshot.js';
import type { FileIdentity } from './identity.js';
import { type FolderListing, hasOtherNames, roleIn } from './list-folder.js';

/** A folder whose files are in the table. */
export interface TableFolder {
  /** absolute */
  readonly path: string;
  /** which of the roots it was reached from */
  readonly root: number;
  /** its files: from this number on */
  readonly first: number;
  /** up to, but not including, this one */
  readonly end: number;
  /** whether these are all of its files, not just one that was named */
  readonly isWhole: boolean;
}

/** No file has it from its listing. */
const leftOut = 0xff;

type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/**
 * A million files, or more, in little memory: some 50 bytes for each and its name. Files go by numbers, in the order
 * in which they were added; those of a folder follow each other, in the order of names.
 */
export class FileTable {
  count = 0;
  readonly folders: TableFolder[] = [];
  private readonly devices: number[] = [];

  private names = Buffer.alloc(1 << 16);
  private namesEnd = 0;
  private nameStarts = new Uint32Array(1 << 10);
  private folderOf = new Uint32Array(1 << 10);
  private sizes = new Float64Array(1 << 10);
  private mtimes = new Float64Array(1 << 10);
  private ctimes = new Float64Array(1 << 10);
  private inodes = new Float64Array(1 << 10);
  private deviceOf = new Uint16Array(1 << 10);
  private flags = new Uint8Array(1 << 10);

  /** Adds the files of a folder. */
  add(path: string, root: number, listing: FolderListing, isWhole = true): TableFolder {
    const { count } = listing;
    const first = this.count;
    const end = first + count;
    this.makeRoom(end, this.namesEnd + listing.names.length);
    this.count = end;
    const folder = { path, root, first, end, isWhole };
    this.folderOf.fill(this.folders.push(folder) - 1, first, end);
    this.sizes.set(listing.sizes.subarray(0, count), first);
    this.mtimes.set(listing.mtimes.subarray(0, count), first);
    this.ctimes.set(listing.ctimes.subarray(0, count), first);
    this.inodes.set(listing.inodes.subarray(0, count), first);
    this.flags.set(listing.flags.subarray(0, count), first);
    const devices = listing.devices.map((device) => this.deviceNumber(device));
    for (let file = 0; file < count; file++)
      this.deviceOf[first + file] = devices[listing.deviceOf[file] as number] as number;
    this.addNames(first, listing.names);
    return folder;
  }

  /** The files with these roles, but for those that were left out. */
  withRoles(roles: readonly NamedRole[]): Uint32Array {
    const isWanted = Uint8Array.from({ length: 256 }, (_, flags) => {
      const role = flags === leftOut ? undefined : roleIn(flags);
      return role && roles.includes(role) ? 1 : 0;
    });
    return this.select(0, this.count, isWanted);
  }

  /** The files from the first up to, but not including, the second, but for those that were left out. */
  between(first: number, end: number): Uint32Array {
    const isWanted = new Uint8Array(256).fill(1);
    isWanted[leftOut] = 0;
    return this.select(first, end, isWanted);
  }

  private select(first: number, end: number, isWanted: Uint8Array): Uint32Array {
    const { flags } = this;
    const files = new Uint32Array(end - first);
    let found = 0;
    for (let file = first; file < end; file++)
      if (isWanted[flags[file] as number] === 1) files[found++] = file;
    return files.subarray(0, found);
  }

  name(file: number): string {
    const start = this.nameStarts[file] as number;
    const end = this.nameEnd(file);
    const name = this.names.toString('utf8', start, end);
    return name.includes('\uFFFD') ? nameFromBytes(this.names.subarray(start, end)) : name;
  }

  /** `looseAssetKey` of its name. */
  looseAssetKey(file: number): number {
    return looseAssetKey(this.names, this.nameStarts[file] as number, this.nameEnd(file));
  }

  path(file: number): string {
    return `${this.folder(file).path}/${this.name(file)}`;
  }

  folder(file: number): TableFolder {
    return this.folders[this.folderNumber(file)] as TableFolder;
  }

  /** The folders that these lie in, each once. */
  foldersOf(files: Uint32Array): TableFolder[] {
    const isWanted = new Uint8Array(this.folders.length);
    for (const file of files) isWanted[this.folderNumber(file)] = 1;
    return this.folders.filter((_, folder) => isWanted[folder] === 1);
  }

  folderNumber(file: number): number {
    return this.folderOf[file] as number;
  }

  /** It stays in the table, but has no part in anything. */
  leaveOut(file: number): void {
    this.flags[file] = leftOut;
  }

  isLeftOut(file: number): boolean {
    return this.flags[file] === leftOut;
  }

  role(file: number): NamedRole {
    return roleIn(this.flags[file] as number) ?? 'other';
  }

  /** Whether there are hard links to it. */
  hasOtherNames(file: number): boolean {
    return hasOtherNames(this.flags[file] as number);
  }

  size(file: number): number {
    return this.sizes[file] as number;
  }

  inode(file: number): number {
    return this.inodes[file] as number;
  }

  device(file: number): number {
    return this.devices[this.deviceOf[file] as number] as number;
  }

  identity(file: number): FileIdentity {
    return {
      dev: this.device(file),
      ino: this.inode(file),
      size: this.size(file),
      mtimeMs: this.mtimes[file] as number,
      ctimeMs: this.ctimes[file] as number,
    };
  }

  /** Puts the identity of a file into a row of numbers: device, inode, size, mtime, ctime. */
  writeIdentity(file: number, numbers: Float64Array, at: number): void {
    numbers[at] = this.device(file);
    numbers[at + 1] = this.inodes[file] as number;
    numbers[at + 2] = this.sizes[file] as number;
    numbers[at + 3] = this.mtimes[file] as number;
    numbers[at + 4] = this.ctimes[file] as number;
  }

  /** Whether two are names of one file. Never where inodes mean nothing (`FileIdentity`). */
  isSameInode(a: number, b: number): boolean {
    return this.inodes[a] === this.inodes[b] && this.inodes[a] !== 0 && this.deviceOf[a] === this.deviceOf[b];
  }

  /** The files of a folder as they are, to be compared with how they were. */
  snapshot({ first, end }: TableFolder): Buffer {
    const namesEnd = end === first ? this.nameStarts[first] : this.nameEnd(end - 1) + 1;
    return takeSnapshot({
      sizes: this.sizes.subarray(first, end),
      mtimes: this.mtimes.subarray(first, end),
      ctimes: this.ctimes.subarray(first, end),
      inodes: this.inodes.subarray(first, end),
      names: this.names.subarray(this.nameStarts[first], namesEnd),
    });
  }

  /** Where the zero byte behind it is. */
  private nameEnd(file: number): number {
    return (file + 1 < this.count ? (this.nameStarts[file + 1] as number) : this.namesEnd) - 1;
  }

  private addNames(first: number, names: Uint8Array): void {
    this.names.set(names, this.namesEnd);
    let start = this.namesEnd;
    for (let file = first; file < this.count; file++) {
      this.nameStarts[file] = start;
      start = this.names.indexOf(0, start) + 1;
    }
    this.namesEnd += names.length;
  }

  private deviceNumber(device: number): number {
    const known = this.devices.indexOf(device);
    return known >= 0 ? known : this.devices.push(device) - 1;
  }

  private makeRoom(files: number, nameBytes: number): void {
    if (nameBytes > this.names.length) {
      const longer = Buffer.alloc(Math.max(nameBytes, Math.ceil(this.names.length * 1.5)));
      this.names.copy(longer, 0, 0, this.namesEnd);
      this.names = longer;
    }
    this.nameStarts = withRoom(this.nameStarts, files);
    this.folderOf = withRoom(this.folderOf, files);
    this.sizes = withRoom(this.sizes, files);
    this.mtimes = withRoom(this.mtimes, files);
    this.ctimes = withRoom(this.ctimes, files);
    this.inodes = withRoom(this.inodes, files);
    this.deviceOf = withRoom(this.deviceOf, files);
    this.flags = withRoom(this.flags, files);
  }
}

/** A column that has room for so many values: itself, or a longer one with what it holds. */
function withRoom<T extends Column>(column: T, length: number): T {
  if (length <= column.length) return column;
  const make = column.constructor as new (length: number) => T;
  const longer = new make(Math.max(length, Math.ceil(column.length * 1.5)));
  longer.set(column);
  return longer;
}
