import type { Readable } from "node:stream";
import type { DataOf } from "@shouwen/contracts/define-event";
import type { propertyState } from "@shouwen/contracts/events/workforce";
import type { Mode } from "@shouwen/contracts/values";
import { Rejection } from "@shouwen/event-bus/rejection";
import { maySee, type Person } from "@shouwen/service-kit/auth";
import type { FileLanguage } from "@shouwen/service-kit/file-language";
import type { Committed } from "@shouwen/service-kit/group-commit";
import { maskPersonalData } from "@shouwen/vault/mask-text";
import pLimit from "p-limit";
import { ZodError } from "zod";
import type {
  FailureReason,
  ImportOrder,
  ImportRun,
  LineError,
  ReadyRow,
  RowOutcome,
  Tally,
} from "../domain/importing.ts";
import type { RowError } from "../domain/map-row.ts";
import type { Mapping } from "../domain/mapping.ts";
import {
  mappingDoesNotFit,
  mappingNotFound,
  propertyIsLive,
  propertyNotFound,
  propertyNotNamed,
  propertyTakesHistoryOnly,
} from "../domain/rejections.ts";
import { entriesOf } from "./file-entries.ts";
import type { ImportPace } from "./import-pace.ts";
import { importRows } from "./import-rows.ts";
import { type FileFormat, openFile } from "./open-file.ts";

type Property = DataOf<typeof propertyState>;

/** What an import needs of the house. */
export type ImportNeeds = {
  mapping(name: string): Mapping | undefined;
  property(propertyId: string): Promise<Property | undefined>;
  begin(order: ImportOrder): Promise<ImportRun>;
  take(
    about: { importId: string; property: Property; actor: string },
    rows: readonly ReadyRow[],
  ): Promise<readonly Committed<RowOutcome>[]>;
  hasRoom(): Promise<boolean>;
  readonly pace: ImportPace;
  readonly stopping: AbortSignal;
  readonly maxBytes: number;
};

/** What somebody asks for who sends a file. */
export type SentFile = {
  readonly person: Person;
  readonly importId: string;
  readonly mapping: string;
  readonly format: FileFormat;
  readonly propertyId: string | undefined;
  readonly history: boolean | undefined;
  readonly name: string | undefined;
  readonly stream: Readable;
};

const saveEveryMs = 1_000;

/**
 * Takes a file while it comes in. Refuses it before the first row when it cannot be right; ends when every row was
 * taken, found to be taken before, or reported. Throws when it cannot go on: what was taken stays taken, and the same
 * file can be sent again.
 */
export const runImport = async (needs: ImportNeeds, sent: SentFile): Promise<void> => {
  const { mapping, order, property } = await agree(needs, sent);
  const givenUp = new AbortController();
  const over = AbortSignal.any([needs.stopping, givenUp.signal]);
  const bytes = bytesOf(sent.stream, { most: needs.maxBytes, over });
  const file = await openFile(bytes, mapping, sent.format);
  const entries = entriesOf(file, mapping, { ...order, timeZone: property.timeZone });
  const run = await needs.begin(order);
  const tally: Tally = { total: 0, accepted: 0, repeated: 0, rejected: 0 };
  const desk = {
    take: (rows: readonly ReadyRow[]) =>
      needs.take({ importId: order.importId, property, actor: sent.person.id }, rows),
    blame: (error: unknown) => blame(error, file.language),
    addErrors: (errors: readonly LineError[]) => run.addErrors(errors.map(masked(property))),
    hasRoom: needs.hasRoom,
    pace: needs.pace,
    goOn: () => over.throwIfAborted(),
  };
  const saving = saveRegularly(run, { tally, giveUp: (reason) => givenUp.abort(reason) });
  try {
    await importRows(entries, { tally, desk });
    await saving.stop();
    await run.end(tally, { status: "done", reason: null });
  } catch (error) {
    await saving.stop();
    // The error that ended it is the one to tell; the record is put right by whoever sends the file again.
    await run.end(tally, { status: "failed", reason: reasonOf(error, sent) }).catch(() => undefined);
    throw error;
  }
};

/** Settles which mapping, mode and property it is, or says why not. */
const agree = async (
  needs: ImportNeeds,
  sent: SentFile,
): Promise<{ mapping: Mapping; order: ImportOrder; property: Property }> => {
  const mapping = needs.mapping(sent.mapping);
  if (!mapping) throw mappingNotFound();
  const mode = agreeOnMode(mapping, sent);
  const propertyId = sent.propertyId ?? mapping.property?.propertyId;
  if (propertyId === undefined) throw propertyNotNamed();
  const property = maySee(sent.person, propertyId) ? await needs.property(propertyId) : undefined;
  if (!property) throw propertyNotFound();
  requirePurpose(property, mode);
  const { importId, person, name = null } = sent;
  const order = { importId, propertyId, mapping: mapping.name, name, mode, startedBy: person.id };
  return { mapping, property, order };
};

