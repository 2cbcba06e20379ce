import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  cloudEventAttributes,
  decode,
  type Envelope,
  fromHeaders,
  type RecordHeaders,
  schemaUriOf,
  toHeaders,
  UndecodableEvent,
} from "../src/envelope.ts";

const anEnvelope = (overrides: Partial<Envelope> = {}): Envelope => ({
  id: "0198d4a2-7c1e-7b3a-9f10-3f2b8a6c5d4e",
  source: "/services/routing",
  type: "ticket.opened.v1",
  specversion: "1.0",
  time: "2026-11-22T08:15:00.000Z",
  subject: "tic_0198d4a2",
  dataschema: schemaUriOf("ticket.opened.v1"),
  aggseq: 1,
  correlationid: "cor_1",
  causationid: "0198d4a2-7c1e-7b3a-9f10-000000000000",
  propertyid: "prp_lakeside",
  traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  tracestate: "vendor=1",
  ...overrides,
});

const asBytes = (headers: RecordHeaders): RecordHeaders =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value as string)]));

const json = (data: unknown): Buffer => Buffer.from(JSON.stringify(data));

/** The field that a broken message is blamed on. */
const blameOf = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    if (error instanceof UndecodableEvent) return error.field;
    throw error;
  }
  return "nothing";
};

const blameWith = (overrides: Record<string, Buffer | string | Buffer[] | undefined>): string =>
  blameOf(() => decode({ ...asBytes(toHeaders(anEnvelope())), ...overrides }, json({})));

