const bytesPer: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** In either case of its letters, also where nobody can say that with a flag. */
export const bytesForm = /^\s*(\d{1,9}(?:\.\d{1,3})?)\s*(?:([kKmMgGtT])?[bB]?)\s*$/;

/** The bytes that `5GB`, `500 MB` or `0` stand for, in decimal units as disks are sold; undefined for any other form. */
export function parseBytes(text: string): number | undefined {
  const [, amount, unit = ''] = bytesForm.exec(text) ?? [];
  const bytes = Number(amount) * (bytesPer[unit.toLowerCase()] ?? 0);
  return Number.isFinite(bytes) ? Math.round(bytes) : undefined;
}
