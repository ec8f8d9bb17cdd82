const unitsPerSecond = 1000;
const durationUnits = 2 * unitsPerSecond;
const identityMatrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

/** What goes into a video: the brand of the container, and its one frame as a JPEG of `size` pixels. */
interface VideoContent {
  format: 'mp4' | 'mov';
  frame: Buffer;
  size: readonly [number, number];
}

/**
 * A playable video of two seconds (Motion JPEG, one frame) in an ISO-BMFF container (ISO/IEC 14496-12),
 * all of whose dates are 0, as phones leave them when they do not know the time.
 */
export function buildVideo(content: VideoContent): Buffer {
  const ftyp =
    content.format === 'mov'
      ? box('ftyp', ascii('qt  '), u32(0), ascii('qt  '))
      : box('ftyp', ascii('isom'), u32(0x200), ascii('isomiso2mp41'));
  const mdat = box('mdat', content.frame);
  // Before `moov`, as cameras write it: exiftool then never has to move the frames.
  const frameAt = ftyp.length + 8;
  return Buffer.concat([ftyp, mdat, movie(content, frameAt)]);
}

function movie(content: VideoContent, frameAt: number): Buffer {
  const nextTrack = 2;
  const header = fullBox(
    'mvhd',
    0,
    u32(0, 0, unitsPerSecond, durationUnits, 0x10000),
    u16(0x100, 0, 0, 0, 0, 0),
    identityMatrix,
    Buffer.alloc(24),
    u32(nextTrack),
  );
  return box('moov', header, track(content, frameAt));
}

function track(content: VideoContent, frameAt: number): Buffer {
  const [width, height] = content.size;
  const enabledInMovie = 3;
  const header = fullBox(
    'tkhd',
    enabledInMovie,
    u32(0, 0, 1, 0, durationUnits),
    Buffer.alloc(16),
    identityMatrix,
    u32(width * 0x10000, height * 0x10000),
  );
  return box('trak', header, media(content, frameAt));
}

function media(content: VideoContent, frameAt: number): Buffer {
  const undetermined = 0x55c4;
  const header = fullBox('mdhd', 0, u32(0, 0, unitsPerSecond, durationUnits), u16(undetermined, 0));
  const component = content.format === 'mov' ? 'mhlr' : '\0\0\0\0';
  const handler = fullBox('hdlr', 0, ascii(`${component}vide`), Buffer.alloc(12), ascii('VideoHandler\0'));
  const sameFile = fullBox('url ', 1);
  const information = box(
    'minf',
    fullBox('vmhd', 1, Buffer.alloc(8)),
    box('dinf', fullBox('dref', 0, u32(1), sameFile)),
    sampleTable(content, frameAt),
  );
  return box('mdia', header, handler, information);
}

function sampleTable({ frame, size: [width, height] }: VideoContent, frameAt: number): Buffer {
  const entry = box(
    'jpeg',
    u16(0, 0, 0, 1),
    Buffer.alloc(16),
    u16(width, height),
    u32(0x480000, 0x480000, 0),
    u16(1),
    Buffer.alloc(32),
    u16(24, 0xffff),
  );
  return box(
    'stbl',
    fullBox('stsd', 0, u32(1), entry),
    fullBox('stts', 0, u32(1, 1, durationUnits)),
    fullBox('stsc', 0, u32(1, 1, 1, 1)),
    fullBox('stsz', 0, u32(0, 1, frame.length)),
    fullBox('stco', 0, u32(1, frameAt)),
  );
}

function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const payload = Buffer.concat(parts);
  return Buffer.concat([u32(8 + payload.length), ascii(type), payload]);
}

function fullBox(type: string, flags: number, ...parts: readonly Buffer[]): Buffer {
  return box(type, u32(flags), ...parts);
}

function ascii(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function u16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => bytes.writeUInt16BE(value, index * 2));
  return bytes;
}

function u32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32BE(value, index * 4));
  return bytes;
}