describe("an envelope", () => {
  test("comes back as it was sent, as strings and as bytes", () => {
    const envelope = anEnvelope();
    expect(fromHeaders(toHeaders(envelope))).toEqual(envelope);
    expect(fromHeaders(asBytes(toHeaders(envelope)))).toEqual(envelope);
  });

  test("has no header for what is not set", () => {
    const { causationid: _c, propertyid: _p, traceparent: _t, tracestate: _s, ...least } = anEnvelope();
    const headers = toHeaders(least);
    expect(Object.keys(headers).filter((name) => headers[name] === undefined)).toEqual([]);
    expect(Object.keys(headers)).not.toContain("ce_causationid");
    expect(fromHeaders(headers)).toEqual(least);
  });

  test("says that its data is JSON, and reads nothing else", () => {
    expect(toHeaders(anEnvelope())["content-type"]).toBe("application/json");
    expect(blameWith({ "content-type": "application/json; charset=utf-8" })).toBe("nothing");
    expect(blameWith({ "content-type": undefined })).toBe("nothing");
    expect(blameWith({ "content-type": "text/plain" })).toBe("content-type");
    expect(blameWith({ "content-type": "application/jsonish" })).toBe("content-type");
  });

  test.each([
    "id",
    "source",
    "type",
    "specversion",
    "time",
    "subject",
    "dataschema",
    "aggseq",
    "correlationid",
  ])("is refused without %s, and without text in it", (name) => {
    expect(blameWith({ [`ce_${name}`]: undefined })).toBe(name);
    expect(blameWith({ [`ce_${name}`]: "" })).toBe(name);
  });

  test.each(["0", "-1", "1.5", "1e3", "01", "one", "9999999999999999"])(
    "numbers its aggregate's events from 1: %s is refused",
    (aggseq) => {
      expect(blameWith({ ce_aggseq: aggseq })).toBe("aggseq");
    },
  );

  test.each(["2026-02-30T10:00:00Z", "2026-11-22", "2026-11-22T24:00:00Z", "2026-11-22T10:00:00"])(
    "never names a time that is none: %s",
    (time) => {
      expect(blameWith({ ce_time: time })).toBe("time");
    },
  );

  test("may say a leap day, a leap second and any precision", () => {
    expect(blameWith({ ce_time: "2028-02-29T10:00:00Z" })).toBe("nothing");
    expect(blameWith({ ce_time: "2016-12-31T23:59:60Z" })).toBe("nothing");
    expect(blameWith({ ce_time: "2026-11-22T10:00:00.123456789+08:00" })).toBe("nothing");
  });

  test("may hold Chinese, and no control character, broken UTF-8 or half a character", () => {
    expect(fromHeaders({ ...toHeaders(anEnvelope()), ce_subject: Buffer.from("湖畔酒店") }).subject).toBe(
      "湖畔酒店",
    );
    expect(blameWith({ ce_subject: "a\u0007b" })).toBe("subject");
    expect(blameWith({ ce_subject: "a\ud800b" })).toBe("subject");
    expect(blameWith({ ce_subject: Buffer.from([0xc3, 0x28]) })).toBe("subject");
  });

  test("is refused when an attribute stands there twice", () => {
    expect(blameWith({ ce_id: [Buffer.from("a"), Buffer.from("b")] })).toBe("id");
  });

  test("lets extensions of others pass when their names are allowed", () => {
    expect(blameWith({ ce_partitionkey: "x", "x-retries": "3" })).toBe("nothing");
    expect(blameWith({ ce_PartitionKey: "x" })).toBe("attributes");
    expect(blameWith({ ce_: "x" })).toBe("attributes");
  });

  test.each([
    ["source", "/a#b#c"],
    ["source", "1a:b"],
    ["source", "a b"],
    ["source", "/a%2"],
    ["source", "/a[1]"],
    ["source", "//[1::2::3]/x"],
    ["source", "//host:port/x"],
    ["source", "/湖畔酒店"],
    ["dataschema", "/schemas/a"],
    ["dataschema", "https://shouwen.example/a#b"],
    ["dataschema", "1a:b"],
    ["time", "2026-11-22T10:00:60Z"],
    ["time", "2026-11-22T23:59:60+08:00"],
    ["time", "2026-11-22T10:00:00+24:00"],
    ["data", "x"],
    ["datacontenttype", "application/json"],
    ["partitionkey", ""],
    ["partitionkey", "a\u0007b"],
    ["partitionkey", "a\ud800b"],
    ["partitionkey", "a\ufffeb"],
    ["type", "a\u0085b"],
  ])("is refused for what CloudEvents does not allow: %s %j", (name, value) => {
    expect(blameWith({ [`ce_${name}`]: value })).toBe(name);
  });

  test.each([
    ["source", "urn:shouwen:routing"],
    ["source", "https://[::1]:8080/a/b?c=d#e"],
    ["source", "../relative/a:b"],
    ["source", "?query"],
    ["source", "mailto:desk@shouwen.example"],
    ["source", "tel:+86-571"],
    ["dataschema", "https://shouwen.example/a?b=c"],
    ["time", "2017-01-01T07:59:60+08:00"],
    ["time", "2026-11-22t10:00:00.5z"],
  ])("may be what CloudEvents allows: %s %j", (name, value) => {
    expect(blameWith({ [`ce_${name}`]: value })).toBe("nothing");
  });

  test("is refused for a content type that is none, or stands there twice", () => {
    expect(blameWith({ "content-type": "application/json; charset" })).toBe("content-type");
    expect(blameWith({ "content-type": "application/json;\u0000" })).toBe("content-type");
    expect(blameWith({ "content-type": [Buffer.from("application/json"), Buffer.from("text/plain")] })).toBe(
      "content-type",
    );
    expect(blameWith({ "content-type": 'application/json; a="b c"' })).toBe("nothing");
  });

  test("keeps a byte order mark in an id, so that two ids never become one", () => {
    const headers = { ...toHeaders(anEnvelope()), ce_id: Buffer.from("\ufeffx") };
    expect(fromHeaders(headers).id).toBe("\ufeffx");
  });

  test("loses a broken trace context, never the event", () => {
    const broken = { ...toHeaders(anEnvelope()), traceparent: "00-nonsense-01" };
    expect(fromHeaders(broken).traceparent).toBeUndefined();
    expect(fromHeaders(broken).tracestate).toBeUndefined();
    const twice = { ...toHeaders(anEnvelope()), traceparent: ["00-a-b-01", "00-a-b-01"] };
    expect(fromHeaders(twice).traceparent).toBeUndefined();
  });
});

