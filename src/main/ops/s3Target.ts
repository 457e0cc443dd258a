import { DeleteObjectCommand, GetObjectCommand, HeadBucketCommand, ListObjectsV2Command, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { createReadStream } from 'node:fs';
import { Refusal } from '../../shared/errors.ts';
import { targetName, type BackupTarget, type TargetFile } from './backupTarget.ts';

export interface S3Setup {
  /** Null: Amazon's own, by the region. */
  endpoint: string | null;
  region: string;
  bucket: string;
  /** "" or a path that ends with "/". */
  prefix: string;
  accessKeyId: string;
}

export interface S3Limits {
  connectMs: number;
  /** Without a byte in either direction. */
  idleMs: number;
}

export const s3Limits: S3Limits = { connectMs: 5_000, idleMs: 20_000 };

/** A bucket of Amazon S3 or of anything that speaks like it (MinIO, Garage, Ceph, R2, Wasabi ...). */
export function createS3Target(setup: S3Setup, secretAccessKey: string, signal: AbortSignal, limits: S3Limits = s3Limits): BackupTarget {
  const { bucket, prefix } = setup;
  const client = new S3Client({
    region: setup.region,
    ...(setup.endpoint !== null && { endpoint: setup.endpoint, forcePathStyle: true }),
    credentials: { accessKeyId: setup.accessKeyId, secretAccessKey },
    maxAttempts: 2,
    // Other servers than Amazon's do not all know the newer checksums; every backup is read back and compared anyway.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: limits.connectMs, requestTimeout: limits.idleMs, socketTimeout: limits.idleMs, throwOnRequestTimeout: true },
  });
  const keyOf = (name: string): string => {
    if (!targetName.test(name)) throw new RangeError('not a name of a backup');
    return `${prefix}${name}`;
  };
  const options = { abortSignal: signal };

  async function put(name: string, file: string, onSent?: (bytes: number) => void): Promise<void> {
    const body = createReadStream(file);
    const upload = new Upload({ client, params: { Bucket: bucket, Key: keyOf(name), Body: body }, queueSize: 1 });
    const abort = (): void => { void upload.abort().catch(() => undefined); };
    signal.addEventListener('abort', abort, { once: true });
    upload.on('httpUploadProgress', ({ loaded }) => { onSent?.(loaded ?? 0); });
    try {
      await refusing(() => upload.done());
    } finally {
      signal.removeEventListener('abort', abort);
      body.destroy();
    }
  }

  async function list(): Promise<TargetFile[]> {
    const files: TargetFile[] = [];
    for (let token: string | undefined; ;) {
      const from = token;
      const page = await refusing(() => client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ...(from !== undefined && { ContinuationToken: from }) }), options));
      for (const { Key: key, Size: bytes } of page.Contents ?? []) {
        const name = key?.slice(prefix.length) ?? '';
        if (targetName.test(name) && name.endsWith('.age')) files.push({ name, bytes: bytes ?? 0 });
      }
      token = page.NextContinuationToken;
      if (token === undefined) return files;
    }
  }

  return {
    put, list,
    check: async () => void (await refusing(() => client.send(new HeadBucketCommand({ Bucket: bucket }), options))),
    async *read(name) {
      const { Body: body } = await refusing(() => client.send(new GetObjectCommand({ Bucket: bucket, Key: keyOf(name) }), options));
      if (!body || !(Symbol.asyncIterator in body)) throw new Refusal('BACKUP_TARGET_UNREACHABLE');
      // In Node a body is a stream of bytes.
      const pieces = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
      for (;;) {
        const next = await refusing(() => withinMs(pieces.next(), limits.idleMs));
        if (next.done) return;
        yield next.value;
      }
    },
    remove: async (name) => void (await refusing(() => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: keyOf(name) }), options))),
    close: () => { client.destroy(); },
  };
}

/** A server that stops sending in the middle of a body keeps the connection open for ever. */
async function withinMs<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([promise, new Promise<never>((_, reject) => { timer = setTimeout(() => { reject(new Refusal('BACKUP_TARGET_UNREACHABLE')); }, ms); })]);
  } finally {
    clearTimeout(timer);
  }
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const refusal = refusalOf(error);
    refusal.cause = error;
    throw refusal;
  }
}

/** Nothing but what the server said, or that it did not: every failure of the library is one of these to the person who set it up. */
function refusalOf(error: unknown): Refusal {
  if (!(error instanceof S3ServiceException)) return new Refusal('BACKUP_TARGET_UNREACHABLE');
  const { name, $metadata: { httpStatusCode: status } } = error;
  if (name === 'NoSuchKey') return new Refusal('BACKUP_NOT_FOUND');
  if (name === 'NoSuchBucket' || status === 404 || status === 301) return new Refusal('BACKUP_TARGET_MISSING');
  if (status === 401 || status === 403 || status === 400) return new Refusal('BACKUP_TARGET_DENIED');
  if (status === 507 || name === 'QuotaExceeded' || name === 'XMinioStorageFull') return new Refusal('BACKUP_TARGET_FULL');
  return new Refusal('BACKUP_TARGET_UNREACHABLE');
}
