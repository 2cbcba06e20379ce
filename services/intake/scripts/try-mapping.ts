import { createReadStream } from "node:fs";
import { extname } from "node:path";
import { parseArgs } from "node:util";
import { Rejection } from "@shouwen/event-bus/rejection";
import type { ImportEntry, ReadyRow } from "../src/domain/importing.ts";
import { columnsOf, type Mapping } from "../src/domain/mapping.ts";
import { entriesOf } from "../src/http/file-entries.ts";
import { openFile } from "../src/http/open-file.ts";
import { readMapping } from "../src/store/mappings.ts";

/**
 * Says whether a mapping file is right, and what would become of the rows of a file, without a service and without
 * taking anything. `shouwen mappings check` runs it. What it prints stays on the terminal of whoever has the file.
 */
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: "string", default: "20" },
    "time-zone": { type: "string", default: "UTC" },
    history: { type: "boolean", default: false },
  },
});
const [mappingPath = "", filePath] = positionals;

const say = (...lines: readonly string[]): void => {
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
};

const fail = (...lines: readonly string[]): void => {
  say(...lines);
  process.exitCode = 1;
};

const said = (value: unknown): boolean => value !== null && value !== undefined && value !== "";

const requestText = ({ draft, contactText, rows }: ReadyRow): string[] => {
  const { source, past, mode: _mode, propertyId: _home, ...fields } = draft;
  const { life, ...times } = past ?? {};
  const parts = Object.entries({ ...fields, contact: contactText, ...times })
    .filter(([, value]) => said(value))
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const steps = (life ?? []).map(
    ({ did, at, who, moved, team, line }) =>
      `      ${at}  ${moved ?? did}${[who, team, line]
        .filter(said)
        .map((part) => ` · ${part}`)
        .join("")}`,
  );
  const whole = rows > 1 ? ` (${rows} rows)` : "";
  return [`  ${source?.externalId}${whole}  ${parts.join("  ")}`, ...steps];
};

const entryText = (entry: ImportEntry): string[] =>
  "errors" in entry
    ? entry.errors.map(({ field, message }) => `✘ line ${entry.line}  ${field} ${message}`)
    : [`✔ line ${entry.line}`, ...requestText(entry)];

/** Which external ids came before, and with what: the second of two rows that say different things is rejected. */
const contradictions = () => {
  const seen = new Map<string, string>();
  return (entry: ImportEntry): ImportEntry => {
    if ("errors" in entry) return entry;
    const id = entry.draft.source?.externalId ?? "";
    const content = JSON.stringify([entry.draft, entry.contactText]);
    const before = seen.get(id);
    seen.set(id, before ?? content);
    if (before === undefined || before === content) return entry;
    const message = "has an external id that stands for other content already";
    return { line: entry.line, errors: [{ field: "(row)", message }] };
  };
};

const sayColumns = (mapping: Mapping, columns: readonly string[]): void => {
  const read = columnsOf(mapping);
  const left = columns.filter((name) => !read.includes(name));
  const lacking = read.filter((name) => !columns.includes(name));
  if (left.length > 0) say(`Columns that nothing reads: ${left.join(", ")}`);
  if (lacking.length > 0) say(`Columns that the file does not have: ${lacking.join(", ")}`);
};

const tryFile = async (mapping: Mapping, path: string): Promise<void> => {
  const mode = mapping.mode === "history" || flags.history ? "history" : "live";
  const format = [".ndjson", ".jsonl"].includes(extname(path).toLowerCase()) ? "ndjson" : "csv";
  const file = await openFile(createReadStream(path), mapping, format);
  const timeZone = mapping.timeZone ?? mapping.property?.timeZone ?? flags["time-zone"];
  const propertyId = mapping.property?.propertyId ?? "prp_not_named";
  say(`Read as ${mode}, times without offset in ${timeZone}.`);
  sayColumns(mapping, file.columns);
  await sayEntries(entriesOf(file, mapping, { mode, timeZone, propertyId }));
};

const sayEntries = async (batches: AsyncIterable<readonly ImportEntry[]>): Promise<void> => {
  const tally = { ready: 0, wrong: 0 };
  const judged = contradictions();
  let shown = 0;
  for await (const entries of batches)
    for (const entry of entries.map(judged)) {
      if ("errors" in entry) tally.wrong += 1;
      else tally.ready += entry.rows;
      if (shown < Number(flags.rows)) say(...entryText(entry));
      shown += 1;
    }
  say("", `${tally.ready} rows can be taken, ${tally.wrong} cannot.`);
  if (tally.ready === 0 && tally.wrong > 0) process.exitCode = 1;
};

/** What a refusal says besides its title, a line for each fact. */
const factLines = (facts: Readonly<Record<string, unknown>> = {}): string[] =>
  Object.entries(facts).flatMap(([name, fact]) => {
    if (!Array.isArray(fact)) return [`  ${name}: ${typeof fact === "object" ? JSON.stringify(fact) : fact}`];
    const isPlain = fact.every((one) => typeof one !== "object");
    if (isPlain) return [`  ${name}: ${fact.join(", ")}`];
    return fact.map(({ field, message, ...more }) => `  ${field ?? JSON.stringify(more)}  ${message ?? ""}`);
  });

const read = readMapping(mappingPath);
if ("problems" in read)
  fail(
    `✘ ${mappingPath} is no mapping that can be used:`,
    ...read.problems.map(({ field, message }) => `  ${field}  ${message}`),
  );
else {
  say(`✔ ${mappingPath} is a mapping: ${read.mapping.name}, ${read.mapping.title}`);
  if (filePath !== undefined)
    await tryFile(read.mapping, filePath).catch((error: unknown) => {
      if (!(error instanceof Rejection)) throw error;
      fail(`✘ ${filePath}: ${error.title}`, ...factLines(error.facts));
    });
}
