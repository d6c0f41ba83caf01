// A static host that counts what it delivers: text compressed as hosts do it, everything else as it is, each answer as
// much later as the network is slow.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { gzipSync } from "node:zlib";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
  ".svg": "image/svg+xml", ".wasm": "application/wasm",
};

export class Host {
  latency = 0;
  requests = 0;
  bytes = 0;
  /** Pages that are in no folder, by their addresses. */
  extra = {};

  constructor(root) {
    this.root = root;
    this.server = createServer((request, response) => this.answer(request, response));
  }

  async start() {
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.home = `http://127.0.0.1:${this.server.address().port}/`;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** Forgets what was delivered so far. */
  reset() {
    this.requests = 0;
    this.bytes = 0;
  }

  async answer(request, response) {
    const asked = decodeURIComponent(new URL(request.url, "http://host/").pathname);
    const file = path.join(this.root, asked.endsWith("/") ? `${asked}index.html` : asked);
    const type = TYPES[path.extname(file)] ?? "application/octet-stream";
    const found = this.extra[asked] ?? (file.startsWith(this.root) ? await readFile(file).catch(() => null) : null);
    const packs = found && /text|json|svg|wasm/.test(type);
    const body = packs ? gzipSync(found, { level: 9 }) : (found ?? "");
    this.requests += 1;
    this.bytes += body.length;
    if (this.latency) await new Promise((resolve) => setTimeout(resolve, this.latency));
    const headers = { "Content-Type": type, "Cache-Control": "max-age=600", "Content-Length": body.length };
    response.writeHead(found ? 200 : 404, packs ? { ...headers, "Content-Encoding": "gzip" } : headers);
    response.end(body);
  }
}
