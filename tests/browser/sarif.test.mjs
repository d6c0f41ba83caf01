// What `whybook check --format sarif` prints is SARIF as its schema describes it.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

import Ajv from "ajv";
import addFormats from "ajv-formats";

import { whybook } from "./site.mjs";

const schema = createRequire(import.meta.url).resolve("schemastore/schemas/json/sarif-2.1.0.json");

let folder;
before(() => { folder = mkdtempSync(path.join(tmpdir(), "whybook-sarif-")); });
after(() => rmSync(folder, { recursive: true, force: true }));

test("the findings of a folder are valid SARIF 2.1.0", () => {
  writeFileSync(path.join(folder, "größe: 1 [a].md"), "---\ntitle: [\n---\n# Down\n\n[log](gone.md) ![](x.png)\n");
  writeFileSync(path.join(folder, "empty.md"), "");
  writeFileSync(path.join(folder, "misspelt.md"), "---\nsevrity: SEV-2\n---\n# Checkout was down\n");
  const ran = spawnSync(whybook(), ["check", folder, "--format", "sarif"], { encoding: "utf8" });
  assert.equal(ran.status, 1, ran.stderr);
  const log = JSON.parse(ran.stdout);
  assert.ok(log.runs[0].results.length >= 4, ran.stdout);
  assert.equal(log.runs[0].results.filter((result) => result.fixes).length, 1, ran.stdout);
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  const isValid = ajv.compile(JSON.parse(readFileSync(schema, "utf8")));
  assert.ok(isValid(log), JSON.stringify(isValid.errors, null, 1));
});
