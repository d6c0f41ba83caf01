// The browser answers as the command line does: the same hits in the same order, the same snippets, the same counts.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

import { startChromium } from "./chromium.mjs";
import { someQueries, writeMany } from "./many.mjs";
import { searchNatively, servePlainly } from "./site.mjs";

const SORTS = ["relevance", "relevance", "date", "duration"];
const TODAY = new Date().toISOString().slice(0, 10);

let chromium, folder, site;

before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "whybook-many-"));
  writeMany(folder);
  [chromium, site] = await Promise.all([startChromium(), servePlainly({ content: folder })]);
});

after(async () => {
  await chromium?.close();
  site?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Asks the engine of the page's own worker. Runs in the page. */
function ask({ queries, sorts, today }) {
  const { worker: script, engine, index } = document.getElementById("wb-search").dataset;
  const absolute = (address) => new URL(address, location.href).href;
  const worker = new Worker(absolute(script));
  worker.postMessage({ type: "open", engine: absolute(engine), index: absolute(index) });
  const answers = [];
  return new Promise((resolve, reject) => {
    const next = () => {
      const id = answers.length;
      if (id === queries.length) return resolve(answers);
      const search = { query: queries[id], sort: sorts[id % sorts.length], offset: 0, limit: 10, today, facets: true };
      worker.postMessage({ type: "search", id, ...search });
    };
    worker.addEventListener("error", (event) => reject(new Error(event.message)));
    worker.addEventListener("message", ({ data }) => {
      if (data.type === "failed") reject(new Error(`${data.reason}: ${data.message}`));
      if (data.type === "ready") next();
      if (data.type !== "results" && data.type !== "refused") return;
      answers.push(data.results ?? data.error);
      next();
    });
  });
}

/** Without what only one of the two gives, and what differs in its last digits. */
function comparable(results) {
  for (const hit of results.hits ?? []) {
    delete hit.score;
    for (const cause of hit.causes) delete cause.label;
  }
  return results;
}

test("two hundred queries of every kind are answered as on the command line", async () => {
  const queries = someQueries(200);
  const page = await chromium.newPage();
  await page.goto(`${site.home}search/`);
  const answers = await page.evaluate(ask, { queries, sorts: SORTS, today: TODAY });
  const found = answers.filter((answer) => answer.total > 0).length;
  assert.ok(found > 150, `only ${found} queries find anything`);
  const faults = [];
  for (const [at, query] of queries.entries()) {
    const native = searchNatively(site.index, query, SORTS[at % SORTS.length]);
    try {
      assert.deepEqual(comparable(answers[at]), comparable(native));
    } catch (error) {
      faults.push(`${query}: ${error.message.slice(0, 400)}`);
    }
  }
  assert.equal(faults.length, 0, `${faults.length} of ${queries.length} differ:\n${faults.slice(0, 5).join("\n")}`);
});
