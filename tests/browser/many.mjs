// Two thousand made-up incidents: enough for words that stand in many chunks of the index, few enough to build in a test.

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

export const SERVICES = ["checkout", "payments", "search", "ledger", "mailer", "gateway", "dns-edge", "image-cdn"];
export const CAUSES = ["memory-leak", "traffic-surge", "config-change", "disk-full", "dns", "tls-certificate", "bad-deploy"];
export const WORDS = (
  "pool connection timeout certificate replica queue worker heap session packet switch router volume inode cache " +
  "proxy header cookie token quota schema index partition leader snapshot rollback canary flag threshold alert probe " +
  "latency throughput backlog consumer producer offset broker bucket object cluster node region zone kernel socket"
).split(" ");

/** Writes incidents into a folder; the same ones each time. */
export function writeMany(folder, count = 2000) {
  let state = 12345;
  const random = (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
  const pick = (list) => list[random(list.length)];
  const sentence = () => `The ${pick(WORDS)} of the ${pick(WORDS)} ran into the ${pick(WORDS)} of host-${random(400)}.`;
  mkdirSync(folder, { recursive: true });
  for (let number = 0; number < count; number += 1) {
    const day = new Date(Date.UTC(2018, 0, 1 + random(2800))).toISOString().slice(0, 10);
    const text = [
      "---", `title: ${pick(WORDS)} ${pick(WORDS)} on ${pick(SERVICES)} ${number}`, `date: ${day}`,
      `duration: ${1 + random(600)}min`, `severity: SEV-${1 + random(4)}`, `services: [${pick(SERVICES)}, ${pick(SERVICES)}]`,
      `causes: [${pick(CAUSES)}]`, `detected_by: ${pick(["monitoring", "customer", "engineer"])}`, "---", "",
      "## Summary", "", sentence(), sentence(), "", "## Root cause", "", sentence(), sentence(), "",
      "## Timeline", "", `- 10:${10 + random(50)} ${sentence()}`, `- 11:${10 + random(50)} error: code ${500 + random(9)} from ` +
        `${pick(SERVICES)}-${random(90)}: connection refused`, "", "## Resolution", "", sentence(), "",
    ];
    writeFileSync(path.join(folder, `incident-${String(number).padStart(4, "0")}.md`), text.join("\n"));
  }
}

/** So many queries of every kind, the same ones each time. */
export function someQueries(count = 200) {
  const at = (list, step) => list[step % list.length];
  const kinds = [
    (n) => at(WORDS, n),
    (n) => `${at(WORDS, n)} ${at(WORDS, n * 7 + 3)}`,
    (n) => `${at(WORDS, n)} ${at(WORDS, n * 5 + 1)} ${at(SERVICES, n)}`,
    (n) => `"${at(WORDS, n)} of the ${at(WORDS, n * 3 + 2)}"`,
    (n) => `cause:${at(CAUSES, n)} ${at(WORDS, n)}`,
    (n) => `service:${at(SERVICES, n)} date:${2018 + (n % 8)}`,
    (n) => `${at(WORDS, n)} OR ${at(WORDS, n + 11)} -${at(WORDS, n + 5)}`,
    (n) => `${at(WORDS, n).slice(0, 4)}*`,
    (n) => `${at(WORDS, n)}~1 duration:>${n}min`,
    (n) => `${at(WORDS, n).slice(0, -2)}${at(WORDS, n).at(-1)}${at(WORDS, n).at(-2)}`,
    (n) => `11:${10 + (n % 50)} error: code ${500 + (n % 9)} from ${at(SERVICES, n)}-${n % 90}: connection refused`,
    (n) => `host-${n * 3 % 400}`,
    (n) => `title:${at(WORDS, n)} (oom OR ${at(WORDS, n + 2)})`,
    (n) => `severity:sev-${1 + (n % 4)} detected_by:customer`,
    () => "",
  ];
  return Array.from({ length: count }, (_, n) => kinds[n % kinds.length](n));
}
