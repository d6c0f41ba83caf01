// The search page: query input, the engine in its worker, and the address (URL and history).
"use strict";

{
  const part = (name) => document.getElementById(`wb-${name}`);
  const form = part("search");
  const field = part("query");
  const results = part("results");
  const { root } = form.dataset;
  const view = searchView;

  /** Incidents that are shown at a time. */
  const STEP = 6;
  /** Debounce delay before a query is sent, in milliseconds. */
  const REST = 120;
  const SORTS = ["relevance", "date", "duration"];

  let sort = "relevance";
  /** What is shown: the query, its order, the number of incidents found, and how many of them are listed. */
  let shown = null;
  /** Whether what is shown is dimmed. */
  let isDim = false;
  /** Scroll position to restore once there are results. */
  let scrollTo = null;

  // The engine

  let worker = null;
  /** The engine's `ready` message. */
  let ready = null;
  /** The search that is pending. */
  let wanted = null;
  /** Id of the last search that was sent. Answers to others are stale. */
  let latest = 0;
  /** Whether the user asked for facets that take long to load. */
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
      if (isOld()) return;
      // A script that does not load gives no message: its file may have been removed by a later build.
      const isUnloaded = !ready && !event.message;
      fail(!navigator.onLine ? "offline" : isUnloaded ? "unloaded" : "broken", event.message ?? "");
    };
    worker.addEventListener("message", (event) => isOld() || onWorkerMessage(event.data));
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

  function onWorkerMessage(message) {
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
      if (message.type === "refused") showQueryError(message.error);
    }
  }

  function ask(search) {
    wanted = search;
    setBusy(true);
    setDim(true);
    startEngine();
    if (ready) send();
  }

  function send() {
    latest += 1;
    const today = new Date().toISOString().slice(0, 10);
    const facets = counts || ready.facetBytes === 0;
    worker.postMessage({ type: "search", id: latest, ...wanted, today, facets });
  }

  /** Loads more results. */
  function askMore() {
    // Dimmed results belong to another search than the pending or rejected one.
    if (isDim) return;
    ask({ query: shown.query, sort: shown.sort, offset: shown.hits, limit: STEP });
  }

  /** Cancels the pending search. */
  function dismiss() {
    latest += 1;
    wanted = null;
    setBusy(false);
    setDim(false);
    showProgress("");
  }

  // What the page shows

  const announce = (words) => { part("status").textContent = words; };
  const showProgress = (words) => { part("loading").textContent = words; };
  const setBusy = (isBusy) => results.setAttribute("aria-busy", isBusy);

  /** Dims results that do not belong to the current query. */
  function setDim(isSo) {
    isDim = isSo;
    part("found").classList.toggle("dimmed", isDim);
    // A disabled button would lose the focus.
    part("more").setAttribute("aria-disabled", isDim);
  }

  function showStart() {
    dismiss();
    shown = null;
    part("found").hidden = true;
    part("start").hidden = false;
    part("trouble").replaceChildren();
    announce("");
  }

  function draw(found) {
    const { query, sort, offset } = wanted;
    const isMore = offset > 0;
    dismiss();
    part("start").hidden = true;
    part("found").hidden = false;
    part("trouble").replaceChildren();
    const hits = found.hits.map((hit) => view.hit(hit, root));
    if (isMore) part("hits").append(...hits);
    else {
      view.redraw(part("hits"), hits, results);
      drawAround(found, query, sort);
    }
    shown = { query, sort, total: found.total, hits: offset + hits.length };
    part("more").hidden = shown.hits >= found.total;
    if (isMore) {
      hits[0]?.querySelector("a").focus({ preventScroll: true });
      announce(`${hits.length} more incidents`);
    } else announce(view.incidents(found.total));
    if (scrollTo !== null) window.scrollTo(0, scrollTo);
    scrollTo = null;
  }

  /** Draws everything but the incidents. */
  function drawAround(found, query, sort) {
    const words = view.incidents(found.total);
    part("count").textContent = words;
    view.redraw(part("sort"), found.total > 1 ? view.orders(query, sort) : [], results);
    view.redraw(part("filters"), found.filters.map((filter) => view.filter(filter, sort)), results);
    view.redraw(part("notes"), found.notes.map((note) => view.note(note, query, sort)), results);
    view.redraw(part("nothing"), found.total ? [] : view.nothing(found.filters, root, sort), results);
    part("hits").hidden = found.total === 0;
    const uncounted = found.total ? [countButton()] : [];
    const facets = found.facets ? view.facets(found.facets, sort) : uncounted;
    part("facets").hidden = facets.length === 0;
    view.redraw(part("facets").querySelector("nav"), facets, results);
  }

  function countButton() {
    return view.countButton(ready.facetBytes, () => {
      counts = true;
      runSearch(shown.hits);
    });
  }

  function showQueryError(error) {
    const { query } = wanted;
    dismiss();
    // Earlier results stay, dimmed: an incomplete date is invalid while it is being typed.
    setDim(true);
    part("start").hidden = true;
    part("trouble").replaceChildren(...view.refusal(error, query));
    announce([error.message, error.hint].filter(Boolean).join(". "));
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
    announce(view.failures[reason]);
  }

  // The query and the address

  const title = document.title;
  let rest = 0;
  /** The last search that was submitted, not only typed. */
  let meant = null;

  function query() {
    const text = field.value.trim();
    // The engine takes no lone surrogates.
    return text.toWellFormed?.() ?? text;
  }

  /** The search in the field. */
  const written = () => ({ query: query(), sort });
  const isSame = (one, other) => one.query === other.query && one.sort === other.sort;

  /** Runs the search in the field; `limit` is the number of incidents to show. */
  function runSearch(limit = STEP) {
    clearTimeout(rest);
    document.title = query() ? `${query()} · ${title}` : title;
    if (query()) ask({ ...written(), offset: 0, limit });
    else showStart();
  }

  function addressOf(search) {
    const address = searchBox.address(search);
    return address === "?" ? location.pathname : address;
  }

  /** Changes the history; `method` is "pushState" or "replaceState". */
  function write(method, state, address) {
    try {
      history[method](state, "", address);
    } catch {
      // Safari refuses after a hundred changes in half a minute: then only the address is out of date.
    }
  }

  /** Stores the number of results and the scroll position in the history. */
  const remember = () => write("replaceState", { hits: shown?.hits, scroll: window.scrollY });

  /** Makes the current search a history entry, so that Back leads to the one before it. */
  function pushHistory() {
    const now = written();
    write("replaceState", history.state, addressOf(meant));
    if (isSame(now, meant)) return;
    write("pushState", null, addressOf(now));
    meant = now;
  }

  /** The search in an address, before or after its #. */
  function named({ search, hash }) {
    const parameters = new URLSearchParams(search);
    const query = parameters.get("q") ?? new URLSearchParams(hash.slice(1)).get("q") ?? "";
    const order = parameters.get("sort");
    return { query: searchBox.oneLine(query), sort: SORTS.includes(order) ? order : "relevance" };
  }

  function restore() {
    meant = named(location);
    field.value = meant.query;
    sort = meant.sort;
    scrollTo = history.state?.scroll ?? null;
    runSearch(Math.max(STEP, history.state?.hits ?? 0));
  }

  /** Follows a link that names a search of this page. */
  function follow(link) {
    scrollTo = null;
    pushHistory();
    remember();
    const search = named(link);
    field.value = search.query;
    sort = search.sort;
    runSearch();
    pushHistory();
    for (const panel of document.querySelectorAll(".search-help")) panel.open = false;
    if (!wide.matches) part("facets").open = false;
    if (window.scrollY > form.offsetTop) form.scrollIntoView();
  }

  /** Restores the search of a history entry. */
  function onPopState() {
    const isPlace = location.hash && !location.hash.startsWith("#q=");
    // Going to another anchor of the page must not remove the query from the address.
    if (isPlace) write("replaceState", history.state, addressOf(written()));
    else if (!isSame(named(location), written())) restore();
    else meant = written();
  }

  /** Restores a page from the back/forward cache: its engine and its timers are gone. */
  function onPageShow({ persisted }) {
    if (!persisted) return;
    const asked = wanted ?? shown;
    if (query() !== (asked?.query ?? "")) onInput();
    else if (wanted) ask(wanted);
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
    onInput();
  }

  function onInput() {
    scrollTo = null;
    startEngine();
    clearTimeout(rest);
    rest = setTimeout(() => {
      runSearch();
      write("replaceState", null, addressOf(written()));
    }, query() ? REST : 0);
  }

  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const isField = event.target === field;
    const isHit = part("hits").contains(event.target) || event.target === part("more");
    if (event.key === "Escape" && (isField || isHit)) clear();
    else if (event.key === "ArrowDown" && (isField || isHit)) {
      if (!step(1)) return;
    } else if (event.key === "ArrowUp" && isHit) {
      if (!step(-1)) return;
    } else return;
    event.preventDefault();
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
    field.addEventListener("input", onInput);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      runSearch();
      pushHistory();
      // Results are under the keyboard of a phone.
      if (matchMedia("(pointer: coarse)").matches) field.blur();
    });
    part("more").addEventListener("click", askMore);
    document.querySelector("main").addEventListener("click", click);
    document.addEventListener("keydown", press);
    let scrolled = 0;
    window.addEventListener("scroll", () => {
      clearTimeout(scrolled);
      scrolled = setTimeout(remember, 200);
    }, { passive: true });
    window.addEventListener("popstate", onPopState);
    window.addEventListener("pageshow", onPageShow);
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
