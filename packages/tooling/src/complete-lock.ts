import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { completedLock, missingPackages, readLock } from "./lock/lock-file.ts";
import { repositoryRoot } from "./repository.ts";

// `npm run complete-lock`, after an `npm install` that changed the lock: adds the entries of other platforms' packages.
const path = join(repositoryRoot, "package-lock.json");
const lock = readLock(readFileSync(path, "utf8"));
const missing = missingPackages(lock);
if (missing.length > 0) writeFileSync(path, `${JSON.stringify(completedLock(lock), null, 2)}\n`);
console.log(`package-lock.json: ${missing.length} platform packages added`);