describe("a message", () => {
  test("gives its data as it was sent", () => {
    const data = { summary: "水管漏水 💧", nested: { list: [1, null, true] } };
    expect(decode(toHeaders(anEnvelope()), json(data)).data).toEqual(data);
  });

  test("without a value is a tombstone", () => {
    expect(decode(toHeaders(anEnvelope()), null)).toEqual({ envelope: anEnvelope(), data: null });
  });

  test.each(["", "{", "null", "[]", '"text"', "3"])(
    "whose value is %j and no JSON object is refused",
    (text) => {
      expect(blameOf(() => decode(toHeaders(anEnvelope()), Buffer.from(text)))).toBe("data");
    },
  );

  test("whose value is broken UTF-8 is refused, not repaired", () => {
    const value = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    expect(blameOf(() => decode(toHeaders(anEnvelope()), value))).toBe("data");
  });

  test("that is refused never repeats what stood in it, for it may be personal", () => {
    const read = () => decode({ ...toHeaders(anEnvelope()), ce_time: "张三 13800138000" }, json({}));
    expect(read).toThrow("Not an event: time is malformed");
  });
});

type Case = { id: string; event?: Record<string, unknown>; batch?: unknown[] };
const conformanceFolder = new URL("../../../../shared/data/cloudevents/", import.meta.url);
const casesIn = (file: string): Case[] => {
  const path = new URL(file, conformanceFolder);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).tests : [];
};

const jsonAttributes: Record<string, string> = { datacontenttype: "content-type" };
const extensionTypes = new Set(["integer", "boolean", "string"]);

const headerValueOf = (name: string, value: unknown): string => {
  const core = ["id", "source", "type", "specversion", "time", "subject", "dataschema", "datacontenttype"];
  if (typeof value === "string") return value;
  const isExtension = !core.includes(name);
  const kind = Number.isInteger(value) ? "integer" : typeof value;
  if (isExtension && kind !== "string" && extensionTypes.has(kind)) return String(value);
  throw new UndecodableEvent("is of another type", name);
};

/** The JSON format of CloudEvents, as far as the conformance cases need it, turned into record headers. */
const headersOfJson = (event: unknown): RecordHeaders => {
  if (typeof event !== "object" || event === null) throw new UndecodableEvent("is no object", "event");
  if ("data" in event && "data_base64" in event) throw new UndecodableEvent("stands there twice", "data");
  const attributes = Object.entries(event).filter(
    ([name, value]) => value !== null && !["data", "data_base64"].includes(name),
  );
  return Object.fromEntries(
    attributes.map(([name, value]) => [jsonAttributes[name] ?? `ce_${name}`, headerValueOf(name, value)]),
  );
};

const isAccepted = (example: Case): boolean => {
  const listed = example.batch ?? [example.event];
  return listed.every((event) => blameOf(() => cloudEventAttributes(headersOfJson(event))) === "nothing");
};

describe.skipIf(!existsSync(conformanceFolder))(
  "the CloudEvents conformance cases (skipped: no ../shared/data)",
  () => {
    test.each(["valid-events.json", "valid-batches.json"])("%s are all accepted", (file) => {
      expect(casesIn(file).length).toBeGreaterThan(0);
      expect(casesIn(file).filter((example) => !isAccepted(example))).toEqual([]);
    });

    test.each(["invalid-events.json", "invalid-batches.json"])("%s are all refused", (file) => {
      expect(casesIn(file).length).toBeGreaterThan(0);
      expect(casesIn(file).filter(isAccepted)).toEqual([]);
    });
  },
);
