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
    test("runs the examples of its help", () => visit("search/", help));
    test("is sound, readable and fits in every state", () => visit("search/?q=checkout", sound));
    test("says when a part of the index is missing, and tries again", () => visit("search/", missingPart, { isNoisy: true }));
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
async function paste(page, text) {
  await field(page).focus();
  await field(page).evaluate((input, text) => {
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
  assert.match(await first.innerText(), /Stopped by/);
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
  await paste(page, message.join("\n"));
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
  await page.waitForFunction(() => document.querySelectorAll("#wb-hits .row").length > 8);
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
  await search(page, "checkout date:2023");
  assert.equal(await page.locator("#wb-trouble").innerText(), "");
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
  assert.equal(await said(page), "No incident found");
  assert.match(await page.locator("#wb-nothing").innerText(), /What may help/);
  assert.ok(await page.locator("#wb-facets").isHidden());
}

async function sorting(page) {
  await answered(page, "checkout");
  const order = async (label, sort) => {
    await page.locator("#wb-sort a", { hasText: label }).click();
    await page.waitForFunction((label) => document.querySelector("#wb-sort [aria-current]")?.textContent === label, label);
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
  await page.waitForFunction(() => document.querySelector("#wb-sort [aria-current]")?.textContent === "Newest");
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
  assert.equal(await page.locator("#wb-facets nav").isVisible(), false, "on a phone the facets are closed");
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

/** Expects words and a button, takes the hindrance away, and expects the button to lead to results. */
async function recovers(page, words, mend) {
  const trouble = page.locator("#wb-trouble");
  await trouble.locator("button").waitFor();
  assert.match(await trouble.innerText(), words);
  assert.match(await said(page), words);
  await mend();
  await trouble.locator("button").click();
  await answered(page, "dns");
  assert.ok((await hits(page).count()) > 0);
  assert.equal(await trouble.innerText(), "");
}

async function missingPart(page) {
  await page.context().route(INDEX, (route) => route.fulfill({ status: 404, body: "not here" }));
  await field(page).fill("dns");
  await recovers(page, /built anew|stopped working|no connection/, () => page.context().unroute(INDEX));
}

async function offline(page) {
  await page.context().setOffline(true);
  await field(page).fill("dns");
  await recovers(page, /no connection/, () => page.context().setOffline(false));
}

async function broken(page) {
  const script = /search-worker/;
  await page.context().route(script, (route) => route.fulfill({ contentType: "text/javascript", body: "throw new Error('no')" }));
  await field(page).fill("dns");
  await recovers(page, /stopped working/, () => page.context().unroute(script));
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