const agreeOnMode = (mapping: Mapping, { history, format }: SentFile): Mode => {
  const mode = (history ?? mapping.mode === "history") ? "history" : "live";
  if (mapping.mode !== "either" && mapping.mode !== mode) throw mappingDoesNotFit({ mode: mapping.mode });
  if (!mapping.formats.includes(format)) throw mappingDoesNotFit({ formats: mapping.formats });
  return mode;
};

/** The past and the present never share a property: figures and clocks of one would be wrong for the other. */
const requirePurpose = ({ purpose }: Property, mode: Mode): void => {
  if (purpose === "history" && mode === "live") throw propertyTakesHistoryOnly();
  if (purpose === "live" && mode === "history") throw propertyIsLive();
};

/** Says every second how far it is, which is also the sign that it lives. Stopped, it writes no more. */
const saveRegularly = (
  run: ImportRun,
  { tally, giveUp }: { tally: Tally; giveUp: (reason: Rejection) => void },
) => {
  const oneAtATime = pLimit(1);
  const save = () =>
    run.save(tally).catch((error: unknown) => {
      if (error instanceof Rejection) giveUp(error);
    });
  const timer = setInterval(() => void oneAtATime(save), saveEveryMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await oneAtATime(() => undefined); // after the last that is under way
    },
  };
};

/** Of those that are quoted only such as may be a number or an address: looking closely takes its time. */
const quotedValue = /"[^"]*[\d@][^"]*"|“[^”]*[\d@][^”]*”/g;

/** What is told of a wrong value stands in the report of the import, which no erasure reaches: it names nobody. */
const masked =
  ({ countryCode }: Property) =>
  (error: LineError): LineError => ({
    ...error,
    message: error.message.replaceAll(quotedValue, (value) =>
      maskPersonalData(value, { countryCode, names: [] }),
    ),
  });

const reasons: Readonly<Record<string, FailureReason>> = {
  "import.interrupted": "interrupted",
  "import.too_many_errors": "too_many_errors",
  "import.dates_open": "dates_open",
};

const reasonOf = (error: unknown, { stream }: SentFile): FailureReason => {
  const told = error instanceof Rejection ? reasons[error.code] : undefined;
  if (told) return told;
  if (isTooLarge(error)) return "too_large";
  return stream.readableAborted ? "broken_off" : "fault";
};

/** A row whose request breaks its contract, or contradicts an earlier one, is to blame; anything else is not. */
const blame = (error: unknown, language: FileLanguage): readonly RowError[] => {
  if (error instanceof ZodError)
    return error.issues.map(({ path, message }) => ({ field: path.join(".") || "(row)", message }));
  if (!(error instanceof Rejection)) throw error;
  const message = language === "en" ? error.title : (inChinese[error.code] ?? error.title);
  return [{ field: fieldOf(error), message }];
};

const inChinese: Readonly<Record<string, string>> = {
  "record.differs": "该外部编号已对应另一内容，原内容保持不变；请使用自己的编号",
  "record.recorded_otherwise": "该记录已存在，步骤与此不同；原记录保持不变",
};

const fieldOf = ({ facts }: Rejection): string => (typeof facts.field === "string" ? facts.field : "(row)");

/** The bytes as they come, up to so many, and until it is over, even while nothing comes. */
async function* bytesOf(
  stream: Readable,
  { most, over }: { most: number; over: AbortSignal },
): AsyncGenerator<Buffer, void> {
  const parts = stream.iterator({ destroyOnReturn: false });
  const end = new Promise<never>((_resolve, reject) => {
    over.addEventListener("abort", () => reject(over.reason), { once: true });
  });
  end.catch(() => undefined);
  try {
    for (let bytes = 0; ; ) {
      over.throwIfAborted();
      const next = await Promise.race([parts.next().catch(brokeOff), end]);
      if (next.done) return;
      const part = next.value as Buffer;
      bytes += part.length;
      if (bytes > most) throw tooLarge();
      yield part;
    }
  } finally {
    // Not awaited: while nothing comes it would wait for the next part.
    parts.return?.().catch(() => undefined);
  }
}

const brokeOff = (cause: unknown): never => {
  throw Object.assign(new Error("The sender broke off", { cause }), { statusCode: 400 });
};
const tooLarge = () => Object.assign(new Error("The file is larger than allowed"), { statusCode: 413 });
const isTooLarge = (error: unknown): boolean => (error as { statusCode?: unknown }).statusCode === 413;

/**
 * Deals with what is left of a file that is not read to its end: dropped, so that its sender hears the answer instead
 * of a broken pipe; or, where it may never end, cut off behind the answer. Answers whether it must be cut off.
 */
export const dropRest = (stream: Readable, error: unknown): "cut off" | "dropped" => {
  const mayNeverEnd =
    error instanceof Rejection && ["import.interrupted", "import.sent_again"].includes(error.code);
  if (mayNeverEnd || isTooLarge(error)) return "cut off";
  stream.resume();
  return "dropped";
};
