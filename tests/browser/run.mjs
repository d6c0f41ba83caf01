// Runs all test files, two at a time: `node --test` leaves one core free, which on a machine with two is one file at a time.

import { readdirSync } from "node:fs";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const files = readdirSync(here).filter((name) => name.endsWith(".test.mjs")).map((name) => here + name);
if (files.length === 0) throw new Error(`no test file in ${here}`);

run({ files, concurrency: 2 })
  .on("test:fail", () => { process.exitCode = 1; })
  .compose(new spec())
  .pipe(process.stdout);
