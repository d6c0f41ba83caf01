// Opens every kind of page of the sample site as a visitor would: on a phone, a tablet and a desk, in light and dark,
// with the keyboard, without scripts, on paper. Pictures of all go to target/screenshots.

import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";

import * as audit from "./audit.mjs";
import { startChromium } from "./chromium.mjs";
import { REPOSITORY, servePlainly, serveWithWhybook } from "./site.mjs";
import { openTab } from "./tab.mjs";

const NOT_FOUND = "no/such/page";
const KINDS = {
  "home": "",
  "incidents": "incidents/",
  "incident-front-matter": "incidents/2023-09-14-checkout-connection-pool/",
  "incident-plain": "incidents/2024-09-10-checkout-timeout-typo/",
  "incident-remote-image": "incidents/2024-05-02-tracking-gone-viral/",
  "incident-wide-code": "incidents/2026-03-05-checkout-slow-query/",
  "incident-local-image": "incidents/queue-meltdown/",
  "incident-windows": "incidents/2025-04-08-names-that-did-not-resolve/",
  "causes": "causes/",
  "cause": "causes/config-change/",
  "categories": "categories/",
  "category": "categories/capacity/",
  "services": "services/",
  "service": "services/checkout-api/",
  "severities": "severities/",
  "years": "years/",
  "trends": "trends/",
  "actions": "actions/",
  "search": "search/",
  "not-found": NOT_FOUND,
};
const WIDTHS = [390, 820, 1440];
const PICTURED = [390, 1440];
const SCHEMES = { light: [255, 255, 255], dark: [18, 18, 18] };
const SCREENSHOTS = path.join(REPOSITORY, "target/screenshots");

let chromium, plain, whybook;

before(async () => {
  chromium = await startChromium();
  [plain, whybook] = await Promise.all([servePlainly(), serveWithWhybook()]);
  rmSync(SCREENSHOTS, { recursive: true, force: true });
  mkdirSync(SCREENSHOTS, { recursive: true });
});

after(async () => {
  await chromium?.close();
  plain?.stop();
  await whybook?.stop();
});

/** A tab that expects nothing at the address where there is nothing. */
const open = (options) => openTab(chromium, options, NOT_FOUND);

/** Does something for every item, several at a time, and fails with the faults of all. */
async function expectNoFaults(items, look, options) {
  const faults = [];
  const waiting = [...items];
  const work = async () => {
    const page = await open(options);
    for (let item = waiting.shift(); item; item = waiting.shift()) {
      const found = await look(page, ...item);
      faults.push(...found.map((fault) => `${item[0] || "home"}: ${fault}`));
    }
    await page.context().close();
  };
  await Promise.all([work(), work(), work()]);
  assert.equal(faults.length, 0, `${faults.length} faults:\n${[...new Set(faults)].sort().join("\n")}`);
}

test("every kind of page is sound, quiet, readable and fits, on Whybook's own server", async () => {
  await expectNoFaults(Object.entries(KINDS), async (page, kind, address) => {
    await page.emulateMedia({ colorScheme: "light" });
    const noise = await page.visit(whybook.home, address);
    const faults = await page.evaluate(audit.structure);
    for (const [scheme, paper] of Object.entries(SCHEMES)) {
      await page.emulateMedia({ colorScheme: scheme });
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        const found = [
          ...(await page.evaluate(audit.width)),
          ...(await page.evaluate(audit.text, { smallest: 11, contrast: 4.5, paper })),
        ];
        faults.push(...found.map((fault) => `${width} ${scheme}: ${fault}`));
        if (!PICTURED.includes(width)) continue;
        const file = path.join(SCREENSHOTS, `${kind}-${width}-${scheme}.png`);
        await page.screenshot({ path: file, fullPage: true });
      }
    }
    return [...faults, ...noise()];
  });
});

test("every page of the site is quiet and fits a phone, on a static host below a path", async () => {
  const addresses = [...plain.pages, NOT_FOUND];
  assert.ok(addresses.length > 50, `only ${addresses.length} pages`);
  await expectNoFaults(
    addresses.map((address) => [address]),
    async (page, address) => {
      const noise = await page.visit(plain.home, address);
      const faults = [...(await page.evaluate(audit.structure)), ...(await page.evaluate(audit.width))];
      return [...faults, ...noise()];
    },
    { viewport: { width: 390, height: 844 } },
  );
});

test("Tab reaches the skip link first, and shows where it is", async () => {
  await expectNoFaults(Object.entries(KINDS), async (page, kind, address) => {
    await page.visit(plain.home, address);
    const faults = [];
    for (let step = 0; step < 12; step += 1) {
      await page.keyboard.press("Tab");
      const focus = await page.evaluate(audit.focus);
      if (step === 0 && focus.target !== "#wb-content") faults.push(`Tab reaches ${focus.name} first`);
      if (!focus.isVisible && focus.name !== "nothing") faults.push(`focus cannot be seen on ${focus.name}`);
    }
    await page.visit(plain.home, address);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    const { id, name } = await page.evaluate(audit.focus);
    if (id !== "wb-content") faults.push(`the skip link leads to ${name}`);
    return faults;
  });
});

test("pages read the same without scripts", async () => {
  const silent = await open({ javaScriptEnabled: false });
  const read = async (page, address) => {
    await page.visit(plain.home, address);
    return page.locator("main").innerText();
  };
  const lively = await open();
  // The search page alone needs scripts, and says so: search.test.mjs looks at that.
  for (const address of Object.values(KINDS).filter((address) => address !== KINDS.search)) {
    assert.equal(await read(silent, address), await read(lively, address), address);
  }
  await Promise.all([silent.context().close(), lively.context().close()]);
});

test("paper shows all of the text, dark on white", async () => {
  await expectNoFaults(Object.entries(KINDS), async (page, kind, address) => {
    await page.emulateMedia({ media: "screen" });
    await page.visit(plain.home, address);
    const words = async () => (await page.locator("main").innerText()).split(/\s+/);
    const onScreen = await words();
    await page.emulateMedia({ media: "print", colorScheme: "light" });
    const onPaper = new Set(await words());
    const missing = [...new Set(onScreen)].filter((word) => /\p{L}{4}/u.test(word) && !onPaper.has(word));
    const faults = await page.evaluate(audit.text, { smallest: 9, contrast: 4.5, paper: [255, 255, 255] });
    return missing.length > 20 ? [...faults, `not on paper: ${missing.slice(0, 8).join(" ")} …`] : faults;
  });
});
