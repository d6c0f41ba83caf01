// Whoever writes a postmortem with `whybook serve` beside it sees each change in the open page, and each mistake.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

import { startChromium } from "./chromium.mjs";
import { serveWithWhybook } from "./site.mjs";

const writeUp = (cause) =>
  `# Checkout was down\n\nDate: 2024-03-02\n\n${"It took a while.\n\n".repeat(80)}## Root cause\n\n${cause}\n`;

let chromium, folder, served;
const write = (text, name = "checkout.md") => writeFileSync(path.join(folder, name), text);

before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "whybook-live-"));
  write(writeUp("A memory leak in the cart."));
  [chromium, served] = await Promise.all([startChromium(), serveWithWhybook({ content: folder })]);
});

after(async () => {
  await chromium?.close();
  await served?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("an open page shows a change of its write-up, at the place where the reader was", async () => {
  const page = await chromium.newPage();
  await page.goto(`${served.home}incidents/checkout/`);
  const shows = (text) => page.getByLabel("Postmortem", { exact: true }).getByText(text).waitFor();
  await shows("A memory leak in the cart.");
  await page.evaluate(() => scrollTo(0, 900));
  write(writeUp("A deadlock in the cart."));
  await shows("A deadlock in the cart.");
  assert.equal(await page.evaluate(() => scrollY), 900);

  // A mistake in the text is shown over the page until it is mended, or the reader closes it.
  const panel = page.locator("whybook-live [role=alert]");
  write(`---\ntitle: [\n---\n\n${writeUp("A deadlock in the cart.")}`);
  await panel.waitFor();
  assert.match(await panel.innerText(), /1 error in what the site is built from[^]*error\[front-matter[^]*checkout\.md:\d+/);
  await panel.getByRole("button", { name: "Close" }).click();
  await panel.waitFor({ state: "detached" });
  write(writeUp("A typo in the cart."));
  await shows("A typo in the cart.");
  assert.equal(await panel.count(), 0);
  await page.close();
});

test("a page that is gone shows the page for what is not there, and comes back with its file", async () => {
  const page = await chromium.newPage();
  write("# A short outage\n\nRoot cause: a full disk.\n", "short.md");
  await page.goto(`${served.home}incidents/short/`);
  await page.getByRole("heading", { name: "A short outage" }).waitFor();
  rmSync(path.join(folder, "short.md"));
  await page.getByRole("heading", { name: "Page not found" }).waitFor();
  write("# A short outage\n\nRoot cause: a full disk.\n", "short.md");
  await page.getByRole("heading", { name: "A short outage" }).waitFor();
  await page.close();
});
