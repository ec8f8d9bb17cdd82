import { StoreError, type StoreReason } from './store.js';
import type { SshTarget } from './target.js';

interface Known {
  readonly words: RegExp;
  readonly reason: StoreReason;
  readonly retry: boolean;
  readonly message: (name: string) => string;
  readonly remedy?: (login: string, target: SshTarget) => string;
}

/** What ssh and the shell on the other side say, and what helps. The first that fits counts. */
const known: readonly Known[] = [
  {
    words: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    reason: 'not-permitted',
    retry: false,
    message: (name) => `${name} is another machine than the one known under this name`,
    remedy: (_, { host, port }) =>
      `if that is right: ssh-keygen -R '${knownHostName(host, port)}', and log in once by hand`,
  },
  {
    words: /Host key verification failed|key is known for/,
    reason: 'not-permitted',
    retry: false,
    message: (name) => `${name} was never logged in to from here, so its key is not known`,
    remedy: (login) => `log in once by hand, as the user who runs photokeep, and compare the key: ${login}`,
  },
  {
    words: /Permission denied \(/,
    reason: 'not-permitted',
    retry: false,
    message: (name) => `${name} does not let us in`,
    remedy: (login) =>
      `give it your key: ${login.replace(/^ssh /, 'ssh-copy-id ')}; the key must not ask for a passphrase`,
  },
  {
    words: /subsystem request failed/,
    reason: 'tool-failed',
    retry: false,
    message: (name) => `${name} offers no sftp`,
    remedy: () => 'put `Subsystem sftp internal-sftp` into /etc/ssh/sshd_config there, and restart sshd',
  },
  {
    words: /rsync: (command )?not found|rsync: No such file or directory/,
    reason: 'tool-failed',
    retry: false,
    message: (name) => `there is no rsync on ${name}`,
    remedy: () => 'sudo apt install rsync, on that machine',
  },
  {
    words: /allows sftp connections only/,
    reason: 'tool-failed',
    retry: false,
    message: (name) => `${name} lets nothing in but sftp, and rsync is needed too`,
    remedy: () => 'take the ForceCommand of this user out of its sshd_config',
  },
  {
    words: /is your shell clean|protocol version mismatch/,
    reason: 'tool-failed',
    retry: false,
    message: (name) => `${name} prints something at login that is none of rsync's`,
    remedy: () => 'its .bashrc must print nothing when nobody is at a terminal',
  },
  {
    words: /Could not resolve hostname/,
    reason: 'unreachable',
    retry: true,
    message: (name) => `${name} is not known in this network`,
  },
  {
    words:
      /Connection refused|No route to host|Network is unreachable|timed? ?out|Host is down|Connection (reset|closed)/i,
    reason: 'unreachable',
    retry: true,
    message: (name) => `${name} does not answer`,
    remedy: () => 'is it switched on, and its ssh running?',
  },
];

/**
 * The clear word for what ssh said; undefined when it is none that is known.
 *
 * @param stderr of ssh, or of rsync, which lets ssh write to its own
 */
export function sshFailure(target: SshTarget, stderr: string): StoreError | undefined {
  const fits = known.find(({ words }) => words.test(stderr));
  if (!fits) return undefined;
  const login = ['ssh', ...(target.port === undefined ? [] : ['-p', String(target.port)]), target.host].join(
    ' ',
  );
  return new StoreError(fits.reason, fits.message(target.host), fits.retry, fits.remedy?.(login, target));
}

/** As it stands in known_hosts. */
function knownHostName(host: string, port = 22): string {
  const name = host.replace(/^.*@/, '');
  return port === 22 ? name : `[${name}]:${String(port)}`;
}
