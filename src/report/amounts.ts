// Numbers for people.

/** `1 file`, `12 files`. */
export function count(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** Bytes for people: decimal units, as disks are sold and file managers show them. */
export function sizeText(bytes: number): string {
  const units = [bytes === 1 ? 'byte' : 'bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 99.95 ? value.toFixed(0) : value.toFixed(1)} ${units[unit] as string}`;
}

/** `12,000`. */
export function numberText(number: number): string {
  return number.toLocaleString('en-US');
}

/** `1,203 files (4.7 GB)`. */
export function filesText({ files, bytes }: { readonly files: number; readonly bytes: number }): string {
  return `${numberText(files)} ${files === 1 ? 'file' : 'files'} (${sizeText(bytes)})`;
}
