// Looks at a page from inside. Each function runs in the browser and returns what is wrong, in words; it can use
// nothing but its own argument.

/** What does not depend on the window's size or the colour scheme. */
export function structure() {
  const faults = [];
  const headings = document.querySelectorAll("h1").length;
  if (headings !== 1) faults.push(`${headings} h1`);
  if (!document.title.trim()) faults.push("no title");
  if (!document.documentElement.lang) faults.push("no lang");
  if (!document.querySelector('meta[http-equiv="Content-Security-Policy"]')) faults.push("no Content-Security-Policy");
  const skip = document.querySelector("body a");
  const target = skip?.getAttribute("href")?.match(/^#(.+)$/)?.[1];
  if (!target || document.getElementById(target)?.tagName !== "MAIN") faults.push("first link does not skip to main");
  for (const image of document.querySelectorAll("img:not([alt])")) faults.push(`img without alt: ${image.src}`);
  for (const image of document.images) {
    if (image.complete && image.naturalWidth === 0) faults.push(`img does not load: ${image.src}`);
  }
  for (const part of document.querySelectorAll("[style], style, script:not([src])")) {
    faults.push(`inline style or script: ${part.outerHTML.slice(0, 80)}`);
  }
  for (const part of document.querySelectorAll("*")) {
    const handler = part.getAttributeNames().find((name) => name.startsWith("on"));
    if (handler) faults.push(`inline handler ${handler} on ${part.tagName}`);
  }
  for (const part of document.querySelectorAll("a[href], button, summary, input, select")) {
    const pictures = [...part.querySelectorAll("img[alt]")].map((image) => image.alt).join("");
    const isNamed = (part.textContent + pictures).trim() || part.ariaLabel || part.labels?.length;
    if (!isNamed) faults.push(`nothing names ${part.outerHTML.slice(0, 80)}`);
  }
  return faults;
}

/** Sideways scrolling, and what sticks out. */
export function width() {
  const { scrollWidth } = document.scrollingElement;
  if (scrollWidth <= innerWidth) return [];
  const clips = (part) => part && (getComputedStyle(part).overflowX !== "visible" || clips(part.parentElement));
  const wide = [...document.body.querySelectorAll("*")]
    .filter((part) => part.getBoundingClientRect().right > innerWidth + 0.5 && !clips(part.parentElement))
    .slice(0, 5)
    .map((part) => `${part.tagName.toLowerCase()}.${part.getAttribute("class") ?? ""}`);
  return [`scrolls sideways: ${scrollWidth} > ${innerWidth} (${wide.join(", ")})`];
}

/** Every visible text: large enough, and dark or light enough against what lies behind it. */
export function text({ smallest, contrast, paper }) {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const rgba = (colour) => {
    if (!known.has(colour)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      known.set(colour, [r, g, b, a / 255]);
    }
    return known.get(colour);
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((value, at) => value * a + below[at] * (1 - a));
  const chain = (part) => (part ? [...chain(part.parentElement), part] : []);
  const behind = (part) =>
    chain(part).reduce((below, one) => over(rgba(getComputedStyle(one).backgroundColor), below), paper);
  // A label in a chart lies on the shapes that are painted before it.
  const behindLabel = (label) => {
    const box = label.getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const svg = label.closest("svg");
    const shapes = [...svg.querySelectorAll("rect, text")];
    return shapes.slice(0, shapes.indexOf(label.closest("text"))).reduce((below, shape) => {
      if (shape.tagName !== "rect" || shape.closest("defs, clipPath, pattern")) return below;
      const at = shape.getBoundingClientRect();
      const style = getComputedStyle(shape);
      const holds = at.left <= x && x <= at.right && at.top <= y && y <= at.bottom;
      if (!holds || !/^(rgb|color)/.test(style.fill)) return below;
      const [r, g, b, a] = rgba(style.fill);
      return over([r, g, b, a * style.fillOpacity * style.opacity], below);
    }, behind(svg));
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };

  const faults = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (walker.nextNode()) {
    const part = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || seen.has(part)) continue;
    seen.add(part);
    const box = part.getBoundingClientRect();
    const isSkipped = part.closest(".skip, title, desc, defs") || !part.checkVisibility({ visibilityProperty: true });
    if (isSkipped || box.width <= 1 || box.height <= 1) continue;
    const style = getComputedStyle(part);
    const isLabel = part instanceof SVGElement;
    const scale = isLabel ? part.getScreenCTM().a : 1;
    const size = parseFloat(style.fontSize) * scale;
    const faded = chain(part).reduce((all, one) => all * getComputedStyle(one).opacity, 1);
    const ground = isLabel ? behindLabel(part) : behind(part);
    const [r, g, b, a] = rgba(isLabel ? style.fill : style.color);
    const found = ratio(over([r, g, b, a * faded], ground), ground);
    const place = `${part.tagName.toLowerCase()}.${part.getAttribute("class") ?? ""}`;
    const words = part.textContent.trim().slice(0, 30);
    if (size < smallest) faults.set(`size ${place}`, `text of ${size.toFixed(1)} px: ${place} "${words}"`);
    if (found < contrast) faults.set(`contrast ${place}`, `contrast ${found.toFixed(2)}: ${place} "${words}"`);
  }
  return [...faults.values()];
}

/** The part that has the focus, and whether one can see that. */
export function focus() {
  const part = document.activeElement;
  const box = part.getBoundingClientRect();
  // A link in a chart shows it on the label or the mark that it holds.
  const isOutlined = [part, ...part.querySelectorAll("text, circle")].some((shape) => {
    const style = getComputedStyle(shape);
    const isEdged = shape.tagName === "circle" && parseFloat(style.strokeWidth) >= 2 && style.stroke !== "rgba(0, 0, 0, 0)";
    return isEdged || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1);
  });
  const isInside = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth && box.width > 0;
  return {
    name: part.tagName === "BODY" ? "nothing" : part.outerHTML.slice(0, 60),
    target: part.getAttribute("href"),
    id: part.id,
    isVisible: isInside && isOutlined,
  };
}
