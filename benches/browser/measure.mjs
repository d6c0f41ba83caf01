// Measures searches in headless Chromium: `npm run measure -- SITE…`, each a folder that `whybook build` wrote. With
// --pagefind, Pagefind indexes the same incidents and answers the same queries. Prints a table of medians.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { startChromium } from "../../tests/browser/chromium.mjs";
import { Host } from "./host.mjs";

// What somebody on call would ask of the generated incidents; each is once the first of a visit, the next one the second.
const QUERIES = [
  "certificate expired", "connection timeout", "memory leak worker", "disk log volume", "packet loss zones",
  "checkout latency", "retried without backing off", "service:payments timeout", "cause:dns", "\"wrong record\"",
];
const LATENCIES = [0, 50];
/** As many incidents as the search page shows at first. */
const SHOWN = 6;
const HERE = path.dirname(fileURLToPath(import.meta.url));

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Types a query and presses Enter; milliseconds until the incidents are drawn. Runs in the page. */
function askWhybook(query) {
  const [form, field, results] = ["search", "query", "results"].map((name) => document.getElementById(`wb-${name}`));
  const begun = performance.now();
  field.focus();
  field.value = query;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  form.requestSubmit();
  return new Promise((resolve, reject) => {
    const look = () => {
      const trouble = document.getElementById("wb-trouble").textContent.trim();
      if (trouble) reject(new Error(trouble));
      else if (results.ariaBusy === "false") resolve(performance.now() - begun);
      else return false;
      return true;
    };
    const watcher = new MutationObserver(() => look() && watcher.disconnect());
    watcher.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  });
}

/** The same of Pagefind: until what the page would draw has come. */
async function askPagefind({ query, shown }) {
  const begun = performance.now();
  const pagefind = await import("/pagefind/pagefind.js");
  const found = await pagefind.search(query);
  await Promise.all(found.results.slice(0, shown).map((result) => result.data()));
  return performance.now() - begun;
}

const SEARCHES = {
  whybook: { address: "search/", ask: (page, query) => page.evaluate(askWhybook, query) },
  pagefind: {
    address: "pagefind.html",
    ask: (page, query) => page.evaluate(askPagefind, { query, shown: SHOWN }),
  },
};

/** One reader: a first search ever, a further one, and the first of the next visit. */
async function visit(chromium, host, search, at) {
  const context = await chromium.newContext();
  const page = await context.newPage();
  const costs = {};
  const measured = async (name, query) => {
    host.reset();
    const time = await search.ask(page, query);
    await page.waitForLoadState("networkidle");
    costs[name] = { time, bytes: host.bytes, requests: host.requests };
  };
  const query = (step) => QUERIES[(at + step) % QUERIES.length];
  await page.goto(host.home + search.address, { waitUntil: "networkidle" });
  await measured("first", query(0));
  await measured("further", query(1));
  await page.goto("about:blank");
  await page.goto(host.home + search.address, { waitUntil: "networkidle" });
  await measured("returning", query(2));
  await context.close();
  return costs;
}

function indexWithPagefind(site) {
  if (existsSync(path.join(site, "pagefind"))) return;
  const args = ["pagefind", "--site", site, "--glob", "incidents/*/index.html"];
  const made = spawnSync("npx", args, { cwd: HERE, encoding: "utf8" });
  if (made.status !== 0) throw new Error(`pagefind failed:\n${made.stdout}${made.stderr}`);
}

async function measure(chromium, site, names) {
  const host = new Host(path.resolve(site));
  host.extra["/pagefind.html"] = "<!doctype html><title>Pagefind</title>";
  await host.start();
  for (const name of names) {
    if (name === "pagefind") indexWithPagefind(site);
    for (host.latency of LATENCIES) {
      const visits = [];
      for (const at of QUERIES.keys()) visits.push(await visit(chromium, host, SEARCHES[name], at));
      for (const kind of ["first", "further", "returning"]) {
        const cost = (unit) => median(visits.map((costs) => costs[kind][unit]));
        const most = Math.max(...visits.map((costs) => costs[kind].bytes));
        const cells = [path.basename(site), name, `${host.latency} ms`, kind, (cost("bytes") / 1000).toFixed(1),
          (most / 1000).toFixed(1), cost("requests"), cost("time").toFixed(0)];
        console.log(`| ${cells.join(" | ")} |`);
      }
    }
  }
  host.stop();
}

const sites = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const names = process.argv.includes("--pagefind") ? ["whybook", "pagefind"] : ["whybook"];
console.log("| site | search | latency | which | KB, median | KB, most | requests, median | ms, median |");
console.log("|---|---|--:|---|--:|--:|--:|--:|");
const chromium = await startChromium();
for (const site of sites) await measure(chromium, site, names);
await chromium.close();
