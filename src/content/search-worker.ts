// Runs in a worker thread of the search for duplicates: lists the folders and reads the files that it is sent.
import { parentPort } from 'node:worker_threads';
import { listFolder } from '../scan/list-folder.js';
import { createFileReader, type ReadRequest } from './read-files.js';

const port = parentPort;
if (port) {
  // It takes its time, in which folders can be listed.
  const reader = createFileReader();
  port.on('message', async (task: readonly string[] | ReadRequest) => {
    if ('part' in task) {
      const answer = (await reader)(task);
      port.postMessage(answer, [answer.hashes.buffer as ArrayBuffer]);
    } else {
      const listings = task.map(listFolder);
      port.postMessage(
        listings,
        listings.map(({ sizes }) => sizes.buffer as ArrayBuffer),
      );
    }
  });
}
