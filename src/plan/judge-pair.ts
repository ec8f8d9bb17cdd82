import type { Doubt, ManifestEntry, OpenDoubt, Pair, Sending, SourceFile } from './backup-facts.js';

/** What one path alone asks for, before it is known what became of the others. */
export type Verdict =
  | { readonly is: 'unchanged' }
  | { readonly is: 'gone'; readonly entry: ManifestEntry }
  /** `replaces`: another content at the target would give way to it */
  | { readonly is: 'send'; readonly sending: Sending; readonly replaces: boolean }
  | { readonly is: 'present'; readonly source: SourceFile }
  | { readonly is: 'refreshed'; readonly source: SourceFile }
  /** `isNew`: the target has nothing under this path that it could spoil */
  | {
      readonly is: 'doubtful';
      readonly source: SourceFile;
      readonly doubt: OpenDoubt;
      readonly isNew: boolean;
    };

/** @param doubtOf what is known against a source's content */
export function judgePair(
  { source, entry, drift }: Pair,
  doubtOf: (source: SourceFile) => Doubt | undefined,
): Verdict {
  if (!source) return entry ? { is: 'gone', entry } : { is: 'unchanged' };
  const doubt = doubtOf(source) ?? (entry && rotOf(source, entry));
  if (isOpen(doubt)) return { is: 'doubtful', source, doubt, isNew: !entry && drift === 'missing' };
  const send = (reason: Sending['reason'], replaces: boolean): Verdict => {
    return { is: 'send', sending: { source, reason }, replaces };
  };
  if (drift === 'missing') return send(entry ? 'missing' : 'new', false);
  if (!entry) return drift === undefined ? { is: 'present', source } : send('changed', true);

  const isWrong = entry.wrongAt !== undefined;
  if (holdsSame(source, entry)) {
    if (isWrong) return send('damaged', false);
    // A new time alone: the target gets it too, or would look different for ever.
    if (drift === 'different') return send(looksSame(source, entry) ? 'damaged' : 'changed', false);
    return isUntouched(source, entry) ? { is: 'unchanged' } : { is: 'refreshed', source };
  }
  if (looksSame(source, entry)) return send('edited', true);
  // The target has it, by size and time: a run that was cut off had sent it.
  return drift === undefined && !isWrong ? { is: 'present', source } : send('changed', true);
}

/** Whether nothing happened to the file since it was sent. */
export function isUntouched(source: SourceFile, entry: ManifestEntry): boolean {
  return looksSame(source, entry) && source.ctimeMs === entry.ctimeMs && source.ino === entry.ino;
}

/** Whether something happened to the file that left it looking the same to every tool. */
export function isTouched({ source, entry }: Pair): boolean {
  return (
    source !== undefined && entry !== undefined && looksSame(source, entry) && !isUntouched(source, entry)
  );
}

/** Whether a tool that compares sizes and times would not see a difference. */
export function looksSame(source: SourceFile, entry: ManifestEntry): boolean {
  return source.size === entry.fingerprint.size && source.mtimeMs === entry.mtimeMs;
}

/** Whether the content is known to be the one that was sent. */
function holdsSame(source: SourceFile, entry: ManifestEntry): boolean {
  if (source.hash === undefined) return isUntouched(source, entry);
  return source.size === entry.fingerprint.size && source.hash === entry.fingerprint.hash;
}

/** Nothing happened to the file, and yet it holds something else. */
function rotOf(source: SourceFile, entry: ManifestEntry): Doubt | undefined {
  if (!isUntouched(source, entry) || holdsSame(source, entry)) return undefined;
  const found = { size: source.size, hash: source.hash ?? '' };
  return { path: source.path, kind: 'rotten', found, good: entry.fingerprint };
}

function isOpen(doubt: Doubt | undefined): doubt is OpenDoubt {
  return doubt !== undefined && doubt.kind !== 'trusted';
}
