// The search box of a page, in its header or on the search page: its key, what is pasted into it, the address that its
// query leads to, and the engine fetched ahead.
"use strict";

const searchBox = (() => {
  /** Hosts refuse an address of about 8000 characters; a proxy may do so before. */
  const LONGEST = 2000;

  const form = document.querySelector("form[role=search]");
  const field = form?.querySelector("input");

  /** One line of input would join the words at the ends of pasted lines. */
  const oneLine = (text) => text.trim().replace(/\s*[\r\n]+\s*/g, " ");

  /**
   * Address of a search on the search page. A query that is too long for a host, such as a pasted trace, stands behind
   * the # which browsers keep to themselves: so it is still whole after a reload, and where the address is shared.
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
      // Where this fails, the search page fetches them itself and says what is wrong.
      fetch(address, { priority: "low" }).then((answer) => answer.arrayBuffer()).catch(() => {});
    }
  }

  /** Leads to the search page, as the form does by itself where its query is no longer than a host takes. */
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
    // A script's change of a field is no event by itself.
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
  // The search page fetches the engine and asks it by itself.
  if (form?.dataset.ahead) {
    field.addEventListener("focus", fetchAhead, { once: true });
    form.addEventListener("submit", submit);
  }

  return { address, oneLine };
})();
