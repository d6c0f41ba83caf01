// Searches the sample site as a reader would: types, pastes, narrows down, follows a result and comes back, loses the
// connection. All of it on a plain static host below a path and on Whybook's own server.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import * as audit from "./audit.mjs";
import { startChromium } from "./chromium.mjs";
import { REPOSITORY, servePlainly, serveWithWhybook } from "./site.mjs";
import { openTab } from "./tab.mjs";

/** What the search needs beside its page: the worker, the engine and the index. */
const ENGINE = /search-worker|search-engine|\/search\/[^/?]+\//;
const INDEX = /\/search\/[^/?]+\//;
/** What is fetched for a query, and not before one. */
const PARTS = /\/search\/[^/?]+\/(?!opening)/;
const WORKER = /search-worker/;
const POOL = "incidents/2023-09-14-checkout-connection-pool/";
const HOSTS = { "a static host below a path": servePlainly, "whybook serve": serveWithWhybook };

let chromium;
before(async () => {
  chromium = await startChromium();
});
after(() => chromium?.close());

for (const [host, serve] of Object.entries(HOSTS)) {
  describe(`the search on ${host}`, { concurrency: 1 }, () => {
    let site;
    before(async () => {
      site = await serve();
    });
    after(() => site?.stop());
    const visit = (address, look, options) => visitSite(site.home, address, look, options);

    test("finds what is typed, and shows why", () => visit("search/", typing));
    test("loads nothing before the reader turns to it", () => visit("search/", loadsLate));
    test("knows a pasted error message of several lines", () => visit("search/", pasting));
    test("narrows down by a facet and widens again", () => visit("search/?q=checkout", narrowing));
    test("comes back to the same results from an incident", () => visit("search/?q=checkout", comingBack, { viewport: { width: 1440, height: 600 } }));
    test("is worked with the keyboard alone", () => visit("search/", keyboard));
    test("shows the place of a mistake, and the way out", () => visit("search/", mistake));
    test("offers a near spelling", () => visit("search/?q=chekout", nearSpelling));
    test("says what may help where nothing is found", () => visit("search/?q=xyzzyq", nothingFound));
    test("orders by date and by length, and the address says so", () => visit("search/?q=checkout", sorting));
    test("is an address that can be shared", () => visit("search/?q=%22connection+pool%22&sort=date", sharing));
    test("is reached from the header of every page", () => visit(POOL, headerBox));
    test("takes a long paste whole, which no host has to read", () => visit(POOL, longPaste));
    test("shows the answer to the last question, whichever comes last", () => visit("search/", outOfOrder));
    test("adds incidents to those of the same search only", () => visit("search/?q=checkout", moreMeanwhile));
    test("heeds no answer that comes too late", () => visit("search/", tooLate, { prepare: withOddWorker }));
    test("counts on demand, below as many incidents as are shown", () => visit("search/?q=many", counting, { prepare: withOddWorker }));
    test("makes a step of the history of each search that is meant", () => visit("search/?q=memory%20leak#wb-content", steps));
    test("asks what was typed last when the browser brings the page back", () => visit("search/?q=leak", broughtBack));
    test("keeps to where the reader looks who types while it loads", () => visit("search/?q=checkout", noJump, { viewport: { width: 1440, height: 400 } }));
    test("searches where the browser lets no more be written into the history", () => visit("search/", withoutHistory, { prepare: refuseHistory }));
    test("reads half of a character as one that is unknown", () => visit("search/", halfCharacter));
    test("runs the examples of its help", () => visit("search/", help));
    test("is sound, readable and fits in every state", () => visit("search/?q=checkout", sound));
    test("says when the site has been updated, and reloads the page", () => visit("search/", missingPart, { isNoisy: true }));
    test("says when the host fails, and tries again", () => visit("search/", failingHost, { isNoisy: true }));
    test("says when its worker is gone, and loads the page again", () => visit("search/", missingWorker, { isNoisy: true }));
    test("says when there is no connection, and tries again", () => visit("search/", offline, { isNoisy: true }));
    test("says when the engine breaks down, and starts it again", () => visit("search/", broken, { isNoisy: true }));
    test("says what an old browser lacks", () => visit("search/?q=dns", oldBrowser, { prepare: withoutWebAssembly }));
    test("says that it needs scripts", () => visit("search/?q=dns", withoutScripts, { javaScriptEnabled: false }));
  });
}

