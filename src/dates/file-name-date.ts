/** A date found in a file name. */
export interface FileNameDate {
  /**
   * Wall-clock time as ISO 8601 without zone, e.g. '2021-01-02T03:04:05.678' (milliseconds only where
   * there are any); only the date, '2021-01-02', when the name holds no time. With `utc`, the wall clock of UTC.
   */
  readonly local: string;
  /** The name holds an instant in UTC, which the caller turns into local time by position or home zone. */
  readonly utc: boolean;
  /** Which form matched, for `why`: the app that writes it, or 'date-time' and 'date' where many do. */
  readonly pattern: string;
}

interface Form {
  readonly pattern: string;
  readonly name: RegExp;
  readonly utc: boolean;
}

type Parts = Readonly<Record<string, string | undefined>>;

const DAY_DIGITS = String.raw`(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)`;
const DAY_PARTS = String.raw`(?<year>\d{4})(?<dash>[-._])(?<month>\d\d)\k<dash>(?<day>\d\d)`;
const DAY = String.raw`(?<year>\d{4})(?<dash>[-._]?)(?<month>\d\d)\k<dash>(?<day>\d\d)`;

/** One character or none, or a few words (' at ', ' a las ', ' - ') when the time after them is not all digits. */
const JOIN = String.raw`(?:[-_. T]?|\s(?:[\p{L}.-]+\s){1,2}(?=\d\d?[-.:]))`;

/** macOS puts a narrow no-break space before AM and PM; `\s` knows it. */
const HALF = String.raw`(?:\s?(?<half>[ap])\.?m(?!\p{L}))?`;
const FRACTION = String.raw`(?:(?:\k<colon>|\.)(?<fraction>\d{3}))?`;
const CLOCK = String.raw`(?<hour>\d\d|\d(?=[-.:]))(?<colon>[-._:]?)(?<minute>\d\d)\k<colon>(?<second>\d\d)`;
/** ISO 8601's Z, and the ending of Instaloader's names. */
const ZULU = String.raw`(?<zulu>(?:Z|_UTC)(?!\p{L}))?`;
const TIME = CLOCK + FRACTION + HALF + ZULU;

/** 13 digits, so from 2001-09-09 on. */
const UNIX_MS = String.raw`(?<unix>\d{13})(?![\da-z])`;

/** What keeps a piece of a longer number, a hash or a UUID from being taken for a date. */
const WORD_START = String.raw`(?<![\da-z])`;
const NO_HEX_BEFORE = String.raw`(?<![\da-f+])`;
const NO_DIGIT_AFTER = String.raw`(?!\d)`;
const NO_HEX_AFTER = String.raw`(?!\d|[\da-f]{4})`;
/** '02-01-' before '2021-03-04': the year ends a date that is written the other way round. */
const NO_DAY_AND_MONTH_BEFORE = String.raw`(?<!\d|\d[-._]\d\d?[-._])`;
/** Facebook's '20120304_1729262057138911_…_n.jpg' and a UUID that begins with eight digits. */
const NO_ID_AFTER = String.raw`(?![\da-z]|[-_]\d{7}|(?:-[\da-f]{4}){3}-)`;

function form(pattern: string, name: string, utc = false): Form {
  return { pattern, name: new RegExp(name, 'iu'), utc };
}

/** A form that begins with the mark of one app. */
function appForm(pattern: string, mark: string, stamp: string, utc = false): Form {
  return form(pattern, `${WORD_START}(?:${mark})${stamp}${NO_HEX_AFTER}`, utc);
}

