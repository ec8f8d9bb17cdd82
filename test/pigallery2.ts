import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll } from '@jest/globals';

/** What of PiGallery2's API photokeep uses, answering as releases 2 and 3 of it do. */
export interface FakePiGallery2 {
  readonly port: number;
  /** bodies of the jobs that were started since it was last asked */
  started(): unknown[];
  /** the only password that it lets in; undefined: it asks for none */
  password: string | undefined;
  /** what a job that is started is answered */
  trouble: string | undefined;
  /** whether it hands out a word that must come back, as releases before 3 do */
  wantsToken: boolean;
}

/** One for all tests of a file or group, on 127.0.0.1. */
export function piGallery2ForAllTests(): FakePiGallery2 {
  let jobs: unknown[] = [];
  const state: FakePiGallery2 = {
    get port() {
      return (server.address() as AddressInfo).port;
    },
    started() {
      const heard = jobs;
      jobs = [];
      return heard;
    },
    password: 'secret',
    trouble: undefined,
    wantsToken: false,
  };
  const server: Server = createServer((request, response) => {
    void text(request).then((body) => {
      const answer = (status: number, content: object): void => {
        response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(content));
      };
      // Its errors mostly come with status 200.
      const refuse = (code: number, message: string): void => {
        answer(200, { error: { code, message }, result: null });
      };
      const said = JSON.parse(body) as { loginCredential?: { username: string; password: string } };
      if (request.url === '/pgapi/user/login') {
        if (state.password === undefined) response.writeHead(404).end('Not Found');
        else if (said.loginCredential?.password !== state.password) refuse(4, 'credentials not found');
        else {
          response.setHeader('Set-Cookie', ['session=abc; path=/; httponly', 'session.sig=def; path=/']);
          answer(200, {
            error: null,
            result: { name: 'admin', role: 4, ...(state.wantsToken && { csrfToken: 'word' }) },
          });
        }
      } else if (request.url === '/pgapi/admin/jobs/scheduled/Indexing/start') {
        const isIn =
          state.password === undefined || request.headers.cookie === 'session=abc; session.sig=def';
        if (!isIn) answer(401, { error: { code: 1, message: 'Not authenticated' } });
        else if (state.wantsToken && request.headers['csrf-token'] !== 'word') answer(403, {});
        else if (state.trouble !== undefined) refuse(9, state.trouble);
        else {
          jobs.push(said);
          answer(200, { error: null, result: 'ok' });
        }
      } else response.writeHead(404).end();
    });
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  return state;
}
