import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectClient } from "../../testing/baileys-client.ts";
import { startTestSandbox } from "../../testing/start.ts";

let data: string;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "waxwing-sandbox-"));
});

afterEach(() => rm(data, { recursive: true }));

test("a client that was linked before a restart of the sandbox logs in after it, with its keys still there", async () => {
  const before = await startTestSandbox({ data });
  const client = await connectClient(before, { phone: "5511988887777", name: "Ana" });
  const stranger = await connectClient(before, { phone: "5511977776666" });
  const bundle = before.world.keyServer.takeBundle(client.address);
  const left = before.world.keyServer.count(client.address);
  before.world.devices.ban(stranger.account);
  await client.close();
  await stranger.close();
  await before.close();

  const after = await startTestSandbox({ data });
  try {
    const again = await connectClient(after, { phone: "5511988887777", auth: client.auth });
    expect(again.ends).toEqual([]);
    expect(again.complaints()).toEqual([]);
    expect(again.account.name).toBe("Ana");
    expect(after.rootKey).toEqual(before.rootKey);
    expect(after.world.keyServer.count(again.address)).toBe(left);
    const next = after.world.keyServer.takeBundle(again.address);
    expect(next?.identityKey).toEqual(bundle?.identityKey);
    expect(next?.preKey?.id).toBe((bundle?.preKey?.id ?? 0) + 1);
    await again.close();
    await expect(connectClient(after, { phone: "5511977776666", auth: stranger.auth })).rejects.toThrow("403");
  } finally {
    await after.close();
  }
});