/** The first form that fits decides, so the more certain stand first. */
const FORMS: readonly Form[] = [
  // Google Camera since 2020. UTC, unlike IMG_ of older Pixels: immich-go #397, sortphotos #158.
  appForm('pixel', 'PXL_', DAY_DIGITS + JOIN + TIME, true),
  // AOSP, Xiaomi, Huawei, Motorola (IMG_), Oppo (IMG2021…), Google (MVIMG_); BURST of Nexus, Pixel and Xperia.
  appForm('android', '(?:IMG|VID|MVIMG|PANO)[-_]?|BURST', DAY_DIGITS + JOIN + TIME),
  appForm('dji', 'DJI_', DAY_DIGITS + JOIN + TIME),
  // What follows the day is a counter when it is not a time: WP_20210102_001.jpg.
  appForm('windows-phone', 'WP_', `${DAY_DIGITS}(?:_${TIME})?`),
  // The phone's own names hold the day of receipt, those of WhatsApp Web and Desktop the time too.
  appForm('whatsapp', '(?:IMG|VID)-', String.raw`${DAY_DIGITS}-WA\d+`),
  appForm('whatsapp', String.raw`WhatsApp \p{L}+ `, DAY_PARTS + JOIN + TIME),
  // Android, macOS, GNOME, KDE, Windows 11.
  appForm('screenshot', String.raw`screen\s?(?:shot|cast|recording)\D*`, DAY + JOIN + TIME),
  // Signal Desktop writes hundredths in the place of the seconds (issue 7900), so above 59 there is no time.
  appForm('signal', 'signal-(?:attachment-)?', String.raw`${DAY_PARTS}-\d{4}[6-9]\d`),
  appForm('signal', 'signal-(?:attachment-)?', DAY_PARTS + JOIN + TIME),
  // Telegram Desktop saves year first and exports a chat day first.
  appForm('telegram', '(?:photo|video)_', DAY_PARTS + JOIN + TIME),
  form('telegram', String.raw`@(?<day>\d\d)-(?<month>\d\d)-(?<year>\d{4})_` + TIME + NO_HEX_AFTER),
  // Messenger's received_… is left out: its number is an id, a time only by chance.
  form('facebook', `${WORD_START}FB_(?:IMG|VID)_${UNIX_MS}`, true),
  form('wechat', `${WORD_START}mmexport${UNIX_MS}`, true),
  form('unix-ms', `^${UNIX_MS}`, true),
  // Samsung, LG, Sony; Dropbox camera uploads, Apple's and most others' exports, people's own renaming.
  form('date-time', NO_HEX_BEFORE + DAY_DIGITS + JOIN + TIME + NO_HEX_AFTER),
  form('date-time', NO_DAY_AND_MONTH_BEFORE + DAY_PARTS + JOIN + TIME + NO_DIGIT_AFTER),
  form('date', NO_DAY_AND_MONTH_BEFORE + DAY_PARTS + NO_DIGIT_AFTER),
  // Eight digits alone are the weakest sign: a whole word (unlike PhotoRec's f20120304.jpg), 1970 to 2100.
  form('date', String.raw`(?<![\da-z+])(?=19[7-9]|20|2100)${DAY_DIGITS}${NO_ID_AFTER}`),
];

/** When two devices had changed a file, Syncthing adds the time at which it noticed: no date of the picture. */
const SYNC_CONFLICT = /\.sync-conflict-\d{8}-\d{6}(-[A-Z\d]{7})?/i;

/**
 * Finds the date that an app or a person put into a file name.
 *
 * A name of a known form with an impossible date (month 13, 30 February, hour 25) has no date: it is not
 * searched for another. Years run from 1826, the first photograph, to 2100. The rules come from the apps that
 * write the names; the table above says which, and where what they mean is not plain from the name.
 *
 * @param name base name with extension; neither case matters, nor what follows the date (' (2)', '~2', '-edited')
 * @returns undefined when the name holds no date
 */
export function fileNameDate(name: string): FileNameDate | undefined {
  const given = name.replace(SYNC_CONFLICT, '');
  for (const { pattern, name: known, utc } of FORMS) {
    const parts: Parts | undefined = known.exec(given)?.groups;
    if (parts !== undefined) {
      const local = parts['unix'] === undefined ? wallClock(parts) : unixWallClock(Number(parts['unix']));
      return local === undefined ? undefined : { local, utc: utc || parts['zulu'] !== undefined, pattern };
    }
  }
  return undefined;
}

/** The wall clock of UTC for Unix milliseconds from 2000 up to 2100; beyond, the number is something else. */
function unixWallClock(milliseconds: number): string | undefined {
  const isPlausible = milliseconds >= Date.UTC(2000, 0) && milliseconds < Date.UTC(2100, 0);
  return isPlausible ? new Date(milliseconds).toISOString().replace(/(\.000)?Z$/, '') : undefined;
}

function wallClock(parts: Parts): string | undefined {
  const { year = '', month = '', day = '', hour, minute = '', second = '', fraction, half } = parts;
  const date = `${year}-${month}-${day}`;
  if (!isCalendarDate(date)) return undefined;
  if (hour === undefined) return date;
  const hours = hourOfDay(Number(hour), half);
  if (hours > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const time = `${String(hours).padStart(2, '0')}:${minute}:${second}`;
  return `${date}T${time}${fraction === undefined || fraction === '000' ? '' : `.${fraction}`}`;
}

/** A half of the day with an hour outside 1 to 12 is a word: the German '13.04.05 am Strand'. */
function hourOfDay(hour: number, half: string | undefined): number {
  if (half === undefined || hour < 1 || hour > 12) return hour;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

function isCalendarDate(date: string): boolean {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  if (year < 1826 || year > 2100) return false;
  return new Date(Date.UTC(year, month - 1, day)).toISOString().startsWith(date);
}
