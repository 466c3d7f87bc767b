// BullMQ as its documentation sets it up. `node bullmq.mjs worker CONCURRENCY` runs jobs; `node bullmq.mjs sender`
// reads lines: `one NUMBER` adds a job that reports when it began, `many COUNT` adds so many that do nothing.
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';

const require = createRequire(`${process.env.BENCH_BULLMQ}/package.json`);
const { Queue, Worker } = require('bullmq');
const IORedis = require('ioredis').default ?? require('ioredis');
const connection = () => new IORedis(process.env.BENCH_PEERS_URL, { maxRetriesPerRequest: null });
const reports = new IORedis(process.env.BENCH_REPORTS_URL);
const IN_FLIGHT = 50; // adds that wait for their answer at once

if (process.argv[2] === 'worker') {
  const work = async (job) => {
    const began = process.hrtime.bigint();
    if (job.name === 'report') await reports.rpush('bullmq:started', `${job.data.number} ${began}`);
  };
  const worker = new Worker('bench', work, { connection: connection(), concurrency: Number(process.argv[3]) });
  await worker.waitUntilReady();
  await reports.set('bullmq:worker', 'ready');
} else {
  const queue = new Queue('bench', { connection: connection(), defaultJobOptions: { removeOnComplete: true } });
  await queue.waitUntilReady();
  await reports.set('bullmq:sender', 'ready');
  for await (const line of createInterface({ input: process.stdin })) {
    const [what, value] = line.split(' ');
    if (what === 'one') {
      const sent = process.hrtime.bigint();
      await queue.add('report', { number: Number(value) });
      await reports.rpush('bullmq:sent', `${value} ${sent}`);
    } else {
      let left = Number(value);
      const add = async () => { while (left-- > 0) await queue.add('nothing', {}); };
      await reports.set('bullmq:began', String(process.hrtime.bigint()));
      await Promise.all(Array.from({ length: IN_FLIGHT }, add));
      await reports.set('bullmq:all-sent', '1');
    }
  }
}
