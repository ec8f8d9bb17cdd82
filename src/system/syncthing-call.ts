import { readFileSync } from 'node:fs';
import { request as requestHttp } from 'node:http';
import { request as requestHttps, type RequestOptions } from 'node:https';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { errorCode, errorMessage, PhotokeepError } from '../app/errors.js';
import type { SyncthingAccess } from './syncthing-config.js';

/** Where and how to call, and the config.xml that said so, if one did: beside it lies the certificate. */
export type SyncthingPlace = SyncthingAccess & { readonly file?: string };

const limitMs = 15_000;

/** Syncthing answered, and the answer was no. */
export class SyncthingRefusal extends PhotokeepError {
  constructor(what: string) {
    super('external', what);
  }
}

/**
 * One call of the API.
 *
 * @returns what the JSON of the answer says; undefined for an empty one
 * @throws SyncthingRefusal when the answer is no, PhotokeepError `external` when there is none
 */
export async function callSyncthing(
  access: SyncthingPlace,
  method: string,
  path: string,
  body: unknown,
): Promise<unknown> {
  const { status, content } = await send(access, method, path, body).catch((error: unknown) => {
    throw new PhotokeepError(
      'external',
      `Syncthing does not answer at ${access.address} (${errorCode(error) ?? errorMessage(error)})`,
      'is it running? systemctl --user start syncthing, or systemctl start syncthing@USER',
    );
  });
  if (status === 401 || status === 403) {
    throw new PhotokeepError(
      'external',
      `Syncthing at ${access.address} refuses the API key${access.file === undefined ? ' of the config' : ` of ${access.file}`}`,
      'is this the config of the Syncthing that runs there?',
    );
  }
  if (status >= 400)
    throw new SyncthingRefusal(`Syncthing: ${method} ${path}: ${content.trim() || String(status)}`);
  return content.trim() === '' ? undefined : (JSON.parse(content) as unknown);
}

async function send(
  access: SyncthingPlace,
  method: string,
  path: string,
  body: unknown,
): Promise<{ status: number; content: string }> {
  const headers = {
    'X-API-Key': access.apiKey,
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
  };
  const options = { ...placeOf(access), method, path, headers, signal: AbortSignal.timeout(limitMs) };
  return new Promise((resolve, reject) => {
    const sent = (access.tls ? requestHttps : requestHttp)(options, (answer) => {
      text(answer).then((content) => {
        resolve({ status: answer.statusCode ?? 0, content });
      }, reject);
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function placeOf({ address, tls, file }: SyncthingPlace): RequestOptions {
  const socket = address.replace(/^unixs?:\/\//, '');
  if (socket.startsWith('/')) return { socketPath: socket };
  const [, host = address, port = '8384'] = /^(.*):(\d+)$/.exec(address) ?? [];
  const name = host.replace(/^\[|\]$/g, '');
  return {
    // It listens everywhere, also here.
    host: ['', '0.0.0.0', '::', '*'].includes(name) ? '127.0.0.1' : name,
    port: Number(port),
    // Its certificate is its own work: that very one is expected, under whatever name.
    ...(tls && file !== undefined && ownCertificate(file)),
  };
}

function ownCertificate(file: string): RequestOptions {
  try {
    const ca = readFileSync(join(dirname(file), 'https-cert.pem'));
    return { ca, checkServerIdentity: () => undefined };
  } catch {
    return {};
  }
}
