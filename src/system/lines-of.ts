import type { Readable } from 'node:stream';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
/** No line of any tool is as long; what comes without line ends must not fill the memory. */
const longestLine = 256 * 1024;

/** Splits at line ends, and at the carriage returns between which progress is printed. */
export async function* linesOf(stream: Readable): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let begin = 0;
    for (let at = rest.length; at < bytes.length; at++) {
      if (bytes[at] !== lineFeed && bytes[at] !== carriageReturn) continue;
      if (at > begin) yield bytes.subarray(begin, at);
      begin = at + 1;
    }
    rest = bytes.subarray(begin);
    if (rest.length > longestLine) rest = Buffer.alloc(0);
  }
  if (rest.length > 0) yield rest;
}
