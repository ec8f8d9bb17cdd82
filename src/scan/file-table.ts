import { fsPath, nameFromBytes } from '../system/fs-path.js';
import { type NamedRole, roleOfName } from './asset-name.js';
import type { FileIdentity } from './identity.js';

/** A folder whose files are in the table. */
export interface TableFolder {
  /** absolute */
  readonly path: string;
  /** which of the roots it was reached from */
  readonly root: number;
}

type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array;

const flagOtherNames = 8;
const roles: readonly NamedRole[] = ['still', 'raw', 'video', 'sidecar', 'other'];
const roleMask = 7;

/**
 * A million files, or more, in little memory: some 60 bytes each and their names. Files have numbers in the order in
 * which they were added; those of a folder follow each other.
 */
export class FileTable {
  count = 0;
  readonly folders: TableFolder[] = [];
  private readonly firstFile: number[] = [];
  private readonly devices: number[] = [];
  private names = Buffer.allocUnsafe(1 << 16);
  private nameEnd = 0;

  private nameStarts = new Uint32Array(1024);
  private folderOf = new Uint32Array(1024);
  private flags = new Uint8Array(1024);
  private device = new Uint16Array(1024);
  private inode = new Float64Array(1024);
  private sizes = new Float64Array(1024);
  private mtimes = new Float64Array(1024);
  private ctimes = new Float64Array(1024);

  /** The files that are added next lie in this folder. */
  startFolder(folder: TableFolder): void {
    this.folders.push(folder);
    this.firstFile.push(this.count);
  }

  /** @param hasOtherNames whether there are hard links to it */
  add(name: string, { dev, ino, size, mtimeMs, ctimeMs }: FileIdentity, hasOtherNames: boolean): void {
    const file = this.count++;
    if (file === this.sizes.length) this.grow();
    this.addName(file, name);
    this.folderOf[file] = this.folders.length - 1;
    this.flags[file] = roles.indexOf(roleOfName(name)) + (hasOtherNames ? flagOtherNames : 0);
    this.device[file] = this.deviceNumber(dev);
    this.inode[file] = ino;
    this.sizes[file] = size;
    this.mtimes[file] = mtimeMs;
    this.ctimes[file] = ctimeMs;
  }

  name(file: number): string {
    const end = file + 1 < this.count ? this.at(this.nameStarts, file + 1) : this.nameEnd;
    return nameFromBytes(this.names.subarray(this.at(this.nameStarts, file), end));
  }

  path(file: number): string {
    return `${this.folder(file).path}/${this.name(file)}`;
  }

  folder(file: number): TableFolder {
    return this.folders[this.folderNumber(file)] as TableFolder;
  }

  folderNumber(file: number): number {
    return this.at(this.folderOf, file);
  }

  /** The files of a folder: from the first number up to, but not including, the second. */
  filesOf(folder: number): readonly [number, number] {
    return [this.firstFile[folder] as number, this.firstFile[folder + 1] ?? this.count];
  }

  role(file: number): NamedRole {
    return roles[this.at(this.flags, file) & roleMask] as NamedRole;
  }

  hasOtherNames(file: number): boolean {
    return (this.at(this.flags, file) & flagOtherNames) !== 0;
  }

  size(file: number): number {
    return this.at(this.sizes, file);
  }

  identity(file: number): FileIdentity {
    return {
      dev: this.devices[this.at(this.device, file)] as number,
      ino: this.at(this.inode, file),
      size: this.at(this.sizes, file),
      mtimeMs: this.at(this.mtimes, file),
      ctimeMs: this.at(this.ctimes, file),
    };
  }

  /** Whether two are names of one file. Never where inode numbers mean nothing (`FileIdentity`). */
  isSameInode(a: number, b: number): boolean {
    return this.inode[a] === this.inode[b] && this.inode[a] !== 0 && this.device[a] === this.device[b];
  }

  /** Orders by device and inode, and the names of one file by their numbers. */
  compareInodes(a: number, b: number): number {
    return (
      this.at(this.device, a) - this.at(this.device, b) ||
      this.at(this.inode, a) - this.at(this.inode, b) ||
      a - b
    );
  }

  private at(column: Column, file: number): number {
    return column[file] as number;
  }

  private addName(file: number, name: string): void {
    const stored = fsPath(name);
    if (this.names.length - this.nameEnd < name.length * 3) {
      const larger = Buffer.allocUnsafe(this.names.length * 2 + name.length * 3);
      this.names.copy(larger, 0, 0, this.nameEnd);
      this.names = larger;
    }
    this.nameStarts[file] = this.nameEnd;
    this.nameEnd +=
      typeof stored === 'string'
        ? this.names.write(stored, this.nameEnd)
        : stored.copy(this.names, this.nameEnd);
  }

  private deviceNumber(dev: number): number {
    const known = this.devices.lastIndexOf(dev);
    return known >= 0 ? known : this.devices.push(dev) - 1;
  }

  private grow(): void {
    this.nameStarts = larger(this.nameStarts);
    this.folderOf = larger(this.folderOf);
    this.flags = larger(this.flags);
    this.device = larger(this.device);
    this.inode = larger(this.inode);
    this.sizes = larger(this.sizes);
    this.mtimes = larger(this.mtimes);
    this.ctimes = larger(this.ctimes);
  }
}

/** Twice the room, with what is there. */
export function larger<T extends Column>(column: T): T {
  const twice = new (column.constructor as new (length: number) => T)(column.length * 2);
  twice.set(column as never);
  return twice;
}
