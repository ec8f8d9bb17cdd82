import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

interface Stored {
  readonly body: Buffer;
  readonly meta: Readonly<Record<string, string>>;
  readonly at: Date;
}

/** Serves one bucket, and prints the port: in a process that is not jest's. */
export async function serve(bucket: string): Promise<void> {
  const objects = new Map<string, Stored>();
  const server = createServer((request, response) => {
    void answer(request, response, bucket, objects);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.stdout.write(String((server.address() as AddressInfo).port));
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  bucket: string,
  objects: Map<string, Stored>,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const [, asked = '', ...rest] = pathname.split('/').map(decodeURIComponent);
  const key = rest.join('/');
  const body = await buffer(request);
  const say = (status: number, text = '', headers: Record<string, string> = {}): void => {
    response.writeHead(status, { 'Content-Type': 'application/xml', ...headers });
    response.end(request.method === 'HEAD' ? undefined : text);
  };
  const fail = (status: number, code: string): void => {
    say(status, `<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
  };
  if (asked !== bucket) {
    fail(404, 'NoSuchBucket');
    return;
  }
  if (key === '') {
    say(200, request.method === 'GET' ? listing(objects, searchParams, bucket) : '');
    return;
  }
  const object = objects.get(key);
  if (request.method === 'PUT') {
    const copied = request.headers['x-amz-copy-source'];
    if (typeof copied !== 'string') {
      const stored = { body, meta: metaOf(request), at: new Date() };
      objects.set(key, stored);
      say(200, '', { ETag: tagOf(stored) });
      return;
    }
    const source = objects.get(
      decodeURIComponent(copied)
        .replace(/^\//, '')
        .slice(bucket.length + 1),
    );
    if (!source) {
      fail(404, 'NoSuchKey');
      return;
    }
    objects.set(key, { ...source, at: new Date() });
    say(200, `<CopyObjectResult><ETag>${tagOf(source)}</ETag></CopyObjectResult>`);
    return;
  }
  if (request.method === 'DELETE') {
    objects.delete(key);
    say(204);
    return;
  }
  if (!object) {
    fail(404, 'NoSuchKey');
    return;
  }
  const headers = { ...object.meta, ETag: tagOf(object), 'Last-Modified': object.at.toUTCString() };
  const [, from] = /^bytes=(\d+)-/.exec(request.headers.range ?? '') ?? [];
  const part = object.body.subarray(Number(from ?? 0));
  response.writeHead(from === undefined ? 200 : 206, { ...headers, 'Content-Length': String(part.length) });
  response.end(request.method === 'HEAD' ? undefined : part);
}

function listing(objects: Map<string, Stored>, query: URLSearchParams, bucket: string): string {
  const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? ''];
  const folders = new Set<string>();
  const files: string[] = [];
  for (const [key, stored] of [...objects].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!key.startsWith(prefix)) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (end >= 0) folders.add(key.slice(0, end + 1));
    else
      files.push(
        `<Contents><Key>${encodeURIComponent(key)}</Key><Size>${String(stored.body.length)}</Size>` +
          `<ETag>${tagOf(stored)}</ETag><LastModified>${stored.at.toISOString()}</LastModified></Contents>`,
      );
  }
  const prefixes = [...folders].map(
    (folder) => `<CommonPrefixes><Prefix>${encodeURIComponent(folder)}</Prefix></CommonPrefixes>`,
  );
  return (
    `<ListBucketResult><Name>${bucket}</Name><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>` +
    `${files.join('')}${prefixes.join('')}</ListBucketResult>`
  );
}

function metaOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(
      (entry): entry is [string, string] =>
        entry[0].startsWith('x-amz-meta-') && typeof entry[1] === 'string',
    ),
  );
}

function tagOf({ body }: Stored): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}
