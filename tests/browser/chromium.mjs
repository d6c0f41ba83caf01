// Finds and starts the Chromium of this machine. Nothing is downloaded.

import { accessSync, constants } from "node:fs";
import path from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

// The site must not need the network, and the browser must not use it by itself.
const FLAGS = [
  "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--no-proxy-server",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

function executable() {
  if (process.env.CHROMIUM) {
    if (runs(process.env.CHROMIUM)) return process.env.CHROMIUM;
    throw new Error(`CHROMIUM names ${process.env.CHROMIUM}, which is no program that can be run.`);
  }
  const folders = ["/usr/bin", ...(process.env.PATH ?? "").split(path.delimiter)].filter(Boolean);
  const places = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const found = places.find(runs);
  if (found) return found;
  throw new Error(
    `The browser tests need Chromium, and none of ${NAMES.join(", ")} is on PATH. ` +
      "Install it (Debian: `apt-get install chromium`) or set CHROMIUM to its program.",
  );
}

function runs(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export async function startChromium() {
  const executablePath = executable();
  let playwright;
  try {
    playwright = await import("playwright-core");
  } catch (error) {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new Error("The browser tests need playwright-core: run `npm ci` in tests/browser.");
  }
  const args = process.getuid?.() === 0 ? [...FLAGS, "--no-sandbox"] : FLAGS;
  return playwright.chromium.launch({ executablePath, args });
}
