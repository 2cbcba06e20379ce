import { isAbsoluteUri, isUriReference } from "./uri.ts";

/**
 * What stands around the data of every event: the attributes of CloudEvents 1.0, ours among them. Names are
 * those of the wire without `ce_`.
 */
export type Envelope = {
  /** Unique per source; a repeat of (source, id) is the same event again. */
  readonly id: string;
  /** Who says it: `/services/routing`. */
  readonly source: string;
  /** `ticket.opened.v1` */
  readonly type: string;
  readonly specversion: "1.0";
  /** When it happened, RFC 3339 with offset. */
  readonly time: string;
  /** The aggregate that it is about: also the record key. */
  readonly subject: string;
  /** The schema of the data: `urn:shouwen:schema:ticket.opened.v1`. */
  readonly dataschema: string;
  /** Numbers the events of one aggregate 1, 2, 3… without gaps. */
  readonly aggseq: number;
  /** The same for everything that one cause set going. */
  readonly correlationid: string;
  /** The id of the event that caused this one. */
  readonly causationid?: string;
  readonly propertyid?: string;
  /** The W3C trace context in which the event was created, never the one in which it was sent. */
  readonly traceparent?: string;
  readonly tracestate?: string;
};

/** An event as it was read: `data` is null for a tombstone, else an object that nobody has checked yet. */
export type Decoded = {
  readonly envelope: Envelope;
  readonly data: Readonly<Record<string, unknown>> | null;
};

/** The headers of a Kafka record as clients hand them over; a header that stands there twice is a list. */
export type RecordHeaders = Readonly<
  Record<string, Buffer | string | readonly (Buffer | string)[] | undefined>
>;

/** The message is no event of ours. `field` and `reason` are fixed texts and never repeat what stood in it. */
export class UndecodableEvent extends Error {
  readonly reason: string;
  readonly field: string;

  constructor(reason: string, field: string) {
    super(`Not an event: ${field} ${reason}`);
    this.name = "UndecodableEvent";
    this.reason = reason;
    this.field = field;
  }
}

/** The URI under which the schema of an event type is named, in `ce_dataschema` and in the schema's `$id`. */
export const schemaUriOf = (type: string): string => `urn:shouwen:schema:${type}`;

const jsonMediaType = "application/json";

/** The envelope as the headers of CloudEvents' Kafka binding, binary mode. What is not set has no header. */
export const toHeaders = (envelope: Envelope): Record<string, string> => {
  const headers: Record<string, string> = {
    ce_id: envelope.id,
    ce_source: envelope.source,
    ce_type: envelope.type,
    ce_specversion: envelope.specversion,
    ce_time: envelope.time,
    ce_subject: envelope.subject,
    ce_dataschema: envelope.dataschema,
    ce_aggseq: String(envelope.aggseq),
    ce_correlationid: envelope.correlationid,
    "content-type": jsonMediaType,
  };
  if (envelope.causationid !== undefined) headers.ce_causationid = envelope.causationid;
  if (envelope.propertyid !== undefined) headers.ce_propertyid = envelope.propertyid;
  if (envelope.traceparent !== undefined) headers.traceparent = envelope.traceparent;
  if (envelope.tracestate !== undefined) headers.tracestate = envelope.tracestate;
  return headers;
};

const utf8 = new TextDecoder("utf-8", { fatal: true });
// A byte order mark in an attribute belongs to it: two ids must not become one.
const utf8OfAttributes = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const plainText = /^[ -~]+$/;
// CloudEvents' String: no control characters, no half surrogate pairs, no noncharacters.
const forbiddenText = /\p{Cc}|\p{Cs}|\p{Noncharacter_Code_Point}/u;

const checkText = (text: string, field: string): string => {
  if (text === "") throw new UndecodableEvent("is empty", field);
  if (plainText.test(text)) return text;
  if (forbiddenText.test(text))
    throw new UndecodableEvent("holds a character that no attribute may hold", field);
  return text;
};

