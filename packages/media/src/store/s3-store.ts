import { openAsBlob } from "node:fs";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { AwsClient } from "aws4fetch";
import { requireContent } from "./file-content.ts";
import type { MediaStore } from "./media-store.ts";
import { requireKey } from "./store-key.ts";

/** Where the bucket is, and who may use it. The endpoint is the operator's, so that no guard stands before it. */
export interface S3StoreOptions {
  /** E.g. `https://s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** `endpoint/bucket/key` instead of `bucket.endpoint/key`; what most servers other than Amazon's want. */
  readonly forcePathStyle?: boolean;
  /** A folder inside the bucket. */
  readonly prefix?: string;
}

const REQUEST_TIMEOUT_MS = 300_000;
const DELETES_AT_A_TIME = 8;

/** Keeps media in a bucket of an S3-compatible server. Failures carry the HTTP status, and never a key or secret. */
export function createS3Store(options: S3StoreOptions): MediaStore {
  const client = new AwsClient({
    accessKeyId: options.accessKeyId,
    secretAccessKey: options.secretAccessKey,
    region: options.region,
    service: "s3",
    retries: 2,
  });
  const bucketUrl = addressOf(options);
  const folder = options.prefix === undefined || options.prefix === "" ? "" : `${requireKey(options.prefix)}/`;
  const urlOf = (key: string): string => `${bucketUrl}/${folder}${requireKey(key)}`;

  async function request(method: string, url: string, init: RequestInit = {}): Promise<Response> {
    const response = await client.fetch(url, { method, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS), ...init });
    if (response.ok || (response.status === 404 && method !== "PUT")) return response;
    await response.body?.cancel();
    throw new Error(`the media store answered ${response.status} to ${method}`);
  }

  async function remove(url: string): Promise<void> {
    const response = await request("DELETE", url);
    await response.body?.cancel();
  }

  return {
    async put(key, path, facts) {
      const url = urlOf(key);
      await requireContent(path, facts);
      // A blob over the file: its length is known, which S3 demands, and it is read as it is sent.
      const body = await openAsBlob(path, { type: facts.mimetype });
      const headers = { "x-amz-content-sha256": facts.sha256.toLowerCase(), "content-type": facts.mimetype };
      const response = await request("PUT", url, { body, headers });
      await response.body?.cancel();
    },
    async open(key) {
      const response = await request("GET", urlOf(key), { signal: null });
      if (response.status === 404) {
        await response.body?.cancel();
        return null;
      }
      return response.body === null ? Readable.from([]) : Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
    },
    async url(key, seconds = 3600) {
      const signed = await client.sign(`${urlOf(key)}?X-Amz-Expires=${seconds}`, { aws: { signQuery: true } });
      return signed.url;
    },
    delete: async (key) => remove(urlOf(key)),
    async deleteAll(prefix) {
      const query = new URLSearchParams({ "list-type": "2", prefix: `${folder}${requireKey(prefix)}/` });
      for (;;) {
        // Always the first page: what was on it is gone by the next turn.
        const answer = await request("GET", `${bucketUrl}/?${query}`);
        const keys = [...(await answer.text()).matchAll(/<Key>([^<]+)<\/Key>/g)].map((match) => match[1] as string);
        if (answer.status === 404 || keys.length === 0) return;
        for (let at = 0; at < keys.length; at += DELETES_AT_A_TIME) {
          await Promise.all(keys.slice(at, at + DELETES_AT_A_TIME).map((key) => remove(`${bucketUrl}/${key}`)));
        }
      }
    },
  };
}

function addressOf({ endpoint, bucket, forcePathStyle = false }: S3StoreOptions): string {
  const url = new URL(endpoint);
  if (forcePathStyle) url.pathname = `${url.pathname.replace(/\/$/, "")}/${bucket}`;
  else url.hostname = `${bucket}.${url.hostname}`;
  return url.href.replace(/\/$/, "");
}
