// Part of `whybook serve`, never of a built site: reloads a page after a rebuild, and shows what went wrong in one.
(() => {
  const { src } = document.currentScript;
  const build = new URL(src).searchParams.get("build");
  let source;
  let panel;

  const style = new CSSStyleSheet();
  style.replaceSync(`
    section { position: fixed; inset: auto 0 0; z-index: 2147483647; max-height: 60vh; overflow: auto; box-sizing: border-box;
      padding: 1rem 1.25rem; border-top: 4px solid #e5484d; background: #1b1b1f; color: #f2f2f2;
      font: 14px/1.5 system-ui, sans-serif; }
    header { display: flex; gap: 1rem; justify-content: space-between; align-items: start; }
    strong { font-size: 16px; }
    pre { margin: .75rem 0 0; font: 13px/1.45 ui-monospace, monospace; overflow-x: auto; }
    button { font: inherit; color: inherit; background: #3a3a40; border: 1px solid #77777f; border-radius: 4px;
      padding: .25rem .75rem; min-height: 28px; }
  `);

  const element = (name, text = "") => Object.assign(document.createElement(name), { textContent: text });

  function show(trouble) {
    panel?.remove();
    panel = undefined;
    if (!trouble) return;
    panel = document.createElement("whybook-live");
    const root = panel.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [style];
    const section = element("section");
    section.setAttribute("role", "alert");
    const header = element("header");
    const close = element("button", "Close");
    close.addEventListener("click", () => panel.remove());
    header.append(element("strong", trouble.title), close);
    section.append(header, element("pre", trouble.text));
    root.append(section);
    document.body.append(panel);
  }

  // A browser opens six connections to a host at most: pages that nobody sees give theirs up.
  function listen() {
    source?.close();
    if (document.hidden) return;
    source = new EventSource(new URL("events", src));
    source.addEventListener("message", ({ data }) => {
      const state = JSON.parse(data);
      if (state.build === build) show(state.trouble);
      else location.reload();
    });
  }

  document.addEventListener("visibilitychange", listen);
  addEventListener("pageshow", ({ persisted }) => { if (persisted) listen(); });
  listen();
})();
