// The search page writes durations as all other pages do: src/terms.rs is tested against the same file.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");

test("a duration reads the same as on other pages", () => {
  const script = read("../../themes/default/static/search-view.js");
  const { duration } = vm.runInNewContext(`${script}; searchView`);
  const durations = JSON.parse(read("../durations.json"));
  const written = Object.keys(durations).map((minutes) => [minutes, duration(Number(minutes))]);
  assert.deepEqual(Object.fromEntries(written), durations);
});
