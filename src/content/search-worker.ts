// Runs in a worker thread of the search for duplicates: lists the folders and reads the files that it is sent.
import { parentPort } from 'node:worker_threads';
import { listFolder } from '../scan/list-folder.js';
import { createFileReader, type ReadRequest } from './read-files.js';

const port = parentPort;
if (port) {
  // It takes its time, in which folders can be listed.
  const reader = createFileReader();
  port.on('message', (task: readonly string[] | ReadRequest) => {
    if ('part' in task) void read(task);
    else list(task);
  });

  const read = async (request: ReadRequest): Promise<void> => {
    const answer = (await reader)(request);
    port.postMessage(answer, [answer.hashes.buffer as ArrayBuffer]);
  };
  const list = (folders: readonly string[]): void => {
    const listings = folders.map(listFolder);
    port.postMessage(
      listings,
      listings.map(({ sizes }) => sizes.buffer as ArrayBuffer),
    );
  };
}
