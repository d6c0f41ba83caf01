// Two thousand incidents. The browser answers as the command line does: the same hits in the same order, the same
// snippets, the same counts; and a reader finds the way through them on both servers.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

import { startChromium } from "./chromium.mjs";
import { someQueries, writeMany } from "./many.mjs";
import { searchNatively, servePlainly, serveWithWhybook } from "./site.mjs";
import { openTab } from "./tab.mjs";

const SORTS = ["relevance", "relevance", "date", "duration"];
const TODAY = new Date().toISOString().slice(0, 10);

let chromium, folder, site, served;

before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "whybook-many-"));
  writeMany(folder);
  [chromium, site] = await Promise.all([startChromium(), servePlainly({ content: folder })]);
  served = await serveWithWhybook({ content: folder });
});

after(async () => {
  await chromium?.close();
  site?.stop();
  await served?.stop();
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

/** The scores; they may differ in their last digits, since logarithms do. */
const scores = (results) => (results.hits ?? []).map((hit) => hit.score);
const isNear = (one, other) => Math.abs(one - other) <= 1e-4 * Math.abs(one);

/** Without what only one of the two gives. */
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
    const near = scores(native).every((score, rank) => isNear(score, scores(answers[at])[rank]));
    if (!near) faults.push(`${query}: scores ${scores(answers[at])} for ${scores(native)}`);
    try {
      assert.deepEqual(comparable(answers[at]), comparable(native));
    } catch (error) {
      faults.push(`${query}: ${error.message.slice(0, 400)}`);
    }
  }
  assert.equal(faults.length, 0, `${faults.length} of ${queries.length} differ:\n${faults.slice(0, 5).join("\n")}`);
});

for (const [name, home] of [["a static host", () => site.home], ["whybook serve", () => served.home]]) {
  test(`a reader types, narrows down, reads an incident and comes back, on ${name}`, async () => {
    const page = await openTab(chromium);
    const noise = await page.visit(home(), "search/");
    const said = page.locator("#wb-status");
    await page.locator("#wb-query").pressSequentially("certificate timeout");
    await page.locator("#wb-query").press("Enter");
    await page.locator("#wb-hits .row").first().waitFor();
    const facet = page.locator("#wb-facets a").filter({ hasText: "payments" }).first();
    const count = Number((await facet.locator("xpath=..").textContent()).match(/(\d+)\s*$/)[1]);
    await facet.click();
    await page.waitForFunction((words) => document.getElementById("wb-status").textContent === words, `${count} incidents`);
    assert.match(decodeURIComponent(page.url()), /service:payments/);
    const found = await page.locator("#wb-hits .row-title").allTextContents();
    await page.locator("#wb-hits .row-title").first().click();
    await page.waitForURL(/incidents\//);
    assert.equal((await page.locator("h1").textContent()).trim(), found[0]);
    await page.goBack();
    await page.locator("#wb-hits .row").first().waitFor();
    assert.deepEqual(await page.locator("#wb-hits .row-title").allTextContents(), found);
    assert.match(await said.textContent(), /^\d+ incidents$/);
    assert.deepEqual(noise(), []);
    await page.context().close();
  });
}
