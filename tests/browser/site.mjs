// Builds the sample site and serves it: with Whybook's own server, and as any static host below a path would.

import { spawn, spawnSync } from "node:child_process";
import { cpSync, createReadStream, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const BASE_URL = "https://example.org/repo/";
const BASE_PATH = "/repo/";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
  ".svg": "image/svg+xml", ".png": "image/png", ".wasm": "application/wasm", ".xml": "application/xml",
};

export function whybook() {
  const name = process.platform === "win32" ? "whybook.exe" : "whybook";
  const binary = path.resolve(process.env.WHYBOOK_BIN ?? path.join(REPOSITORY, "target/debug", name));
  if (!existsSync(binary)) {
    throw new Error(`There is no ${binary}: run \`cargo build\` first, or set WHYBOOK_BIN to a whybook binary.`);
  }
  return binary;
}

function folder() {
  const made = mkdtempSync(path.join(tmpdir(), "whybook-browser-"));
  const options = ["--base-url", BASE_URL, "--out", path.join(made, "site"), "--index", path.join(made, "index")];
  return { made, options, cwd: sources(made), remove: () => rmSync(made, { recursive: true, force: true }) };
}

/** The folder to build from: the repository, or, where WHYBOOK_ENGINE names a folder with a search engine just built,
    a copy of the sample site and its theme, which has that one. */
function sources(made) {
  const engine = process.env.WHYBOOK_ENGINE;
  if (!engine) return REPOSITORY;
  const copy = path.join(made, "sources");
  for (const name of ["whybook.toml", "content", "themes/default"]) {
    cpSync(path.join(REPOSITORY, name), path.join(copy, name), { recursive: true });
  }
  cpSync(engine, path.join(copy, "themes/default/static"), { recursive: true });
  return copy;
}

/** Runs whybook to its end; what it printed. */
function run(cwd, ...args) {
  const ran = spawnSync(whybook(), args, { cwd, encoding: "utf8", maxBuffer: 1 << 28 });
  if (ran.status !== 0) throw new Error(`whybook ${args[0]} failed:\n${ran.stderr}`);
  return ran.stdout;
}

/** What the command line answers. */
export function searchNatively(index, query, sort) {
  return JSON.parse(run(REPOSITORY, "search", query, "--index", index, "--sort", sort, "--format", "json"));
}

/**
 * Builds a site, the sample or that of another content folder, and serves it from a plain static server below a path;
 * `pages` are the addresses of all pages, `index` is the folder of its search index.
 */
export async function servePlainly({ content } = {}) {
  const { made, options, cwd, remove } = folder();
  run(cwd, "build", ...options, ...(content ? ["--content", content] : []));
  const root = path.join(made, "site");
  const server = createServer((request, response) => answer(root, request, response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const pages = readdirSync(root, { recursive: true })
    .map((file) => file.split(path.sep).join("/"))
    .filter((file) => file.endsWith("index.html"))
    .map((file) => file.slice(0, -"index.html".length));
  return {
    home: `http://127.0.0.1:${server.address().port}${BASE_PATH}`,
    pages,
    index: path.join(made, "index"),
    stop: () => {
      server.closeAllConnections();
      server.close();
      remove();
    },
  };
}

function answer(root, request, response) {
  const asked = decodeURIComponent(new URL(request.url, "http://host/").pathname);
  let file = asked.startsWith(BASE_PATH) ? path.join(root, asked.slice(BASE_PATH.length)) : null;
  if (file && asked.endsWith("/")) file = path.join(file, "index.html");
  const found = file?.startsWith(root) && existsSync(file) && statSync(file).isFile();
  if (!found) file = path.join(root, "404.html");
  response.writeHead(found ? 200 : 404, { "Content-Type": TYPES[path.extname(file)] ?? "application/octet-stream" });
  createReadStream(file).pipe(response);
}

/** Starts `whybook serve`, for the sample or another content folder, and waits for the address that it names. */
export async function serveWithWhybook({ content } = {}) {
  const { options, cwd, remove } = folder();
  const from = content ? ["--content", content] : [];
  const child = spawn(whybook(), ["serve", "--port", "0", ...options, ...from], { cwd });
  let said = "";
  const home = await new Promise((resolve, reject) => {
    const listen = (chunk) => {
      said += chunk;
      const address = said.match(/http:\/\/127\.0\.0\.1:\d+\S*\//);
      if (address) resolve(address[0]);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`whybook serve ended with ${code}:\n${said}`)));
  });
  return {
    home,
    stop: async () => {
      const ended = new Promise((resolve) => child.on("exit", resolve));
      child.kill();
      await ended;
      remove();
    },
  };
}
