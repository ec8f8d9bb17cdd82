import type { Conversation, ProgramEnd } from '../system/exec.js';
import { type Field, packet, PacketReader, packetType, statusCode } from './sftp-packets.js';

/** What a server answered instead of what was asked for. */
export class SftpError extends Error {
  override readonly name = 'SftpError';

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** An answer: its type, and its fields after the id. */
export interface Answer {
  readonly type: number;
  readonly fields: PacketReader;
}

/** Requests to a server and its answers, which may be under way at the same time. */
export interface SftpSession {
  /** OpenSSH's additions to the protocol that the server knows */
  readonly extensions: ReadonlySet<string>;
  /**
   * Answers a request, `ok` included.
   *
   * @throws SftpError when the server answers with a status that is not `ok`
   * @throws the error made by `lost` when the connection ends
   */
  ask(type: number, ...fields: readonly Field[]): Promise<Answer>;
  close(): Promise<void>;
}

/** For a server that is frozen and does not hear that we are done. */
const patienceMs = 5000;

/** No server sends a longer packet; what claims to be one is something else, such as a greeting printed by a shell. */
const longestPacket = 1024 * 1024;

/**
 * Begins to speak SFTP with a program.
 *
 * @param lost makes the error for requests that were under way when the program ended, or that it did not answer
 * @param timeLimitMs milliseconds that an answer may take
 */
export async function openSftpSession(
  { stdin, stdout, end, kill }: Conversation,
  lost: (end: ProgramEnd | 'garbage' | 'silent') => Error,
  timeLimitMs: number,
): Promise<SftpSession> {
  const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  /** the answer to the greeting has no id */
  const greeting = -1;
  let ended: Error | undefined;
  let nextId = 0;

  function giveUp(error: Error): void {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
    kill();
  }

  function receive(bytes: Buffer): void {
    const fields = new PacketReader(bytes);
    const type = fields.byte();
    const id = type === packetType.version ? greeting : fields.number();
    const request = waiting.get(id);
    waiting.delete(id);
    request?.resolve({ type, fields });
  }

  async function listen(): Promise<void> {
    try {
      // A stream that breaks off is a program that was ended.
      const how = await readPackets(stdout, receive).catch(() => undefined);
      giveUp(lost(how ?? (await end)));
    } catch (error) {
      giveUp(error as Error);
    }
  }
  void listen();

  function request(id: number, bytes: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (ended) {
        reject(ended);
        return;
      }
      const timer = setTimeout(() => {
        giveUp(lost('silent'));
      }, timeLimitMs);
      waiting.set(id, {
        resolve(answer) {
          clearTimeout(timer);
          resolve(answer);
        },
        reject(error) {
          clearTimeout(timer);
          reject(error);
        },
      });
      stdin.write(bytes);
    });
  }

  const { fields } = await request(greeting, packet(packetType.init, 3));
  fields.number();
  const extensions = new Set<string>();
  while (!fields.isAtEnd) {
    extensions.add(fields.string().toString());
    fields.string();
  }

  return {
    extensions,
    async ask(type, ...rest) {
      const id = nextId++ % 0x7fffffff;
      const answer = await request(id, packet(type, id, ...rest));
      if (answer.type === packetType.status) {
        const status = answer.fields.number();
        if (status !== statusCode.ok) throw new SftpError(status, answer.fields.string().toString());
      }
      return answer;
    },
    async close() {
      stdin.end();
      const timer = setTimeout(kill, patienceMs);
      await end.catch(() => undefined);
      clearTimeout(timer);
    },
  };
}

/** Cuts a stream into packets, to its end or up to what cannot be one. */
async function readPackets(
  stream: AsyncIterable<unknown>,
  onPacket: (bytes: Buffer) => void,
): Promise<'garbage' | undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk as Buffer]) : (chunk as Buffer);
    while (rest.length >= 4) {
      const length = rest.readUInt32BE(0);
      if (length > longestPacket) return 'garbage';
      if (rest.length < 4 + length) break;
      onPacket(rest.subarray(4, 4 + length));
      rest = rest.subarray(4 + length);
    }
  }
  return undefined;
}
