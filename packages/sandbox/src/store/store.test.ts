import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Store } from "./store.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "waxwing-store-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

interface Person {
  name: string;
  key?: Buffer;
}

describe("a store on a directory", () => {
  it("gives back records, changed records and bytes after a restart, in their order", async () => {
    const store = await Store.open(directory);
    const people = store.collection<Person>("people");
    people.set("b", { name: "Bia", key: Buffer.from([1, 2, 255]) });
    people.set("a", { name: "Ana" });
    people.set("c", { name: "Caio" });
    await store.flush();
    const ana = people.get("a");
    if (ana !== undefined) ana.name = "Ana Maria";
    people.touch("a");
    people.delete("c");
    await store.close();

    const again = await Store.open(directory);
    expect([...again.collection<Person>("people").entries()]).toEqual([
      ["b", { name: "Bia", key: Buffer.from([1, 2, 255]) }],
      ["a", { name: "Ana Maria" }],
    ]);
    await again.close();
  });

  it("keeps what was flushed when the process ends without closing, and drops half a line", async () => {
    const store = await Store.open(directory);
    store.collection<Person>("people").set("a", { name: "Ana" });
    await store.flush();
    await appendFile(join(directory, "state.jsonl"), '["people","b",{"na');
    await rm(join(directory, "sandbox.pid"));

    const again = await Store.open(directory);
    expect([...again.collection<Person>("people").entries()]).toEqual([["a", { name: "Ana" }]]);
    again.collection<Person>("people").set("c", { name: "Caio" });
    await again.close();
    const third = await Store.open(directory);
    expect([...third.collection<Person>("people").values()].map(({ name }) => name)).toEqual(["Ana", "Caio"]);
    await third.close();
    await store.close();
  });

  it("forgets the history of a record at the next start", async () => {
    const store = await Store.open(directory);
    const people = store.collection<Person>("people");
    for (const name of ["Ana", "Bia", "Caio"]) {
      people.set("a", { name });
      await store.flush();
    }
    await store.close();
    expect((await readFile(join(directory, "state.jsonl"), "utf8")).trim().split("\n")).toHaveLength(3);
    await (await Store.open(directory)).close();
    expect(await readFile(join(directory, "state.jsonl"), "utf8")).toBe('["people","a",{"name":"Caio"}]\n');
  });

  it("says of a record that cannot be written, and keeps the others", async () => {
    const store = await Store.open(directory);
    const records = store.collection<unknown>("records");
    records.set("good", { amount: 1 });
    records.set("bad", { amount: 1n });
    records.set("better", { amount: 2 });
    await expect(store.flush()).rejects.toThrow("could not be written");
    await expect(store.close()).rejects.toThrow("could not be written");

    const again = await Store.open(directory);
    expect([...again.collection("records").entries()]).toEqual([
      ["good", { amount: 1 }],
      ["better", { amount: 2 }],
    ]);
    await again.close();
  });

  it("reads lines of any length, wherever the pieces of the file end", async () => {
    const store = await Store.open(directory);
    const names = [200_000, 3, 65_535, 65_536, 100_000].map((length) => "ã".repeat(length));
    for (const [index, name] of names.entries()) store.collection<Person>("people").set(String(index), { name });
    await store.close();
    const again = await Store.open(directory);
    expect([...again.collection<Person>("people").values()].map(({ name }) => name)).toEqual(names);
    await again.close();
  });

  it("forgets all but the named collections, and what their former holders still write", async () => {
    const store = await Store.open(directory);
    store.collection<Person>("people").set("a", { name: "Ana" });
    store.collection("keys").set("k", 1);
    await store.close();

    const again = await Store.open(directory);
    const former = again.collection<Person>("people");
    again.reset(["keys"]);
    former.set("b", { name: "Bia" });
    expect(again.collection("people").size).toBe(0);
    await again.close();
    const third = await Store.open(directory);
    expect(third.collection("people").size).toBe(0);
    expect(third.collection("keys").get("k")).toBe(1);
    await third.close();
  });

  it("takes a directory that was left by a process with this one's id, as in a container that was restarted", async () => {
    await writeFile(join(directory, "sandbox.pid"), String(process.pid));
    const store = await Store.open(directory);
    await expect(Store.open(`${directory}/.`)).rejects.toThrow(`process ${process.pid}`);
    await store.close();
  });

  it("refuses a directory that a running sandbox has, and takes one whose owner is gone", async () => {
    const store = await Store.open(directory);
    await expect(Store.open(directory)).rejects.toThrow(`process ${process.pid}`);
    await store.close();
    // A process that is gone; the id of this one, and of one that runs, from an earlier life of the machine.
    for (const mark of ["4194304999", String(process.pid), `${process.pid} 1`, `${process.ppid} 1`]) {
      await writeFile(join(directory, "sandbox.pid"), mark);
      await (await Store.open(directory)).close();
    }
    // A process that runs, on a system that does not tell since when.
    await writeFile(join(directory, "sandbox.pid"), String(process.ppid));
    await expect(Store.open(directory)).rejects.toThrow(`process ${process.ppid}`);
  });

  it("refuses a journal that is damaged before its end, and leaves it as it is", async () => {
    const damaged = '["people","a",{"name":\n["people","b",{"name":"Bia"}]\n';
    await writeFile(join(directory, "state.jsonl"), damaged);
    await expect(Store.open(directory)).rejects.toThrow("damaged in line 1");
    expect(await readFile(join(directory, "state.jsonl"), "utf8")).toBe(damaged);
  });
});

describe("a store in memory", () => {
  it("keeps records for as long as it lives", () => {
    const store = Store.inMemory();
    store.collection<Person>("people").set("a", { name: "Ana" });
    expect(store.collection<Person>("people").get("a")).toEqual({ name: "Ana" });
    store.collection("people").clear();
    expect(store.collection("people").size).toBe(0);
  });
});