const textOfBytes = (bytes: Buffer, field: string): string => {
  const text = bytes.toString("latin1");
  if (plainText.test(text)) return text; // nearly always, and three times as fast as a strict UTF-8 decoder
  try {
    return utf8OfAttributes.decode(bytes);
  } catch {
    throw new UndecodableEvent("is not UTF-8", field);
  }
};

/** An attribute that may be absent. Throws where it is present and is not what CloudEvents calls a String. */
const optional = (headers: RecordHeaders, name: string): string | undefined => {
  const value = headers[`ce_${name}`];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return checkText(value, name);
  if (Buffer.isBuffer(value)) return checkText(textOfBytes(value, name), name);
  throw new UndecodableEvent(Array.isArray(value) ? "stands there twice" : "is no text", name);
};

const required = (headers: RecordHeaders, name: string): string => {
  const value = optional(headers, name);
  if (value === undefined) throw new UndecodableEvent("is missing", name);
  return value;
};

const wellFormed = (value: string, isRight: (value: string) => boolean, field: string): string => {
  if (isRight(value)) return value;
  throw new UndecodableEvent("is malformed", field);
};

const matching = (value: string, pattern: RegExp, field: string): string =>
  wellFormed(value, (text) => pattern.test(text), field);

const rfc3339 =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const leapSecond = /^.{11}(\d\d):(\d\d):60(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const token = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
const mediaType = new RegExp(
  `^${token}/${token}(?:[ \\t]*;[ \\t]*(?:${token}=(?:${token}|"(?:[^"\\\\\\x00-\\x1f\\x7f]|\\\\[\\t -~])*"))?)*[ \\t]*$`,
);
const jsonContent = /^application\/json\s*(?:;|$)/i;
const attributeName = /^[a-z0-9]+$/;
const sequenceNumber = /^[1-9]\d{0,14}$/;
const w3cTraceParent = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/;

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

const checkTime = (time: string): string => {
  matching(time, rfc3339, "time");
  const day = Number(time.slice(8, 10));
  if (day > 28 && day > daysIn(Number(time.slice(0, 4)), Number(time.slice(5, 7)))) {
    throw new UndecodableEvent("names a day that does not exist", "time");
  }
  checkLeapSecond(time);
  return time;
};

/** A minute of 61 seconds is the last one of a day in UTC, if any. */
const checkLeapSecond = (time: string): void => {
  const leap = leapSecond.exec(time);
  if (!leap) return;
  const [, hour, minute, sign, offsetHour = "0", offsetMinute = "0"] = leap;
  const offset = (sign === "-" ? -1 : 1) * (Number(offsetHour) * 60 + Number(offsetMinute));
  const minuteInUtc = (Number(hour) * 60 + Number(minute) - offset + 2 * 1_440) % 1_440;
  if (minuteInUtc !== 1_439) throw new UndecodableEvent("names a second that does not exist", "time");
};

/** Read below, each by its own rule. */
const known = new Set([
  ...["id", "source", "type", "specversion", "time", "subject", "dataschema"],
  ...["aggseq", "correlationid", "causationid", "propertyid"],
]);

/** Names that CloudEvents keeps for something else: the data itself, and what Kafka's `content-type` header says. */
const reserved = new Set(["data", "datacontenttype"]);

/** Checks all names, and the values of extensions that we do not know: they are passed on to others. */
const checkExtensions = (headers: RecordHeaders): void => {
  for (const header in headers) {
    if (!header.startsWith("ce_")) continue;
    const name = header.slice(3);
    if (known.has(name)) continue;
    if (!attributeName.test(name))
      throw new UndecodableEvent("holds a name that is not of a-z and 0-9", "attributes");
    if (reserved.has(name)) throw new UndecodableEvent("is no name for an attribute", name);
    optional(headers, name);
  }
};

const plainHeader = (headers: RecordHeaders, name: string): string | undefined => {
  const value = headers[name];
  if (Array.isArray(value)) throw new UndecodableEvent("stands there twice", name);
  if (typeof value === "string") return value;
  return Buffer.isBuffer(value) ? value.toString("utf8") : undefined;
};

/** The attributes of any CloudEvent, ours or not, as headers. Extensions that we do not know are let pass. */
export type CloudEventAttributes = {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly specversion: "1.0";
  readonly time: string | undefined;
  readonly subject: string | undefined;
  readonly dataschema: string | undefined;
  readonly contentType: string | undefined;
};

const checkSpecVersion = (version: string): "1.0" => {
  if (version !== "1.0") throw new UndecodableEvent("is not 1.0", "specversion");
  return version;
};

/** Reads what CloudEvents 1.0 itself asks for. Throws `UndecodableEvent` at the first rule that is broken. */
export const cloudEventAttributes = (headers: RecordHeaders): CloudEventAttributes => {
  checkExtensions(headers);
  const specversion = checkSpecVersion(required(headers, "specversion"));
  const id = required(headers, "id");
  const type = required(headers, "type");
  const source = wellFormed(required(headers, "source"), isUriReference, "source");
  const time = optional(headers, "time");
  if (time !== undefined) checkTime(time);
  const dataschema = optional(headers, "dataschema");
  if (dataschema !== undefined) wellFormed(dataschema, isAbsoluteUri, "dataschema");
  const contentType = plainHeader(headers, "content-type");
  if (contentType !== undefined) matching(contentType, mediaType, "content-type");
  return {
    id,
    source,
    type,
    specversion,
    time,
    subject: optional(headers, "subject"),
    dataschema,
    contentType,
  };
};

const present = (value: string | undefined, field: string): string => {
  if (value === undefined) throw new UndecodableEvent("is missing", field);
  return value;
};

// A broken trace context is left out, as W3C asks: it must never cost an event.
const traceOf = (headers: RecordHeaders): Pick<Envelope, "traceparent" | "tracestate"> => {
  if (Array.isArray(headers.traceparent) || Array.isArray(headers.tracestate)) return {};
  const traceparent = plainHeader(headers, "traceparent");
  if (traceparent === undefined || !w3cTraceParent.test(traceparent)) return {};
  const tracestate = plainHeader(headers, "tracestate");
  return tracestate ? { traceparent, tracestate } : { traceparent };
};

/** The envelope that `toHeaders` wrote. Throws `UndecodableEvent` where an attribute is missing or malformed. */
export const fromHeaders = (headers: RecordHeaders): Envelope => {
  const { contentType, ...known } = cloudEventAttributes(headers);
  if (contentType !== undefined && !jsonContent.test(contentType)) {
    throw new UndecodableEvent("is not JSON", "content-type");
  }
  const causationid = optional(headers, "causationid");
  const propertyid = optional(headers, "propertyid");
  return {
    id: known.id,
    source: known.source,
    type: known.type,
    specversion: known.specversion,
    time: present(known.time, "time"),
    subject: present(known.subject, "subject"),
    dataschema: present(known.dataschema, "dataschema"),
    aggseq: Number(matching(required(headers, "aggseq"), sequenceNumber, "aggseq")),
    correlationid: required(headers, "correlationid"),
    ...(causationid === undefined ? {} : { causationid }),
    ...(propertyid === undefined ? {} : { propertyid }),
    ...traceOf(headers),
  };
};

const parsed = (value: Buffer): unknown => {
  try {
    return JSON.parse(utf8.decode(value));
  } catch {
    throw new UndecodableEvent("is not JSON in UTF-8", "data");
  }
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Reads one Kafka record. Checks the envelope and that the value is a JSON object, not the data against its
 * schema. Throws `UndecodableEvent`: such a message can never be understood, and trying again does not help.
 */
export const decode = (headers: RecordHeaders, value: Buffer | null): Decoded => {
  const envelope = fromHeaders(headers);
  if (value === null) return { envelope, data: null };
  const data = parsed(value);
  if (!isObject(data)) throw new UndecodableEvent("is not a JSON object", "data");
  return { envelope, data };
};
