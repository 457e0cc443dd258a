import { parentPort } from 'node:worker_threads';
import { compareSync, hashSync } from 'bcryptjs';

/*
 * bcrypt on a thread of its own: one comparison takes a fifth of a second that the main process must not lose.
 * Requests are answered in order.
 */
export type HashRequest = { id: number } & ({ task: 'hash'; text: string; cost: number } | { task: 'compare'; text: string; hash: string });
export type HashAnswer = { id: number } & ({ value: string | boolean } | { error: string });

const port = parentPort;
if (!port) throw new Error('hashWorker runs as a worker thread');
port.on('message', (request: HashRequest) => {
  let answer: HashAnswer;
  try {
    answer = { id: request.id, value: request.task === 'hash' ? hashSync(request.text, request.cost) : compareSync(request.text, request.hash) };
  } catch (error) {
    answer = { id: request.id, error: String(error) };
  }
  port.postMessage(answer);
});
