// Runs the search engine beside the page, which never waits for it. Behind the engine's glue, which defines wasm_bindgen.
//
// The engine reads an index of which only some parts are here. Where it misses some it says which; they are fetched, all
// at the same time, handed over, and the question is asked again. What is fetched never changes under its name, so the
// browser keeps it.

const MAGIC = [0x1f, 0x8b];
/** What a host says of a file that it has no more. */
const GONE = [404, 410];

/** A failure that the page puts in words: "offline", "stale" or "broken". */
class Failure extends Error {
  constructor(reason, message) {
    super(message);
    this.reason = reason;
  }
}

let address;
let opened;
let latest = 0;
const coming = new Map();

self.addEventListener("message", ({ data }) => {
  if (data.type === "open") {
    address = data;
    // The page ends this worker where it fails, and starts another.
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
    throw new Failure("broken", `the search engine does not start: ${words(error)}`);
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
    throw new Failure("broken", `the search engine stopped: ${words(error)}`);
  }
  if (answer.broken) throw new Failure("broken", answer.broken);
  return answer;
}

/** Fetches a part of the index, unless it is on its way already, and hands it over. */
function supply(engine, name) {
  if (!coming.has(name)) {
    const handed = handOver(engine, name);
    coming.set(name, handed);
    handed.catch(() => {}).then(() => coming.delete(name));
  }
  return coming.get(name);
}

async function handOver(engine, name) {
  if (engine.supply(name, await part(name))) return;
  // What the browser kept may be what a host or a hotel said in its place.
  if (engine.supply(name, await part(name, "reload"))) return;
  throw new Failure("broken", `${name}.bin is not as it was written`);
}

function part(name, cache) {
  return fetched(`${address.index}${name}.bin`, { cache });
}

/** The bytes of a file, unpacked; `progress` hears how many have come. What is not kept well is fetched once more. */
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
    // A connection that ends early, or a file that is cut short.
    if (cache === "reload") {
      throw new Failure(navigator.onLine ? "broken" : "offline", `${url} cannot be read: ${words(error)}`);
    }
  }
  if (cache !== "reload") return fetched(url, { progress, cache: "reload" });
  if (GONE.includes(response.status)) throw new Failure("stale", `${url} is not there any more (${response.status})`);
  throw new Failure("broken", `${url} cannot be had (${response.status})`);
}

async function read(response, progress) {
  if (!progress) return new Uint8Array(await response.arrayBuffer());
  const of = Number(response.headers.get("Content-Length")) || 0;
  return gathered(response.body.getReader(), (bytes) => progress(bytes, of));
}

/** All that a stream holds, in one piece; `progress` hears how much has come. */
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

/** Some hosts unpack what they deliver by themselves: then it is as it should be. */
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
