// Opens a tab as a visitor would, and notes whatever a visitor's console or network panel would show.

/** A tab; at the address `nothing` there is nothing to be found. */
export async function openTab(chromium, options = {}, nothing = undefined) {
  const context = await chromium.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce", ...options });
  // A machine that builds at the same time is slow.
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  let noise = [];
  page.on("console", (message) => noise.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => noise.push(`script fails: ${error.message}`));
  page.on("requestfailed", (request) => {
    // What the page before still asked for when it was left.
    const isLeft = request.failure().errorText === "net::ERR_ABORTED";
    if (!isLeft) noise.push(`request fails: ${request.url()}`);
  });
  page.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol !== "data:" && host !== new URL(page.home).host) noise.push(`asks elsewhere: ${request.url()}`);
  });
  page.on("response", (answer) => {
    const isExpected = answer.status() < 400 || (answer.request().isNavigationRequest() && page.expectsNothing);
    if (!isExpected) noise.push(`${answer.status()}: ${answer.url()}`);
  });
  page.visit = async (home, address) => {
    page.home = home;
    page.expectsNothing = address === nothing;
    noise = [];
    await page.goto(home + address);
    // The browser notes in its console that a page that is not there is not there.
    return () => noise.filter((line) => !(page.expectsNothing && line.includes("status of 404")));
  };
  return page;
}
