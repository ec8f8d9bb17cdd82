/** A form of file names that an app, or many people, give. */
interface FileNameForm {
  /** the app that writes it; 'date-time' and 'date' where many do */
  readonly pattern: string;
  /** groups `year` or `shortYear`, `month`, `day`, `hour`, `minute`, `second`, `fraction`, `half`, `zulu`; or `unix` */
  readonly name: RegExp;
  readonly utc: boolean;
}

const DAY_DIGITS = String.raw`(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)`;
const DAY_PARTS = String.raw`(?<year>\d{4})(?<dash>[-._])(?<month>\d\d)\k<dash>(?<day>\d\d)`;
const SHORT_DAY = String.raw`(?<shortYear>\d\d)-(?<month>\d\d)-(?<day>\d\d)`;
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

function form(pattern: string, name: string, utc = false): FileNameForm {
  return { pattern, name: new RegExp(name, 'iu'), utc };
}

/** A form that begins with the mark of one app. */
function appForm(pattern: string, mark: string, stamp: string, utc = false): FileNameForm {
  return form(pattern, `${WORD_START}(?:${mark})${stamp}${NO_HEX_AFTER}`, utc);
}

/** The first form that fits decides, so the more certain stand first. */
export const fileNameForms: readonly FileNameForm[] = [
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
  // OneDrive on an iPhone renames what it uploads, to UTC.
  form('onedrive', String.raw`${WORD_START}${DAY_DIGITS}_${TIME}_iOS(?![\da-z])`, true),
  // Nextcloud on an iPhone, unless told otherwise (nextcloud/ios #359): 21-01-02 03-04-05 0001.jpg.
  form('nextcloud', String.raw`^(?:(?:photo|foto|video)[ -])?${SHORT_DAY} ${TIME} \d{4}(?!\d)`),
  // Messenger's received_… is left out: its number is an id, a time only by chance.
  form('facebook', `${WORD_START}FB_(?:IMG|VID)_${UNIX_MS}`, true),
  form('wechat', `${WORD_START}(?:mmexport|wx_camera_|microMsg\\.)${UNIX_MS}`, true),
  form('unix-ms', `^${UNIX_MS}`, true),
  // Samsung, LG, Sony; Dropbox camera uploads, Apple's and most others' exports, people's own renaming.
  form('date-time', NO_HEX_BEFORE + DAY_DIGITS + JOIN + TIME + NO_HEX_AFTER),
  form('date-time', NO_DAY_AND_MONTH_BEFORE + DAY_PARTS + JOIN + TIME + NO_DIGIT_AFTER),
  form('date', NO_DAY_AND_MONTH_BEFORE + DAY_PARTS + NO_DIGIT_AFTER),
  // Eight digits alone are the weakest sign: a whole word (unlike PhotoRec's f20120304.jpg), 1970 to 2100.
  form('date', String.raw`(?<![\da-z+])(?=19[7-9]|20|2100)${DAY_DIGITS}${NO_ID_AFTER}`),
];
