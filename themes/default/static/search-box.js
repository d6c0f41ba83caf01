// The search box in the header of a page: its key, what is pasted into it, and the engine fetched ahead.
"use strict";

{
  const form = document.querySelector(".search-box");
  const field = form?.querySelector("input");

  /** Fetches the engine into the browser's cache while the reader types. */
  const fetchAhead = () => {
    if (navigator.connection?.saveData) return;
    for (const address of form.dataset.ahead.split(" ")) {
      // Where this fails, the search page fetches them itself and says what is wrong.
      fetch(address, { priority: "low" }).then((answer) => answer.arrayBuffer()).catch(() => {});
    }
  };

  field?.addEventListener("focus", fetchAhead, { once: true });

  // One line of input would join the words at the ends of pasted lines.
  field?.addEventListener("paste", (event) => {
    const pasted = event.clipboardData?.getData("text") ?? "";
    if (!/[\r\n]/.test(pasted)) return;
    event.preventDefault();
    field.setRangeText(pasted.trim().replace(/\s*[\r\n]+\s*/g, " "), field.selectionStart, field.selectionEnd, "end");
  });

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (!field || event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}
