import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../src/system/die-with-us.js';

/** What an rclone in front of the real one does differently: what only MEGA does, or only a very bad day. */
export interface Mischief {
  /** requests that are answered with an error instead: `operations/copyfile` */
  readonly errors?: Readonly<Record<string, string>>;
  /** so many of them get through before */
  readonly after?: number;
  /** what it says its version is */
  readonly version?: readonly [number, number, number];
}

/** An `rclone` for the front of PATH. A file whose name ends in `~dup` it takes for a second one without that ending. */
export interface FakeRclone {
  /** the PATH to run with */
  readonly path: string;
  behave(mischief: Mischief): void;
  /** methods that were asked for, in their order */
  asked(): string[];
}

export function fakeRclone(folder: string): FakeRclone {
  mkdirSync(folder, { recursive: true });
  const real = findProgram('rclone', process.env['PATH']) ?? 'rclone';
  const [rules, log] = [join(folder, 'rules.json'), join(folder, 'asked')];
  writeFileSync(rules, '{}');
  writeFileSync(log, '');
  const script = `#!${process.execPath}
const { spawn } = require('node:child_process');
const { appendFileSync, readFileSync } = require('node:fs');
const { createServer, request } = require('node:http');
const child = spawn(${JSON.stringify(real)}, process.argv.slice(2), { stdio: ['ignore', 'inherit', 'pipe'] });
process.on('exit', () => child.kill('SIGKILL'));
process.on('SIGTERM', () => process.exit(143));
child.on('exit', (code) => process.exit(code ?? 1));
let port = 0, said = '', counts = {};
const rules = () => JSON.parse(readFileSync(${JSON.stringify(rules)}, 'utf8'));
function forward(req, body) {
  return new Promise((resolve, reject) => {
    const out = request({ host: '127.0.0.1', port, path: req.url, method: req.method,
      headers: { ...req.headers, ...(body && { 'content-length': Buffer.byteLength(body) }) } }, async (answer) => {
      const blocks = [];
      try { for await (const block of answer) blocks.push(block); } catch {}
      resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(blocks) });
    });
    out.on('error', reject);
    out.end(body);
  });
}
const server = createServer(async (req, res) => {
  const blocks = [];
  for await (const block of req) blocks.push(block);
  let body = Buffer.concat(blocks).toString();
  const method = req.url.slice(1);
  const { errors = {}, after = 0, version } = rules();
  appendFileSync(${JSON.stringify(log)}, method + '\\n');
  counts[method] = (counts[method] ?? 0) + 1;
  if (errors[method] !== undefined && counts[method] > after) {
    res.writeHead(500, { 'Content-Type': 'application/json' });
    return res.end(JSON.stringify({ error: errors[method] }));
  }
  let answer = await forward(req, body);
  if (method === 'operations/movefile' && answer.status !== 200) {
    const input = JSON.parse(body);
    answer = await forward(req, JSON.stringify({ ...input, srcRemote: input.srcRemote + '~dup' }));
  }
  let text = answer.body;
  if (method === 'operations/list' && answer.status === 200) text = answer.body.toString().replaceAll('~dup"', '"');
  if (method === 'core/version' && version) text = JSON.stringify({ decomposed: version, version: 'v' + version.join('.') });
  const headers = { ...answer.headers };
  delete headers['content-length'];
  delete headers['transfer-encoding'];
  res.writeHead(answer.status, headers);
  res.end(text);
});
child.stderr.on('data', (bytes) => {
  said += bytes;
  const [, found] = /127\\.0\\.0\\.1:(\\d+)/.exec(said) ?? [];
  if (!found || port) return void (port && process.stderr.write(bytes));
  port = Number(found);
  server.listen(0, '127.0.0.1', () => {
    process.stderr.write(JSON.stringify({ msg: 'Serving on http://127.0.0.1:' + server.address().port + '/' }) + '\\n');
  });
});
`;
  writeFileSync(join(folder, 'rclone'), script, { mode: 0o755 });
  return {
    path: `${folder}:${process.env['PATH'] ?? ''}`,
    behave(mischief) {
      writeFileSync(rules, JSON.stringify(mischief));
    },
    asked: () => readFileSync(log, 'utf8').split('\n').filter(Boolean),
  };
}
