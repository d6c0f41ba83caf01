// Runs the search engine in a worker. Follows the engine's glue code, which defines wasm_bindgen.
//
// The engine reads an index of which only some parts are loaded. It names the parts that it lacks; these are fetched in
// parallel and supplied, and the query is repeated. A file never changes under its name, so the browser may cache it.

const MAGIC = [0x1f, 0x8b];
/** HTTP statuses of a file that no longer exists. */
const GONE = [404, 410];

/** A failure that the page has a message for: "offline", "stale" or "broken". */
class Failure extends Error {
  constructor(reason, message) {
    super(message);
    this.reason = reason;
  }
}

let address;
let opened;
let latest = 0;
const pending = new Map();

self.addEventListener("message", ({ data }) => {
  if (data.type === "open") {
    address = data;
    // The page terminates a failed worker and starts another.
    opened = open();
    opened.then(({ about }) => self.postMessage({ type: "ready", ...about })).catch((failure) => fail(null, failure));
  } else if (data.type === "search") {
    latest = data.id;
    search(data).catch((failure) => fail(data.id, failure));
  }
});

async function open() {
  const [code, opening] = await Promise.all([fetched(address.engine, { progress: report }), part("opening")]);
  try {
    await wasm_bindgen({ module_or_path: code });
    const engine = new wasm_bindgen.Engine(opening);
    return { engine, about: JSON.parse(engine.about()) };
  } catch (error) {
    throw new Failure("broken", `the search engine failed to start: ${words(error)}`);
  }
}

async function search({ id, type, ...request }) {
  const { engine } = await opened;
  while (id === latest) {
    const answer = ask(engine, request);
    if (!answer.missing) return self.postMessage({ type: answer.results ? "results" : "refused", id, ...answer });
    await Promise.all(answer.missing.map((name) => supply(engine, name)));
  }
}

function ask(engine, request) {
  let answer;
  try {
    answer = JSON.parse(engine.search(JSON.stringify(request)));
  } catch (error) {
    throw new Failure("broken", `the search engine failed: ${words(error)}`);
  }
  if (answer.broken) throw new Failure("broken", answer.broken);
  return answer;
}

/** Fetches a part of the index, unless that is under way, and supplies it to the engine. */
function supply(engine, name) {
  if (!pending.has(name)) {
    const handed = load(engine, name);
    pending.set(name, handed);
    handed.catch(() => {}).then(() => pending.delete(name));
  }
  return pending.get(name);
}

async function load(engine, name) {
  if (engine.supply(name, await part(name))) return;
  // The browser's cache may hold an error page or that of a captive portal instead.
  if (engine.supply(name, await part(name, "reload"))) return;
  throw new Failure("broken", `${name}.bin is damaged`);
}

function part(name, cache) {
  return fetched(`${address.index}${name}.bin`, { cache });
}

/** The bytes of a file, decompressed; `progress` gets the number received. A damaged cache entry is fetched again. */
async function fetched(url, { progress, cache = "force-cache" } = {}) {
  let response;
  try {
    response = await fetch(url, { cache });
  } catch (error) {
    throw new Failure("offline", words(error));
  }
  try {
    if (response.ok) return await unpacked(await read(response, progress));
  } catch (error) {
    // A connection that was closed early, or a truncated file.
    if (cache === "reload") {
      throw new Failure(navigator.onLine ? "broken" : "offline", `${url} cannot be read: ${words(error)}`);
    }
  }
  if (cache !== "reload") return fetched(url, { progress, cache: "reload" });
  if (GONE.includes(response.status)) throw new Failure("stale", `${url} no longer exists (HTTP ${response.status})`);
  throw new Failure("broken", `could not load ${url} (HTTP ${response.status})`);
}

async function read(response, progress) {
  if (!progress) return new Uint8Array(await response.arrayBuffer());
  const of = Number(response.headers.get("Content-Length")) || 0;
  return gathered(response.body.getReader(), (bytes) => progress(bytes, of));
}

/** All bytes of a stream; `progress` gets the number received. */
async function gathered(reader, progress) {
  const pieces = [];
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    pieces.push(next.value);
    length += next.value.length;
    progress?.(length);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Some hosts decompress what they deliver: then there is nothing to do. */
async function unpacked(bytes) {
  if (!MAGIC.every((byte, at) => bytes[at] === byte)) return bytes;
  const { readable, writable } = new DecompressionStream("gzip");
  // Without the detour over a Blob, which takes longer than unpacking so little.
  const writer = writable.getWriter();
  const written = Promise.all([writer.write(bytes), writer.close()]);
  const [whole] = await Promise.all([gathered(readable.getReader()), written]);
  return whole;
}

function report(bytes, of) {
  self.postMessage({ type: "progress", bytes, of });
}

function fail(id, failure) {
  const reason = failure instanceof Failure ? failure.reason : "broken";
  self.postMessage({ type: "failed", id, reason, message: words(failure) });
}

function words(error) {
  return String(error?.message ?? error);
}
