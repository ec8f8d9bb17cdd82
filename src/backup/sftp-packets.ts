import { nameFromBytes, pathBytes } from '../system/fs-path.js';

// The packets of SFTP, version 3, which every OpenSSH speaks: draft-ietf-secsh-filexfer-02, and OpenSSH's PROTOCOL for
// the extensions. Spoken here, and not through the sftp program, because that reads commands line by line: a name
// with a line break cannot be said, and a long one is cut.

export const packetType = {
  init: 1,
  version: 2,
  open: 3,
  close: 4,
  read: 5,
  write: 6,
  lstat: 7,
  openFolder: 11,
  readFolder: 12,
  remove: 13,
  makeFolder: 14,
  removeFolder: 15,
  realPath: 16,
  stat: 17,
  rename: 18,
  status: 101,
  handle: 102,
  data: 103,
  name: 104,
  attributes: 105,
  extended: 200,
  extendedReply: 201,
} as const;

/** Codes of a status that are told apart. */
export const statusCode = { ok: 0, endOfFile: 1, noSuchFile: 2, permissionDenied: 3, badMessage: 5 } as const;

/** Flags to open a file with. */
export const openFlag = { read: 0x01, write: 0x02, create: 0x08, truncate: 0x10 } as const;

/** What a server says of a file. */
export interface Attributes {
  readonly kind: 'file' | 'folder' | 'other';
  /** bytes */
  readonly size: number;
  /** milliseconds since 1970, whole seconds; undefined where the server does not say */
  readonly mtimeMs: number | undefined;
}

/** A part of a packet: a number of 32 or 64 bits, or a string of bytes with its length before it. */
export type Field = number | bigint | string | Uint8Array;

/** A whole packet, with its length before it. Strings are paths: their exact bytes. */
export function packet(type: number, ...fields: readonly Field[]): Buffer {
  const body = Buffer.concat([Buffer.of(type), ...fields.map(encode)]);
  return Buffer.concat([uint32(body.length), body]);
}

function encode(field: Field): Uint8Array {
  if (typeof field === 'number') return uint32(field);
  if (typeof field === 'bigint') {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(field);
    return bytes;
  }
  const bytes = typeof field === 'string' ? pathBytes(field) : field;
  return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Takes a packet apart from its beginning. @throws RangeError when it is shorter than it says */
export class PacketReader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    return this.bytes.readUInt8(this.at++);
  }

  number(): number {
    this.at += 4;
    return this.bytes.readUInt32BE(this.at - 4);
  }

  large(): bigint {
    this.at += 8;
    return this.bytes.readBigUInt64BE(this.at - 8);
  }

  string(): Buffer {
    const length = this.number();
    if (this.at + length > this.bytes.length) throw new RangeError('a packet ends too early');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  path(): string {
    return nameFromBytes(this.string());
  }

  attributes(): Attributes {
    const flags = this.number();
    const size = flags & 0x01 ? Number(this.large()) : 0;
    if (flags & 0x02) this.at += 8;
    const mode = flags & 0x04 ? this.number() : 0;
    let mtimeMs: number | undefined;
    if (flags & 0x08) {
      this.number();
      mtimeMs = this.number() * 1000;
    }
    if (flags & 0x80000000)
      for (let left = this.number(); left > 0; left--) {
        this.string();
        this.string();
      }
    return { kind: kindOf(mode), size, mtimeMs };
  }
}

/** stat(2): S_IFMT, S_IFREG, S_IFDIR */
function kindOf(mode: number): Attributes['kind'] {
  const type = mode & 0o170000;
  return type === 0o100000 ? 'file' : type === 0o040000 ? 'folder' : 'other';
}
