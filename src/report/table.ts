/** Columns under each other, for people. @param rows all of the length of the first */
export function tableText(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/**
 * `2024-05-18 12:11`; empty for what is no time.
 *
 * @param time ISO 8601
 * @param zone IANA name of the time zone to show it in
 */
export function timeText(time: string, zone: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return '';
  return formatOf(zone).format(date);
}

/** Making one takes longer than a hundred uses of it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  // Swedish writes dates and times as ISO 8601 does.
  const made = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  formats.set(timeZone, made);
  return made;
}
