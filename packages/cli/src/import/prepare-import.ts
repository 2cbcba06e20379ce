import { existsSync, statSync } from "node:fs";
import { extname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Problem } from "@shouwen/stack/problem";
import { z } from "zod";
import { bodyOf, type Call, type Client } from "../platform/http-client.ts";

/** What the person at the keyboard asked for. */
export type ImportOptions = {
  readonly file: string;
  readonly mapping: string;
  readonly property?: string;
  readonly history?: boolean;
  /** What a row of the file is, for the outcome. Default: a request. */
  readonly rowsAre?: "requests" | "steps";
};

export type AsAdmin = (call: Omit<Call, "token">) => ReturnType<Client>;

const mapping = z.object({
  name: z.string(),
  mode: z.enum(["live", "history", "either"]),
  formats: z.array(z.string()),
  property: z.looseObject({ propertyId: z.string() }).optional(),
});
type Mapping = z.output<typeof mapping>;

const formats: Record<string, string> = { ".ndjson": "ndjson", ".jsonl": "ndjson" };
const contentTypes: Record<string, string> = { csv: "text/csv", ndjson: "application/x-ndjson" };

/** What the file is sent as. Throws what to do when there is no such file, or its mapping does not read such. */
export const contentTypeOf = (file: string, { name, formats: known }: Mapping): string => {
  if (!existsSync(file) || !statSync(file).isFile())
    throw new Problem(`There is no file ${file}`, { fix: "Give the path of a CSV or NDJSON file." });
  const format = formats[extname(file).toLowerCase()] ?? "csv";
  if (!known.includes(format))
    throw new Problem(`The mapping ${name} does not read ${format}`, {
      fix: `It reads ${known.join(" and ")}.`,
    });
  return contentTypes[format] ?? "text/csv";
};

/** The mapping of that name. Throws with the names that there are. */
export const findMapping = async (ask: AsAdmin, name: string): Promise<Mapping> => {
  const call = { service: "intake", path: "/v1/imports/mappings" };
  const { items } = z
    .object({ items: z.array(mapping) })
    .parse(bodyOf({ ...call, token: "" }, await ask(call)));
  const found = items.find((one) => one.name === name);
  if (found) return found;
  throw new Problem(`There is no mapping ${name}`, {
    fix: `There are: ${items.map((one) => one.name).join(", ")}. One of your own is a file in services/intake/mappings.`,
  });
};

/** Where the rows go: the property that was named, else the mapping's own, which is made when it is not there. */
export const prepareProperty = async (
  ask: AsAdmin,
  options: ImportOptions,
  { name, property }: Mapping,
): Promise<string> => {
  const propertyId = options.property ?? property?.propertyId;
  if (propertyId === undefined)
    throw new Problem(`The mapping ${name} names no property`, { fix: "Name it: --property prp_…" });
  const path = `/v1/properties/${propertyId}`;
  const isThere = (await ask({ service: "workforce", path })).status !== 404;
  if (!isThere && propertyId !== property?.propertyId)
    throw new Problem(`There is no property ${propertyId}`, {
      fix: `Make it first: PUT ${path}, as an admin.`,
    });
  if (!isThere) {
    const { propertyId: _id, ...body } = property ?? {};
    const call = { service: "workforce", method: "PUT" as const, path, body };
    bodyOf({ ...call, token: "" }, await ask(call));
  }
  await untilIntakeKnows(ask, propertyId);
  return propertyId;
};

const KNOWN_WITHIN_MS = 30_000;
const ASK_AGAIN_MS = 100;

const untilIntakeKnows = async (ask: AsAdmin, propertyId: string): Promise<void> => {
  const question = {
    service: "intake",
    method: "POST" as const,
    path: "/v1/callers/lookup",
    body: { propertyId, contact: { text: "nobody@example.com" } },
    key: crypto.randomUUID(),
  };
  const deadline = performance.now() + KNOWN_WITHIN_MS;
  while ((await ask(question)).status === 404) {
    if (performance.now() > deadline)
      throw new Problem(`Intake has not heard of ${propertyId}`, {
        fix: "npx shouwen status shows where events are waiting.",
      });
    await delay(ASK_AGAIN_MS);
  }
};
