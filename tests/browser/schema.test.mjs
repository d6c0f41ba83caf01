// The JSON Schemas that Whybook prints and publishes hold for what it reads and writes, and refuse mistakes.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";

import { REPOSITORY, whybook } from "./site.mjs";

let folder;
before(() => { folder = mkdtempSync(path.join(tmpdir(), "whybook-schema-")); });
after(() => rmSync(folder, { recursive: true, force: true }));

function run(cwd, ...args) {
  const ran = spawnSync(whybook(), args, { cwd, encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(ran.status, 0, ran.stderr);
  return ran.stdout;
}

/** What validates a value, and says why not. */
function validator(schema) {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  const isValid = ajv.compile(JSON.parse(schema));
  return (value) => (isValid(value) ? [] : isValid.errors.map((error) => `${error.instancePath} ${error.message}`));
}

/** The front matter of each file of a folder that has some. */
function frontMatter(content) {
  const files = readdirSync(content, { recursive: true }).map((name) => path.join(content, name));
  const texts = files.filter((file) => file.endsWith(".md")).map((file) => [file, readFileSync(file, "utf8")]);
  return texts.flatMap(([file, text]) => {
    const [, yaml] = text.match(/^---\n(.*?)\n---\n/s) ?? [];
    const [, toml] = text.match(/^\+\+\+\n(.*?)\n\+\+\+\n/s) ?? [];
    if (yaml !== undefined) return [[file, parseYaml(yaml)]];
    return toml === undefined ? [] : [[file, JSON.parse(JSON.stringify(parseToml(toml)))]];
  });
}

test("front matter of the samples and of all templates is valid, and mistakes are not", () => {
  const site = path.join(folder, "site");
  mkdirSync(site);
  run(site, "init");
  for (const template of ["atlassian", "five-sections", "google-sre", "pagerduty"]) {
    run(site, "new", `Down in the manner of ${template}`, "--template", template, "--service", "checkout", "--severity", "SEV-2");
  }
  const found = [...frontMatter(path.join(REPOSITORY, "content")), ...frontMatter(path.join(site, "content"))];
  assert.ok(found.length > 12, `${found.length} files`);
  const mistakes = validator(run(REPOSITORY, "schema", "front-matter"));
  for (const [file, value] of found) assert.deepEqual(mistakes(value), [], file);
  for (const wrong of [
    { status: "finished-ish" }, { date: "soon" }, { start: "this morning" }, { duration: 90 }, { kind: ["incident"] },
    { impact: { percent: 170 } }, { causes: [{ role: "cause" }] }, { actions: [{ text: "Add an alert", status: "perhaps" }] },
  ]) {
    assert.notDeepEqual(mistakes(wrong), [], JSON.stringify(wrong));
  }
});

test("whybook.toml of the sample, of `init` and of the guide is valid, and mistakes are not", () => {
  const site = path.join(folder, "settings");
  mkdirSync(site);
  run(site, "init");
  const mistakes = validator(run(site, "schema", "config"));
  const settings = (file) => readFileSync(file, "utf8");
  const [, guide] = settings(path.join(REPOSITORY, "docs/configuration.md")).match(/```toml\n(title = .*?)```/s);
  for (const text of [settings(path.join(REPOSITORY, "whybook.toml")), settings(path.join(site, "whybook.toml")), guide]) {
    assert.deepEqual(mistakes(parseToml(text)), [], text);
    // What is commented out is an example to be taken.
    assert.deepEqual(mistakes(parseToml(text.replaceAll(/^# (\[?[a-z_.A-Z]+(\]| = ).*)$/gm, "$1"))), [], text);
  }
  assert.deepEqual(mistakes(parseToml('[[services]]\nname = "Checkout"\n[per_file_rules."2019/**"]\nno-timeline = "off"\n')), []);
  for (const wrong of [
    'titel = "Shop"', "split = 1", 'publish = "everything"', '[rules]\nno-timeline = "loud"', '[rules]\nno-such-rule = "off"',
    '[services.Checkout]\naliases = "till"', '[[services]]\nteam = "Payments"', '[language.headings]\nmoral = ["The moral"]',
  ]) {
    assert.notDeepEqual(mistakes(parseToml(wrong)), [], wrong);
  }
});

test("incidents.json is what the schema beside it describes, and so is what `explain` prints", () => {
  const out = path.join(folder, "public");
  run(REPOSITORY, "build", "--quiet", "--out", out, "--index", path.join(folder, "index"));
  const published = JSON.parse(readFileSync(path.join(out, "incidents.json"), "utf8"));
  const schema = readFileSync(path.join(out, published.$schema), "utf8");
  const mistakes = validator(schema);
  assert.deepEqual(mistakes(published), []);
  const [first] = published.incidents;
  for (const wrong of [{ ...first, kind: "disaster" }, { ...first, start: "10:00" }, { ...first, path: undefined }]) {
    assert.notDeepEqual(mistakes(JSON.parse(JSON.stringify({ incidents: [wrong] }))), []);
  }
  const ofRecord = validator(run(REPOSITORY, "schema", "record"));
  const printed = run(REPOSITORY, "explain", "content", "--format", "jsonl").trim().split("\n");
  assert.ok(printed.length > 20);
  for (const line of printed) assert.deepEqual(ofRecord(JSON.parse(line)), []);
});
