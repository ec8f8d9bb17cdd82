const secondsPer: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

export const durationForm = /^\s*(\d{1,6})\s*([mhdw])\s*$/;

/** The seconds that `7d`, `12h`, `30m` or `2w` stand for; undefined for any other form and for no time at all. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit = ''] = durationForm.exec(text) ?? [];
  const seconds = Number(amount) * (secondsPer[unit] ?? 0);
  return seconds > 0 ? seconds : undefined;
}
