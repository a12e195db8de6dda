import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const program = `
  import libsignal from "libsignal";
  import cipher from "libsignal/src/session_cipher.js";
  import { silenceLibsignal } from ${JSON.stringify(new URL("./silence-libsignal.ts", import.meta.url).href)};
  if (process.argv[1] === "silent") { silenceLibsignal(); silenceLibsignal(); }
  const session = { indexInfo: { closed: -1 }, currentRatchet: { rootKey: Buffer.from("SECRET") } };
  const record = new libsignal.SessionRecord();
  record.closeSession(session);
  record.closeSession(session);
  record.openSession(session);
  await new libsignal.SessionCipher({}, new libsignal.ProtocolAddress("1", 0))
    .decryptWithSessions(Buffer.alloc(20), [session]).catch(() => {});
  console.error("found:", session);
  console.log("printed by somebody else", 1, { a: 2 });
  console.warn("Session of a user began");
`;

function output(mode: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program, mode], {
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    encoding: "utf8",
  });
  return stdout + stderr;
}

test("nothing of a session reaches the console, and everything else does", () => {
  const loud = output("loud");
  expect(loud).toContain("Closing session:");
  expect(loud).toContain("rootKey");
  expect(loud).toContain("Session error:");
  expect(output("silent").trim().split("\n").sort()).toEqual([
    "Session of a user began",
    "printed by somebody else 1 { a: 2 }",
  ]);
});
