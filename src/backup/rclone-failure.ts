import { StoreError, type StoreReason } from './store.js';

/** What an error of rclone's says about one file, or about the remote as a whole. */
export interface RcloneFailure {
  readonly reason: StoreReason;
  /** no use in trying the next file */
  readonly isWhole: boolean;
  /** whether another attempt in a while may succeed by itself */
  readonly retry: boolean;
  /** one line for the user about the remote */
  readonly message: (remote: string, said: string) => string;
  readonly remedy?: string;
}

/** Where Debian's rclone is too old for MEGA. */
export const newerRclone =
  'install a newer rclone: the .deb from https://rclone.org/downloads/, or `sudo -v; curl https://rclone.org/install.sh | sudo bash`';

/**
 * What rclone, the servers of the remotes, and MEGA's in particular say. The first that fits counts. A number alone says
 * nothing: a photo may be called 509.
 */
const known: readonly (RcloneFailure & { readonly words: RegExp })[] = [
  {
    words: /402 Payment Required/,
    reason: 'not-permitted',
    ...{ isWhole: true, retry: false },
    message: (remote) => `${remote}: MEGA let rclone not log in (402)`,
    remedy: `rclone must be 1.71.2 or newer (${newerRclone}); after too many logins in a short time wait some hours`,
  },
  {
    words: /status\W{1,3}509|bandwidth limit exceeded|transfer quota|downloadQuotaExceeded/i,
    reason: 'over-quota',
    ...{ isWhole: true, retry: false },
    message: (remote) => `${remote} lets nothing more through for now: the traffic of the account is used up`,
    remedy: 'it comes back after some hours; the next run goes on there',
  },
  {
    words:
      /insufficient storage|no space left|remaining disk space|over ?quota|quota ?exceeded|storageQuota|disk quota/i,
    reason: 'no-space',
    ...{ isWhole: true, retry: false },
    message: (remote) => `no space left on ${remote}`,
    remedy: 'free some there; the next run does the rest',
  },
  {
    words: /read-only file system/i,
    reason: 'read-only',
    ...{ isWhole: true, retry: false },
    message: (remote) => `${remote} is read-only`,
  },
  {
    words:
      /failed to authenticate decrypted|bad password|not an encrypted file|too short to be encrypted|truncated block/i,
    reason: 'unreadable',
    ...{ isWhole: false, retry: false },
    message: (remote) => `what lies on ${remote} cannot be decrypted: damaged, or another password`,
  },
  {
    words: /source file is being updated/,
    reason: 'changed',
    ...{ isWhole: false, retry: false },
    message: (_, said) => said,
  },
  {
    words: /(object|directory|file|404) not found/i,
    reason: 'vanished',
    ...{ isWhole: false, retry: false },
    message: (remote, said) => `${remote}: ${said}`,
  },
  {
    words: /name too long|name is too long|ENAMETOOLONG/i,
    reason: 'name-too-long',
    ...{ isWhole: false, retry: false },
    message: (remote, said) => `${remote}: ${said}`,
  },
  {
    words:
      /couldn't login|status( code)?\W{1,3}40[13]|unauthorized|forbidden|access ?denied|permission denied|invalid (user|session)|User blocked|Multi-factor|InvalidAccessKey|SignatureDoesNotMatch/i,
    reason: 'not-permitted',
    ...{ isWhole: true, retry: false },
    message: (remote, said) => `${remote} does not let us in: ${said}`,
    remedy: 'log in once by hand with rclone lsd, and look at the remote with rclone config',
  },
  {
    words: /i\/o timeout|timed? ?out|deadline exceeded/i,
    reason: 'timeout',
    ...{ isWhole: true, retry: true },
    message: (remote) => `${remote} did not answer in time`,
  },
  {
    words:
      /connection (refused|reset)|no such host|server misbehaving|network is unreachable|no route to host|broken pipe|\bEOF\b|closed network connection|status( code)?\W{1,3}(5\d\d|429)|internal server error|service unavailable|bad gateway|too many requests|not available|try again|rate limit/i,
    reason: 'unreachable',
    ...{ isWhole: true, retry: true },
    message: (remote, said) => `${remote} cannot be reached: ${said}`,
  },
];

const unknown: RcloneFailure = {
  reason: 'tool-failed',
  ...{ isWhole: false, retry: false },
  message: (remote, said) => `rclone failed at ${remote}: ${said}`,
};

/** @param said rclone's own words */
export function rcloneFailure(said: string): RcloneFailure {
  return known.find(({ words }) => words.test(said)) ?? unknown;
}

/** The error for a remote that cannot be used. */
export function rcloneStoreError(remote: string, said: string): StoreError {
  const { reason, message, retry, remedy } = rcloneFailure(said);
  const short = said.replace(/\s+/g, ' ').trim().slice(0, 300);
  // Of the remote itself nothing is a word about one file.
  const whole = reason === 'vanished' ? 'unreachable' : reason;
  return new StoreError(whole, message(remote, short), retry, remedy);
}
