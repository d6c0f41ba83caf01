// The search page: what the reader asks, the engine that answers, and the address that remembers both.
"use strict";

{
  const part = (name) => document.getElementById(`wb-${name}`);
  const form = part("search");
  const field = part("query");
  const results = part("results");
  const { root } = form.dataset;
  const view = searchView;

  /** Incidents that are shown at a time. */
  const STEP = 8;
  /** How long the reader must rest before a query is asked, in milliseconds. */
  const REST = 120;
  const SORTS = ["relevance", "date", "duration"];

  let sort = "relevance";
  /** What is shown: the query, how many incidents of it, and its filters. */
  let shown = null;
  /** Where the page is to be scrolled once there are results. */
  let scrollTo = null;

  // The engine

  let worker = null;
  /** What the engine said when it was ready. */
  let ready = null;
  /** The search that is asked for or about to be. */
  let wanted = null;
  /** Number of the last search that was sent. Answers to others come too late. */
  let latest = 0;
  /** Whether the reader asked for facets that take long to load. */
  let counts = false;

  function startEngine() {
    if (worker) return;
    const absolute = (address) => new URL(address, location.href).href;
    const { worker: script, engine, index } = form.dataset;
    try {
      worker = new Worker(absolute(script));
    } catch (error) {
      fail("broken", error.message);
      return;
    }
    const started = worker;
    const isOld = () => started !== worker;
    const breakDown = (event) => {
      if (!isOld()) fail(navigator.onLine ? "broken" : "offline", event.message ?? "");
    };
    worker.addEventListener("message", (event) => isOld() || hear(event.data));
    worker.addEventListener("error", breakDown);
    worker.addEventListener("messageerror", breakDown);
    worker.postMessage({ type: "open", engine: absolute(engine), index: absolute(index) });
  }

  function stopEngine() {
    worker?.terminate();
    worker = null;
    ready = null;
    showProgress("");
  }

  function hear(message) {
    if (message.type === "ready") {
      ready = message;
      showProgress("");
      if (wanted) send();
    } else if (message.type === "progress") {
      const of = message.of ? ` of ${view.size(message.of)}` : "";
      showProgress(`Loading the search engine… ${view.size(message.bytes)}${of}`);
    } else if (message.type === "failed" && (message.id === null || message.id === latest)) {
      fail(message.reason, message.message);
    } else if (message.id === latest && wanted) {
      if (message.type === "results") draw(message.results);
      if (message.type === "refused") refuse(message.error);
    }
  }

  function ask(search) {
    wanted = search;
    setBusy(true);
    startEngine();
    if (ready) send();
  }

  function send() {
    latest += 1;
    const today = new Date().toISOString().slice(0, 10);
    const facets = counts || ready.facetBytes === 0;
    worker.postMessage({ type: "search", id: latest, ...wanted, today, facets });
  }

  /** Forgets a search that is under way. */
  function dismiss() {
    latest += 1;
    wanted = null;
    setBusy(false);
    showProgress("");
  }

  // What the page shows

  const say = (words) => { part("status").textContent = words; };
  const showProgress = (words) => { part("loading").textContent = words; };
  const setBusy = (isBusy) => results.setAttribute("aria-busy", isBusy);

  function showStart() {
    dismiss();
    shown = null;
    part("found").hidden = true;
    part("start").hidden = false;
    part("trouble").replaceChildren();
    say("");
  }

  function draw(found) {
    const { query, offset } = wanted;
    const isMore = offset > 0;
    dismiss();
    part("start").hidden = true;
    part("found").hidden = false;
    part("trouble").replaceChildren();
    const hits = found.hits.map((hit) => view.hit(hit, root));
    if (isMore) part("hits").append(...hits);
    else {
      part("hits").replaceChildren(...hits);
      drawAround(found, query);
    }
    shown = { query, total: found.total, hits: offset + hits.length };
    part("more").hidden = shown.hits >= found.total;
    if (isMore) {
      hits[0]?.querySelector("a").focus({ preventScroll: true });
      say(`${hits.length} more incidents`);
    } else say(view.incidents(found.total));
    if (scrollTo !== null) window.scrollTo(0, scrollTo);
    scrollTo = null;
  }

  /** Draws all but the incidents. */
  function drawAround(found, query) {
    const words = view.incidents(found.total);
    part("count").textContent = words;
    view.redraw(part("sort"), found.total > 1 ? view.orders(query, sort) : [], results);
    view.redraw(part("filters"), found.filters.map((filter) => view.filter(filter, sort)), results);
    view.redraw(part("notes"), found.notes.map((note) => view.note(note, query, sort)), results);
    view.redraw(part("nothing"), found.total ? [] : view.nothing(found.filters, root, sort), results);
    part("hits").hidden = found.total === 0;
    const facets = found.facets ? view.facets(found.facets, sort) : countButton();
    part("facets").hidden = facets.length === 0;
    view.redraw(part("facets").querySelector("nav"), facets, results);
  }

  function countButton() {
    return view.countButton(ready.facetBytes, () => {
      counts = true;
      look();
    });
  }

  function refuse(error) {
    const { query } = wanted;
    dismiss();
    // What was found before stays, but dimmed: half of a date is none, and the reader may be writing the rest.
    setBusy(true);
    part("start").hidden = true;
    part("trouble").replaceChildren(...view.refusal(error, query));
    say([error.message, error.hint].filter(Boolean).join(". "));
  }

  function fail(reason, message) {
    const failed = wanted;
    stopEngine();
    dismiss();
    if (failed) part("start").hidden = true;
    if (!failed?.offset) part("found").hidden = true;
    const retry = () => {
      part("trouble").replaceChildren();
      field.focus();
      if (failed) ask(failed);
      else startEngine();
    };
    part("trouble").replaceChildren(...view.failure(reason, message, retry));
    part("trouble").scrollIntoView({ block: "nearest" });
    say(view.failures[reason]);
  }

  // What the reader asks, and the address

  const title = document.title;
  let rest = 0;
  /** Address of the last search that the reader meant, not merely wrote on the way. */
  let meant = location.href;

  const query = () => field.value.trim();

  /** Searches what stands in the field; `limit` is how many incidents to show. */
  function look(limit = STEP) {
    clearTimeout(rest);
    document.title = query() ? `${query()} · ${title}` : title;
    if (query()) ask({ query: query(), sort, offset: 0, limit });
    else showStart();
  }

  const here = () => {
    const address = view.address(query(), sort);
    return address === "?" ? location.pathname : address;
  };

  /** Notes in the history how far the reader has come. */
  const remember = () => history.replaceState({ hits: shown?.hits, scroll: window.scrollY }, "");

  /** Makes the present search a step of the history, so that Back leads to the one before it. */
  function mean() {
    const now = new URL(here(), location.href).href;
    if (now === meant) return;
    history.replaceState(history.state, "", meant);
    history.pushState(null, "", now);
    meant = now;
  }

  /** The search that the address names. */
  function named() {
    const parameters = new URLSearchParams(location.search);
    const order = parameters.get("sort");
    return {
      query: (parameters.get("q") ?? "").replace(/\s*[\r\n]+\s*/g, " ").trim(),
      sort: SORTS.includes(order) ? order : "relevance",
    };
  }

  function restore() {
    const search = named();
    field.value = search.query;
    sort = search.sort;
    meant = location.href;
    scrollTo = history.state?.scroll ?? null;
    look(Math.max(STEP, history.state?.hits ?? 0));
  }

  /** Follows a link that names a search of this page. */
  function follow(link) {
    mean();
    remember();
    const parameters = new URL(link.href).searchParams;
    field.value = parameters.get("q") ?? "";
    sort = parameters.get("sort") ?? "relevance";
    mean();
    for (const panel of document.querySelectorAll(".search-help")) panel.open = false;
    if (!wide.matches) part("facets").open = false;
    if (window.scrollY > form.offsetTop) form.scrollIntoView();
    look();
  }

  // Keys and clicks

  const links = () => [...part("hits").querySelectorAll(".row-title")];

  /** Moves the focus between the field, the incidents and the button below them. */
  function step(by) {
    const more = part("more").hidden ? [] : [part("more")];
    const stops = shown && !part("found").hidden ? [field, ...links(), ...more] : [field];
    const at = stops.indexOf(document.activeElement);
    const to = stops[at + by];
    if (at < 0 || !to) return false;
    to.focus();
    return true;
  }

  function clear() {
    field.value = "";
    field.focus();
    wrote();
  }

  function wrote() {
    startEngine();
    clearTimeout(rest);
    rest = setTimeout(() => {
      history.replaceState(null, "", here());
      look();
    }, query() ? REST : 0);
  }

  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const isField = event.target === field;
    const isHit = part("hits").contains(event.target) || event.target === part("more");
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !isTyping) {
      field.focus();
      field.select();
    } else if (event.key === "Escape" && (isField || isHit)) clear();
    else if (event.key === "ArrowDown" && (isField || isHit)) {
      if (!step(1)) return;
    } else if (event.key === "ArrowUp" && isHit) {
      if (!step(-1)) return;
    } else return;
    event.preventDefault();
  }

  // One line of input would join the words at the ends of pasted lines.
  function paste(event) {
    const pasted = event.clipboardData?.getData("text") ?? "";
    if (!/[\r\n]/.test(pasted)) return;
    event.preventDefault();
    field.setRangeText(pasted.trim().replace(/\s*[\r\n]+\s*/g, " "), field.selectionStart, field.selectionEnd, "end");
    wrote();
  }

  function click(event) {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("a");
    if (link?.getAttribute("href").startsWith("?")) {
      event.preventDefault();
      follow(link);
    } else if (link) remember();
  }

  /** The facets stand open beside the incidents, or closed above them where there is no room. */
  const wide = matchMedia("(min-width: 62.01rem)");

  function begin() {
    history.scrollRestoration = "manual";
    field.addEventListener("focus", startEngine);
    field.addEventListener("input", wrote);
    field.addEventListener("paste", paste);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      mean();
      look();
      // Results are under the keyboard of a phone.
      if (matchMedia("(pointer: coarse)").matches) field.blur();
    });
    part("more").addEventListener("click", () => ask({ query: shown.query, sort, offset: shown.hits, limit: STEP }));
    document.querySelector("main").addEventListener("click", click);
    document.addEventListener("keydown", press);
    let scrolled = 0;
    window.addEventListener("scroll", () => {
      clearTimeout(scrolled);
      scrolled = setTimeout(remember, 200);
    }, { passive: true });
    window.addEventListener("popstate", () => {
      // A step to another place on the page is no other search.
      if (named().query !== query() || named().sort !== sort) restore();
    });
    window.addEventListener("pageshow", (event) => {
      if (event.persisted && wanted) ask(wanted);
    });
    window.addEventListener("pagehide", () => {
      for (const timer of [scrolled, rest]) clearTimeout(timer);
      remember();
      stopEngine();
    });
    const fold = () => { part("facets").open = wide.matches; };
    wide.addEventListener("change", fold);
    fold();
    restore();
  }

  const lacking = ["Worker", "WebAssembly", "DecompressionStream"].filter((name) => !(name in window));
  if (lacking.length) {
    part("unable").querySelector("span").textContent = `This browser cannot search: it has no ${lacking.join(" and no ")}.`;
    part("unable").hidden = false;
    for (const useless of document.querySelectorAll(".search-form, .search-help, .search-examples")) useless.hidden = true;
  } else begin();
}
