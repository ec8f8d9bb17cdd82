/** A path in a config that is another one now. */
export interface MovedPath {
  readonly from: string;
  readonly to: string;
  /** the only line that it counts for, from 1; everywhere without one, also for what lies below it */
  readonly line?: number;
}

/** A line of a config that was changed. */
export interface ChangedLine {
  /** from 1 */
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

/** Replaces paths in the text of a config, which stays as the user wrote it otherwise. Lines of comment stay, too. */
export function adaptConfig(
  text: string,
  moved: readonly MovedPath[],
): { readonly text: string; readonly changes: readonly ChangedLine[] } {
  const changes: ChangedLine[] = [];
  const lines = text.split('\n').map((before, index) => {
    const line = index + 1;
    if (/^\s*#/.test(before)) return before;
    const after = moved
      .filter((path) => path.line === undefined || path.line === line)
      .reduce((changed, { from, to }) => changed.replaceAll(asWholePath(from), () => to), before);
    if (after !== before) changes.push({ line, before: before.trim(), after: after.trim() });
    return after;
  });
  return { text: lines.join('\n'), changes };
}

/** Not in the middle of another path, and not one on another machine. */
function asWholePath(path: string): RegExp {
  const escaped = path.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return new RegExp(`(?<=^|[\\s"'[{,])${escaped}(?=$|[\\s"'\\]},/])`, 'gu');
}