/** Opens a page, looks at it, and expects the console and the network panel to be as they should. */
async function visitSite(home, address, look, { prepare, isNoisy, ...options } = {}) {
  const page = await openTab(chromium, options);
  await prepare?.(page);
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  const noise = await page.visit(home, address);
  await look(page, { home, asked });
  const unexpected = noise().filter((line) => !isNoisy || line.startsWith("asks elsewhere"));
  assert.deepEqual(unexpected, []);
  await page.context().close();
}

const field = (page) => page.locator("#wb-query");
const hits = (page) => page.locator("#wb-hits .row");
const links = (page) => page.locator("#wb-hits .row-title");
const slugs = (page) => links(page).evaluateAll((all) => all.map((link) => link.href.split("/").at(-2)));
const said = (page) => page.locator("#wb-status").textContent();
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.getAttribute("href"));
const asksFor = (asked) => asked.filter((url) => ENGINE.test(url));

/** Waits until the page shows what it found for a query. */
async function answered(page, query) {
  await page.waitForFunction(
    (query) => document.title.startsWith(`${query} ·`) && document.getElementById("wb-results").getAttribute("aria-busy") === "false",
    query,
  );
  assert.equal(await page.locator("#wb-trouble").innerText(), "", `no trouble with ${query}`);
}

async function search(page, query) {
  await field(page).fill(query);
  await answered(page, query);
}

