// Draws search results. All data goes into the page as text.
"use strict";

const searchView = (() => {
  const isThere = (part) => part !== null && part !== undefined && part !== false && part !== "";

  // Characters that change the direction of the text after them are shown by their code, as on all pages.
  const visible = (text) => text.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (character) =>
    `[U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}]`);

  /** An element with attributes and children; empty ones are left out. */
  function make(name, attributes, ...children) {
    const part = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes ?? {})) {
      if (isThere(value)) part.setAttribute(attribute, value);
    }
    const shown = children.flat(Infinity).filter(isThere);
    part.append(...shown.map((child) => (typeof child === "string" ? visible(child) : child)));
    return part;
  }

  function button(label, onClick) {
    const made = make("button", { type: "button" }, label);
    made.addEventListener("click", onClick);
    return made;
  }

  const visuallyHidden = (words) => make("span", { class: "visually-hidden" }, words);
  const count = (number) => number.toLocaleString("en");

  /** Puts new parts in place of the old and keeps the focus on the part with the same key; else it goes to `otherwise`. */
  function redraw(place, parts, otherwise) {
    const focused = place.contains(document.activeElement) ? document.activeElement : null;
    const key = focused?.dataset.key;
    place.replaceChildren(...parts);
    if (!focused) return;
    const again = key && [...place.querySelectorAll("[data-key]")].find((part) => part.dataset.key === key);
    (again || otherwise).focus({ preventScroll: true });
  }

  // Words

  const address = (query, sort) => searchBox.address({ query, sort });

  /** Minutes in days, hours and minutes, as on all pages: tests/durations.json. */
  function duration(minutes) {
    const parts = [[Math.floor(minutes / 1440), "d"], [Math.floor(minutes / 60) % 24, "h"], [minutes % 60, "min"]];
    return parts.filter(([number]) => number).map(([number, unit]) => `${number} ${unit}`).join(" ") || "< 1 min";
  }

  const incidents = (number) =>
    number === 0 ? "No incidents found" : number === 1 ? "1 incident" : `${count(number)} incidents`;

  const size = (bytes) =>
    bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))}\u00a0KB` : `${(bytes / 1_000_000).toFixed(1)}\u00a0MB`;

  /** The part of a text between two places that are counted in bytes of UTF-8: before it, itself, and after it. */
  function cut(text, { start, end }) {
    const bytes = new TextEncoder().encode(text);
    const piece = (from, to) => new TextDecoder().decode(bytes.slice(from, to));
    return [piece(0, start), piece(start, end), piece(end)];
  }

  /** A text with its matches marked; places are counted in Unicode scalar values. */
  function marked(text, marks) {
    const characters = Array.from(text);
    const piece = (from, to) => characters.slice(from, to).join("");
    const parts = [];
    let at = 0;
    for (const [start, end] of marks) {
      parts.push(piece(at, start), make("mark", null, piece(start, end)));
      at = end;
    }
    return [...parts, piece(at)];
  }

  /** A message in which names of the query stand in backticks. */
  const spoken = (message) =>
    message.split("`").map((part, at) => (at % 2 ? make("code", null, part) : part));

  const stopped = (message) => (/[.…!?]$/.test(message) ? message : `${message}.`);
  const sentence = (message) => stopped(message.charAt(0).toUpperCase() + message.slice(1));

  // Incidents

  const SNIPPETS = { root_cause: "Root cause", mitigation: "Mitigation", summary: "Summary" };

  const labelled = (label, ...words) => make("p", null, make("span", { class: "hit-label" }, label), " ", words);

  function chip(cause, root) {
    return make("a", { class: `cause cat-${cause.category}`, href: `${root}causes/${cause.id}/` }, cause.label);
  }

  function hit(found, root) {
    const { snippet, mitigation } = found;
    const isShown = snippet.field === "mitigation";
    return make("li", { class: "row" },
      make("div", { class: "row-date" },
        found.date ? make("time", { datetime: found.date }, found.date) : make("span", { class: "unknown" }, "no date")),
      make("div", { class: "row-main" },
        make("a", { class: "row-title", dir: "auto", href: `${root}incidents/${found.slug}/`, "data-key": found.slug }, found.title),
        found.services.length > 0 && make("div", { class: "row-services" }, found.services.join(", "))),
      make("div", { class: "row-why" },
        found.causes.length ? found.causes.map((cause) => [chip(cause, root), " "])
          : make("span", { class: "unknown" }, "no cause found")),
      make("div", { class: "row-side" },
        found.duration_minutes === null ? make("span", { class: "unknown row-length" }, "duration unknown")
          : make("span", { class: "row-length" }, duration(found.duration_minutes))),
      make("div", { class: "hit-text" },
        snippet.text && labelled(SNIPPETS[snippet.field] ?? "In the text", marked(snippet.text, snippet.marks)),
        mitigation && !isShown && labelled(SNIPPETS.mitigation, mitigation)));
  }

  // Facets

  const FACETS = { cause: "Cause", service: "Service", severity: "Severity", year: "Year", detected_by: "Detected by" };
  const DETECTED_BY = {
    monitoring: "monitoring", customer: "customer", engineer: "engineer", "third-party": "third party",
    unknown: "not stated",
  };
  /** Lines of a list that are shown before it is expanded. */
  const LINES = 8;
  /** Lists that were expanded. */
  const unfolded = new Set();

  function facetLabel(facet, value) {
    if (facet === "detected_by") return DETECTED_BY[value.value] ?? value.label;
    if (facet === "severity" && /^\d$/.test(value.label)) return `Severity ${value.label}`;
    return value.label;
  }

  /** A value of a facet with the causes below it. */
  function facetValue(facet, value, sort) {
    const category = value.causes ? ` cause cat-${value.value}` : "";
    const link = make("a", {
      class: `facet-value${category}${value.chosen ? " chosen" : ""}`,
      href: address(value.query, sort),
      "data-key": `${facet} ${value.causes ? "category " : ""}${value.value}`,
    }, facetLabel(facet, value), value.chosen && visuallyHidden(", selected; remove this filter"));
    return make("li", null,
      make("div", { class: "facet-line" }, link, " ", make("span", { class: "number" }, count(value.count))),
      value.causes?.length > 0 && make("ul", null, value.causes.map((cause) => facetValue(facet, cause, sort))));
  }

  function facet(name, values, sort) {
    const lines = (value) => 1 + (value.causes?.length ?? 0);
    const isChosen = (value) => value.chosen || value.causes?.some(isChosen);
    let seen = 0;
    const folded = [];
    const list = values.map((value) => {
      const line = facetValue(name, value, sort);
      if (seen >= LINES && !isChosen(value)) folded.push(line);
      seen += lines(value);
      return line;
    });
    const heading = make("h2", { id: `wb-facet-${name}` }, FACETS[name]);
    const section = make("section", null, heading, make("ul", { "aria-labelledby": heading.id }, list));
    // Hiding a line or two would save no room.
    if (folded.length > 2 && !unfolded.has(name)) {
      for (const line of folded) line.hidden = true;
      const more = make("button", { type: "button", class: "plain", "data-key": `${name} more` }, `${folded.length} more`);
      more.addEventListener("click", () => {
        unfolded.add(name);
        for (const line of folded) line.hidden = false;
        folded[0].querySelector("a").focus();
        more.remove();
      });
      section.append(more);
    }
    return section;
  }

  function facets(found, sort) {
    const named = Object.keys(FACETS).filter((name) => found[name]?.length);
    return named.map((name) => facet(name, found[name], sort));
  }

  /** Replaces the facets when counting them would load much; the size is an estimate. */
  function countButton(bytes, onAsked) {
    const made = button(`Count causes, services, years (about ${size(bytes)})`, onAsked);
    made.dataset.key = "count";
    return made;
  }

  function filter({ text, excludes, without }, sort) {
    return make("li", null, make("a", { href: address(without, sort), "data-key": `filter ${text}` },
      visuallyHidden("Remove filter "), excludes && make("span", { class: "filter-not" }, "not "), text,
      make("span", { "aria-hidden": "true" }, " ×")));
  }

  const ORDERS = { relevance: "Best match", date: "Newest", duration: "Longest" };

  const orders = (query, sort) =>
    Object.entries(ORDERS).map(([order, label]) =>
      make("a", { href: address(query, order), "data-key": order, "aria-current": order === sort && "true" }, label));

  // Notes and errors

  /** How a part of the query was interpreted. */
  function note({ span, message, instead, hint }, query, sort) {
    const [, piece] = cut(query, span);
    return make("li", null,
      piece ? [make("code", null, piece), " ", spoken(stopped(message))] : spoken(sentence(message)),
      hint && [" ", spoken(sentence(hint))],
      instead && [" ", make("a", { href: address(instead, sort), "data-key": instead }, "Search ", make("code", null, instead))]);
  }

  /** A malformed query, with the position. */
  function refusal({ span, message, hint }, query) {
    const [before, piece, after] = cut(query, span);
    // An error at the end of the query has no character to mark.
    const place = make("span", { class: "fault" }, piece || "\u00a0");
    return [make("p", { class: "trouble-head" }, spoken(sentence(message))),
      make("pre", null, make("code", null, before, place, after)),
      hint && make("p", null, spoken(sentence(hint)))].filter(isThere);
  }

  const FAILURES = {
    offline: "Search could not be loaded: no network connection.",
    stale: "The site has been updated. Reload the page.",
    broken: "Search failed.",
    unloaded: "Search could not be loaded. The site may have been updated: reload the page.",
  };

  /** A failure and what to do. */
  function failure(reason, message, onRetry) {
    return [make("p", { class: "trouble-head" }, FAILURES[reason]),
      message && make("p", { class: "note" }, sentence(message)),
      reason !== "stale" && button("Retry", onRetry),
      reason === "unloaded" && " ",
      (reason === "stale" || reason === "unloaded") && button("Reload", () => location.reload())].filter(isThere);
  }

  /** Suggestions when nothing was found. */
  function nothing(filters, root, sort) {
    const ways = filters.map(({ text, without }) =>
      make("li", null, make("a", { href: address(without, sort) }, "Search without ", make("code", null, text))));
    const index = (folder, label) => make("a", { href: `${root}${folder}/` }, label);
    return [make("p", null, "Suggestions:"),
      make("ul", null, ways,
        make("li", null, "fewer words, or the start of one: ", make("code", null, "conn*")),
        make("li", null, "the words of the error message, without its numbers and names"),
        make("li", null, "browse all ", index("causes", "causes"), ", ", index("services", "services"), " or ", index("years", "years")))];
  }

  return {
    countButton, duration, facets, failure, failures: FAILURES, filter, hit, incidents, note, nothing, orders, redraw,
    refusal, size,
  };
})();
