// The search box in a page's header or on the search page: its key, pasted text, the URL of its query, and prefetching of
// the engine.
"use strict";

const searchBox = (() => {
  /** Hosts refuse URLs of about 8000 characters, proxies shorter ones. */
  const LONGEST = 2000;

  const form = document.querySelector("form[role=search]");
  const field = form?.querySelector("input");

  /** Line breaks become spaces: the input would join the words at the ends of pasted lines. */
  const oneLine = (text) => text.trim().replace(/\s*[\r\n]+\s*/g, " ");

  /**
   * URL of a search on the search page. A query that is too long for a host, such as a pasted trace, goes into the
   * fragment, which browsers do not send: so it survives a reload, and the URL can be shared.
   */
  function address({ query, sort }) {
    const asked = new URLSearchParams(query ? { q: query } : {});
    const order = new URLSearchParams(sort === "relevance" ? {} : { sort });
    if (`${asked}`.length > LONGEST) return `?${order}#${asked}`;
    return `?${new URLSearchParams([...asked, ...order])}`;
  }

  /** Fetches the engine into the browser's cache while the reader types. */
  function fetchAhead() {
    if (navigator.connection?.saveData) return;
    for (const address of form.dataset.ahead.split(" ")) {
      // If this fails, the search page fetches them itself and reports the error.
      fetch(address, { priority: "low" }).then((answer) => answer.arrayBuffer()).catch(() => {});
    }
  }

  /** Goes to the search page with a query that is too long for the form's own GET request. */
  function submit(event) {
    const where = address({ query: field.value, sort: "relevance" });
    if (!where.includes("#")) return;
    event.preventDefault();
    location.assign(form.action + where);
  }

  function paste(event) {
    const pasted = event.clipboardData?.getData("text") ?? "";
    if (!/[\r\n]/.test(pasted)) return;
    event.preventDefault();
    field.setRangeText(oneLine(pasted), field.selectionStart, field.selectionEnd, "end");
    // A change by script fires no event.
    field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
  }

  function press(event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    field.focus();
    field.select();
  }

  field?.addEventListener("paste", paste);
  if (field) document.addEventListener("keydown", press);
  // The search page loads the engine itself.
  if (form?.dataset.ahead) {
    field.addEventListener("focus", fetchAhead, { once: true });
    form.addEventListener("submit", submit);
  }

  return { address, oneLine };
})();