/** Pastes as a browser would, since the clipboard of a machine belongs to its user. */
async function pasteInto(input, text) {
  await input.focus();
  await input.evaluate((input, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text", text);
    input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

async function typing(page) {
  await field(page).pressSequentially("connection pool exhausted", { delay: 20 });
  await answered(page, "connection pool exhausted");
  const first = hits(page).first();
  assert.equal((await slugs(page))[0], "2023-09-14-checkout-connection-pool");
  assert.match(await first.innerText(), /2023-09-14[^]*checkout-api[^]*47 min|47 min[^]*checkout-api/);
  assert.ok((await first.locator("mark").allInnerTexts()).includes("pool"));
  assert.match(await first.innerText(), /Mitigation/);
  assert.equal(await first.locator(".cause.cat-capacity").getAttribute("href"), "../causes/resource-limit/");
  assert.match(await said(page), /^\d+ incidents$/);
  assert.match(page.url(), /\?q=connection\+pool\+exhausted$/);
}

async function loadsLate(page, { asked }) {
  assert.deepEqual(asksFor(asked), []);
  assert.match(await page.locator("#wb-start").innerText(), /Causes[^]*Services[^]*Years/);
  await field(page).focus();
  await search(page, "dns");
  assert.ok(asksFor(asked).some((url) => url.includes("search-engine")));
}

async function pasting(page) {
  const file = path.join(REPOSITORY, "content/2023/2023-09-14-checkout-connection-pool.md");
  const lines = readFileSync(file, "utf8").split("\n");
  const at = lines.findIndex((line) => line.includes("SQLTransientConnectionException"));
  assert.ok(at > 0, "the write-up shows the message");
  const message = lines.slice(at, at + 2);
  await pasteInto(field(page), message.join("\n"));
  const query = message.map((line) => line.trim()).join(" ");
  assert.equal(await field(page).inputValue(), query);
  await answered(page, query);
  assert.equal((await slugs(page))[0], "2023-09-14-checkout-connection-pool");
}

async function narrowing(page) {
  await answered(page, "checkout");
  const all = await said(page);
  const category = page.locator("#wb-facets .facet-value.cat-capacity");
  const count = await category.locator("xpath=../*[@class='number']").innerText();
  await category.click();
  await answered(page, "checkout category:capacity");
  assert.equal(await said(page), `${count} incidents`);
  assert.equal(await page.locator("#wb-count").innerText(), `${count} incidents`);
  assert.equal(await page.locator("#wb-facets .chosen.cat-capacity").count(), 1);
  assert.match(await page.locator("#wb-filters").innerText(), /category:capacity/);

  const service = page.locator("#wb-facets .facet-value", { hasText: "ledger-db" });
  await service.click();
  await answered(page, "checkout category:capacity service:ledger-db");
  assert.equal(await page.locator("#wb-filters a").count(), 2);
  await page.goBack();
  await answered(page, "checkout category:capacity");
  await page.locator("#wb-filters a").click();
  await answered(page, "checkout");
  assert.equal(await said(page), all);
  assert.equal(await page.locator("#wb-filters a").count(), 0);
  assert.equal(await focused(page), "wb-results", "the focus does not get lost with the filter");
}

async function comingBack(page) {
  await answered(page, "checkout");
  await page.locator("#wb-more").click();
  await page.waitForFunction(() => document.querySelectorAll("#wb-hits .row").length > 6);
  assert.match(await focused(page), /incidents/, "the first of the new incidents has the focus");
  const before = await slugs(page);
  await links(page).last().scrollIntoViewIfNeeded();
  const scrolled = await page.evaluate(() => window.scrollY);
  assert.ok(scrolled > 0);
  await links(page).last().click();
  await page.waitForURL(`**/incidents/${before.at(-1)}/`);
  await page.goBack();
  await answered(page, "checkout");
  assert.deepEqual(await slugs(page), before);
  assert.equal(await field(page).inputValue(), "checkout");
  const now = await page.evaluate(() => window.scrollY);
  assert.ok(Math.abs(now - scrolled) < 200, `scrolled to ${now}, not ${scrolled}`);
}

async function keyboard(page) {
  await page.keyboard.press("/");
  assert.equal(await focused(page), "wb-query");
  await page.keyboard.type("leak");
  await answered(page, "leak");
  await page.keyboard.type("/");
  assert.equal(await field(page).inputValue(), "leak/", "in the field it is a character");
  await page.keyboard.press("Backspace");
  await answered(page, "leak");
  const all = await links(page).evaluateAll((found) => found.map((link) => link.getAttribute("href")));
  assert.ok(all.length > 1);
  await page.keyboard.press("ArrowDown");
  assert.equal(await focused(page), all[0]);
  assert.ok((await page.evaluate(audit.focus)).isVisible);
  await page.keyboard.press("ArrowDown");
  assert.equal(await focused(page), all[1]);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  assert.equal(await focused(page), "wb-query");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  assert.equal(await field(page).inputValue(), "");
  assert.equal(await focused(page), "wb-query");
  assert.ok(await page.locator("#wb-start").isVisible());
  await page.keyboard.type("leak");
  await page.keyboard.press("Enter");
  await answered(page, "leak");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/${all[0].replace(/^[./]+/, "")}`);
}

async function mistake(page) {
  await search(page, "checkout");
  await field(page).fill("checkout date:2023-99");
  assert.equal(await page.locator("#wb-trouble .fault").innerText(), "2023-99");
  assert.equal(await page.locator("#wb-trouble pre").innerText(), "checkout date:2023-99");
  assert.match(await page.locator("#wb-trouble").innerText(), /is no date[^]*date:2023-03/);
  assert.match(await said(page), /is no date/);
  assert.equal(await page.locator("#wb-results").getAttribute("aria-busy"), "false");
  assert.equal(await page.locator(".search-found.dimmed").count(), 1);
  await pressMore(page);
  assert.match(await page.locator("#wb-trouble").innerText(), /is no date/, "there is no more of what is no query");
  await search(page, "checkout date:2023");
  assert.equal(await page.locator("#wb-trouble").innerText(), "");
  assert.equal(await page.locator(".search-found.dimmed").count(), 0);
  assert.ok((await slugs(page)).every((slug) => slug.startsWith("2023")));
}

async function nearSpelling(page) {
  await answered(page, "chekout");
  assert.match(await page.locator("#wb-notes").innerText(), /chekout occurs in no incident/);
  await page.locator("#wb-notes a").click();
  await answered(page, "checkout");
  assert.equal(await page.locator("#wb-notes li").count(), 0);
}

async function nothingFound(page) {
  await answered(page, "xyzzyq");
  assert.equal(await said(page), "No incidents found");
  assert.match(await page.locator("#wb-nothing").innerText(), /Suggestions:/);
  assert.ok(await page.locator("#wb-facets").isHidden());
}

async function sorting(page) {
  await answered(page, "checkout");
  const order = async (label, sort) => {
    await page.locator("#wb-sort a", { hasText: label }).click();
    await ordered(page, label);
    assert.equal(new URL(page.url()).searchParams.get("sort"), sort);
  };
  await order("Newest", "date");
  const days = await page.locator("#wb-hits time").allInnerTexts();
  assert.deepEqual(days, [...days].sort().reverse());
  await order("Longest", "duration");
  const minutes = (words) =>
    [...words.matchAll(/(\d+) (d|h|min)/g)].reduce((sum, [, number, unit]) => sum + number * { d: 1440, h: 60, min: 1 }[unit], 0);
  const lengths = (await page.locator("#wb-hits .row-length").allInnerTexts()).map(minutes);
  assert.deepEqual(lengths, [...lengths].sort((a, b) => b - a));
  await page.goBack();
  await ordered(page, "Newest");
  await order("Best match", null);
}

async function sharing(page, { home }) {
  await answered(page, '"connection pool"');
  assert.equal(await field(page).inputValue(), '"connection pool"');
  assert.equal(await page.locator("#wb-sort [aria-current]").innerText(), "Newest");
  const found = await slugs(page);
  assert.ok(found.length > 0);
  // What is written on the way is no step of the history; what is meant is.
  await field(page).focus();
  await page.keyboard.press("End");
  await page.keyboard.type(" -dns", { delay: 200 });
  await page.keyboard.press("Enter");
  await answered(page, '"connection pool" -dns');
  await page.goBack();
  await answered(page, '"connection pool"');
  assert.deepEqual(await slugs(page), found);
  const other = await page.context().newPage();
  await other.goto(`${home}search/?q=dns`);
  await answered(other, "dns");
  assert.equal(await field(other).inputValue(), "dns");
}

async function headerBox(page, { asked }) {
  assert.deepEqual(asksFor(asked), []);
  await page.keyboard.press("/");
  const box = page.locator(".search-box input");
  assert.ok(await box.evaluate((input) => input === document.activeElement));
  await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.includes("search-engine")));
  await box.fill("memory leak");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/search/?q=memory+leak");
  await answered(page, "memory leak");
  assert.ok((await hits(page).count()) > 0);
  assert.equal(await page.locator("input[type=search]").count(), 1, "one field on the search page");
}

async function longPaste(page, { asked }) {
  const lines = Array.from({ length: 600 }, (_, at) => `word${at} failed é`);
  const box = page.locator(".search-box input");
  await pasteInto(box, lines.join("\r\n"));
  const query = lines.join(" ");
  assert.equal(await box.inputValue(), query);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/search/**");
  await answered(page, query);
  assert.equal(await field(page).inputValue(), query);
  assert.ok((await hits(page).count()) > 0);
  await page.reload();
  await answered(page, query);
  await page.locator("#wb-sort a", { hasText: "Newest" }).click();
  await ordered(page, "Newest");
  await page.evaluate(() => document.querySelector(".skip").click());
  await page.reload();
  await ordered(page, "Newest");
  assert.equal(await field(page).inputValue(), query, "a jump within the page does not lose it");
  const longest = Math.max(...asked.map((url) => url.split("#")[0].length));
  assert.ok(longest < 2500, `an address of ${longest} characters is asked for`);
}

/** Holds back the parts of the index that are asked for. Later ones pass after `pass`, and all after `free`. */
async function hold(page) {
  const held = [];
  let isHolding = true;
  await page.context().route(PARTS, (route) => (isHolding ? held.push(route) : route.continue()));
  const pass = () => { isHolding = false; };
  const free = () => {
    pass();
    return Promise.all(held.map((route) => route.continue()));
  };
  return { pass, free, begun: () => page.waitForRequest(PARTS) };
}

async function outOfOrder(page) {
  await search(page, "dns");
  const found = await slugs(page);
  const parts = await hold(page);
  await Promise.all([parts.begun(), field(page).fill("checkout")]);
  parts.pass();
  await search(page, "dns");
  await parts.free();
  await page.waitForTimeout(300);
  assert.deepEqual(await slugs(page), found);
  assert.equal(await said(page), "1 incident");
  await search(page, "checkout");
  assert.ok((await hits(page).count()) > 1, "what was held back is there now");
}

/** Presses the button for more as a reader who does not heed that it is dimmed. */
const pressMore = (page) => page.locator("#wb-more").evaluate((button) => button.click());

async function moreMeanwhile(page) {
  await answered(page, "checkout");
  const parts = await hold(page);
  await Promise.all([parts.begun(), page.locator("#wb-sort a", { hasText: "Newest" }).click()]);
  assert.equal(await page.locator("#wb-more").getAttribute("aria-disabled"), "true");
  await pressMore(page);
  await parts.free();
  await ordered(page, "Newest");
  await page.waitForTimeout(200);
  assert.equal(await hits(page).count(), 6);
  await page.locator("#wb-more").click();
  await page.waitForFunction(() => document.querySelectorAll("#wb-hits .row").length > 6);
  const days = await page.locator("#wb-hits time").allInnerTexts();
  assert.deepEqual(days, [...days].sort().reverse());
  assert.equal(new Set(await slugs(page)).size, days.length, "no incident stands there twice");
}

/** Stands in for the engine: answers "slow" late and out of turn, and would have to load much to count. */
function oddWorker() {
  const hit = (at) => ({
    slug: `incident-${at}`, title: `Incident ${at}`, date: null, services: [], causes: [], duration_minutes: null,
    mitigation: null, snippet: { field: "text", text: "", marks: [] },
  });
  self.onmessage = ({ data }) => {
    if (data.type === "open") return self.postMessage({ type: "ready", incidents: 20, facetBytes: 1_234_567 });
    const total = { many: 20, none: 0 }[data.query] ?? 1;
    const shown = Math.max(0, Math.min(data.limit, total - data.offset));
    const hits = Array.from({ length: shown }, (_, at) => hit(data.offset + at));
    const facets = data.facets ? { year: [{ value: "2024", label: "2024", count: total, query: "date:2024", chosen: false }] } : null;
    const results = { total, hits, facets, filters: [], notes: [] };
    setTimeout(() => self.postMessage({ type: "results", id: data.id, results }), data.query === "slow" ? 400 : 0);
  };
}

function withOddWorker(page) {
  return page.context().route(WORKER, (route) => route.fulfill({ contentType: "text/javascript", body: `(${oddWorker})()` }));
}

async function tooLate(page) {
  await field(page).fill("slow");
  await page.keyboard.press("Enter");
  await search(page, "many");
  await page.waitForTimeout(600);
  assert.equal(await said(page), "20 incidents");
  assert.equal(await hits(page).count(), 6);
}

async function counting(page) {
  await answered(page, "many");
  await page.locator("#wb-more").click();
  await page.waitForFunction(() => document.querySelectorAll("#wb-hits .row").length === 12);
  const button = page.locator("#wb-facets button");
  assert.match(await button.innerText(), /about 1\.2\sMB/);
  await search(page, "none");
  assert.ok(await page.locator("#wb-facets").isHidden(), "of nothing there is nothing to count");
  await search(page, "many");
  await page.locator("#wb-more").click();
  await page.waitForFunction(() => document.querySelectorAll("#wb-hits .row").length === 12);
  await button.click();
  await page.locator("#wb-facets .facet-value").waitFor();
  assert.equal(await hits(page).count(), 12);
}

const ordered = (page, label) =>
  page.waitForFunction((label) => document.querySelector("#wb-sort [aria-current]")?.textContent === label, label);

async function steps(page) {
  await answered(page, "memory leak");
  const length = () => page.evaluate(() => history.length);
  const [begun, found] = [await length(), await slugs(page)];
  await field(page).focus();
  await page.keyboard.press("Enter");
  await search(page, "memory leak x");
  await field(page).fill("memory leak");
  await page.keyboard.press("Enter");
  await answered(page, "memory leak");
  assert.equal(await length(), begun, "the same search is no further step");
  assert.match(page.url(), /\?q=memory\+leak$/);
  await search(page, "dns");
  await page.keyboard.press("Enter");
  await search(page, "dns x");
  await search(page, "memory leak");
  await page.goBack();
  await answered(page, "memory leak");
  await search(page, "checkout");
  await page.keyboard.press("Enter");
  assert.equal(await length(), begun + 1, "what was ahead is gone");
  await page.goBack();
  await answered(page, "memory leak");
  assert.equal(await field(page).inputValue(), "memory leak");
  assert.deepEqual(await slugs(page), found);
  await page.goForward();
  await answered(page, "checkout");
  assert.equal(await field(page).inputValue(), "checkout");
  assert.ok((await hits(page).count()) > found.length);
}

async function broughtBack(page) {
  await answered(page, "leak");
  // Left before the reader has rested, as a browser does that keeps pages; this one is told to keep none.
  await field(page).evaluate((input) => {
    input.value = "dns";
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    for (const type of ["pagehide", "pageshow"]) window.dispatchEvent(new PageTransitionEvent(type, { persisted: true }));
  });
  await answered(page, "dns");
  assert.equal(await said(page), "1 incident");
  await page.waitForURL("**/?q=dns");
}

async function noJump(page) {
  await answered(page, "checkout");
  await links(page).last().scrollIntoViewIfNeeded();
  await page.waitForFunction(() => history.state?.scroll > 0);
  await page.context().route(PARTS, async (route) => {
    await page.waitForTimeout(300);
    await route.continue();
  });
  await page.reload();
  await search(page, "leak");
  assert.equal(await page.evaluate(() => window.scrollY), 0);
}

function refuseHistory(page) {
  return page.addInitScript(() => {
    const refuse = () => { throw new DOMException("more than 100 times per 30 seconds", "SecurityError"); };
    Object.assign(History.prototype, { pushState: refuse, replaceState: refuse });
  });
}

async function withoutHistory(page) {
  await search(page, "dns");
  assert.equal(await said(page), "1 incident");
  await field(page).fill("leak");
  await page.keyboard.press("Enter");
  await answered(page, "leak");
  await page.locator("#wb-sort a", { hasText: "Newest" }).click();
  await ordered(page, "Newest");
}

async function halfCharacter(page) {
  await field(page).evaluate((input) => {
    input.value = "dns \ud83d";
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
  await answered(page, "dns \ufffd");
  assert.equal(await page.locator("#wb-trouble").innerText(), "");
}

async function help(page) {
  await page.locator(".search-help summary").click();
  const examples = await page.locator(".search-help a").evaluateAll((all) => all.map((link) => [link.textContent, link.href]));
  assert.ok(examples.length > 10);
  for (const [query, address] of examples) assert.equal(new URL(address).searchParams.get("q"), query);
  await page.locator(".search-help a", { hasText: "cause:dns" }).click();
  await answered(page, "cause:dns");
  assert.deepEqual(await slugs(page), ["2025-04-08-names-that-did-not-resolve"]);
}

async function sound(page) {
  await answered(page, "checkout");
  const faults = [];
  const look = async (state) => {
    // Results that were waiting come back from half their strength.
    await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
    for (const [scheme, paper] of Object.entries({ light: [255, 255, 255], dark: [18, 18, 18] })) {
      await page.emulateMedia({ colorScheme: scheme });
      for (const width of [390, 820, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        const found = [
          ...(await page.evaluate(audit.structure)),
          ...(await page.evaluate(audit.width)),
          ...(await page.evaluate(audit.text, { smallest: 11, contrast: 4.5, paper })),
        ];
        faults.push(...found.map((fault) => `${state} ${scheme} ${width}: ${fault}`));
      }
    }
  };
  await look("results");
  await page.setViewportSize({ width: 390, height: 844 });
  // On a phone the facets are closed; the page closes them when it hears of the new width.
  await page.locator("#wb-facets nav").waitFor({ state: "hidden" });
  await page.locator("#wb-facets summary").click();
  await page.locator("#wb-facets .facet-value", { hasText: "ledger-db" }).click();
  await answered(page, "checkout service:ledger-db");
  await look("filters");
  await search(page, "xyzzyq");
  await look("nothing");
  await page.goto(`${page.url().split("?")[0]}?q=date%3A2023-99`);
  await page.locator("#wb-trouble .fault").waitFor();
  await look("mistake");
  assert.deepEqual(faults, []);
}

/** Expects words and buttons, takes the hindrance away, and expects the last button to lead to results. */
async function recovers(page, words, buttons, mend) {
  const trouble = page.locator("#wb-trouble");
  await trouble.locator("button").last().waitFor();
  assert.deepEqual(await trouble.locator("button").allInnerTexts(), buttons);
  assert.match(await trouble.innerText(), words);
  assert.match(await said(page), words);
  await mend();
  await trouble.locator("button").last().click();
  await answered(page, "dns");
  assert.ok((await hits(page).count()) > 0);
  assert.equal(await trouble.innerText(), "");
}

/** Answers all that matches with a status, until the answer is called. */
async function answerWith(page, matching, status) {
  await page.context().route(matching, (route) => route.fulfill({ status, body: "not here" }));
  return () => page.context().unroute(matching);
}

async function missingPart(page) {
  const mend = await answerWith(page, INDEX, 404);
  await field(page).fill("dns");
  await recovers(page, /site has been updated/, ["Reload"], mend);
}

async function failingHost(page) {
  const mend = await answerWith(page, INDEX, 503);
  await field(page).fill("dns");
  await recovers(page, /Search failed/, ["Retry"], mend);
}

async function missingWorker(page) {
  const mend = await answerWith(page, WORKER, 404);
  await field(page).fill("dns");
  await recovers(page, /could not be loaded[^]*been updated/, ["Retry", "Reload"], mend);
}

async function offline(page) {
  await page.context().setOffline(true);
  await field(page).fill("dns");
  await recovers(page, /no network connection/, ["Retry"], () => page.context().setOffline(false));
}

async function broken(page) {
  await page.context().route(WORKER, (route) => route.fulfill({ contentType: "text/javascript", body: "throw new Error('no')" }));
  await field(page).fill("dns");
  await recovers(page, /Search failed/, ["Retry"], () => page.context().unroute(WORKER));
}

async function withoutWebAssembly(page) {
  await page.addInitScript(() => {
    delete window.WebAssembly;
  });
}

async function oldBrowser(page, { asked }) {
  assert.match(await page.locator("#wb-unable").innerText(), /no WebAssembly[^]*browsed/);
  assert.ok(await field(page).isHidden());
  assert.deepEqual(asksFor(asked), []);
  await page.locator("#wb-unable a", { hasText: "cause" }).click();
  await page.waitForURL("**/causes/");
}

async function withoutScripts(page, { home }) {
  assert.match(await page.locator("main").innerText(), /needs JavaScript[^]*Services[^]*Years/);
  assert.ok(await field(page).isHidden());
  await page.goto(home);
  assert.ok(await page.locator(".search-box").isHidden());
}
