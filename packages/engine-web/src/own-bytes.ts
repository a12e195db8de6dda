/**
 * A copy of bytes in memory of its own, for what is kept. A small Buffer is a window on a pool of 64 KB, shared with
 * whatever was made around the same time; whoever keeps it, or a part of it, keeps the pool.
 */
export function ownBytes(bytes: Uint8Array): Buffer<ArrayBuffer> {
  return Buffer.from(Uint8Array.from(bytes).buffer);
}
