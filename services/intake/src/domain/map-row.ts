import { givenMoment, pastMoment } from "@shouwen/contracts/given-moment";
import {
  category,
  channel,
  kind,
  language,
  type Mode,
  place,
  priority,
  staffId,
} from "@shouwen/contracts/values";
import { isRounded, wholeNumber } from "@shouwen/service-kit/file-cells";
import type { DateOrder } from "@shouwen/service-kit/file-dates";
import type { FileLanguage, Told } from "@shouwen/service-kit/file-language";
import { z } from "zod";
import { type Compiling, compileField, conditionOf, type Read } from "./compile-field.ts";
import { complaintOf, missing } from "./complaints.ts";
import type { FieldName, Mapping } from "./mapping.ts";
import type { Expression } from "./mapping-expression.ts";
import type { RequestDraft } from "./receive-request.ts";

/** What is wrong with a row: which field, and why. Of personal fields never what they held. */
export type RowError = { readonly field: string; readonly message: string };

/** A row as a request, or what is wrong with it. */
export type MappedRow =
  | { readonly draft: RequestDraft; readonly contactText: string | null }
  | { readonly errors: readonly RowError[] };

/** Reads one row, whose values are in the order of the header. */
export type RowReader = (values: readonly string[]) => MappedRow;

const longestId = 120;

/** What may be a number that names something: a spreadsheet takes it for an amount. */
const names = new Set(["externalId", "contact", "place", "takenBy"]);
/** Texts that are cut where they are too long, as they were when they were joined from several columns. */
const cut: Readonly<Record<string, number>> = { place: 200, summary: 200 };

const notRounded = (text: string): boolean => !isRounded(text);

const draftFor = (moment: typeof pastMoment) =>
  z.object({
    externalId: z.string().max(longestId).refine(notRounded),
    occurredAt: moment.nullable(),
    receivedAt: moment.nullable(),
    closedAt: moment.nullable(),
    channel,
    kind: kind.nullable(),
    category: category.nullable(),
    priority: priority.nullable(),
    language: language.nullable(),
    contact: z.string().max(200).refine(notRounded).nullable(),
    displayName: z.string().max(80).nullable(),
    words: z.string().max(20_000).nullable(),
    place: place.nullable(),
    summary: z.string().max(500).nullable(),
    replyBy: moment.nullable(),
    takenBy: staffId.nullable(),
  });
const drafts = { live: draftFor(givenMoment), history: draftFor(pastMoment) };
type Draft = z.output<typeof drafts.live>;

/** What an import says about every row of its file. */
export type Import = {
  readonly propertyId: string;
  readonly timeZone: string;
  readonly mode: Mode;
  /** In which language the person who sent the file is told what is wrong. Default: English. */
  readonly language?: FileLanguage;
  /** Whether the file writes the day or the month first, as soon as that is known. */
  readonly order?: () => DateOrder | undefined;
};

/** Prepares a mapping for the header of one file. Columns that the file does not have are blank. */
export const rowReader = (mapping: Mapping, header: readonly string[], about: Import): RowReader => {
  const positions = new Map(header.map((name, index) => [name, index]));
  const compiling = { positions, mapping, timeZone: mapping.timeZone ?? about.timeZone, ...orderOf(about) };
  const history = about.mode === "history" ? mapping.history : undefined;
  const fields = Object.entries({ ...mapping.fields, closedAt: history?.closedAt });
  const readers = fields.flatMap(([name, field]) =>
    field ? [[name as FieldName, compileNamed(name, field, compiling)] as const] : [],
  );
  const isOpen = history?.openWhen ? conditionOf(history.openWhen, positions) : undefined;
  const draft = drafts[about.mode];
  return (values) => {
    const read: Record<string, string | null> = { ...blank };
    for (const [name, reader] of readers) read[name] = reader(values);
    const { success, data, error } = draft.safeParse(read);
    if (!success) return { errors: errorsOf(error, read, about) };
    return finish(data, { ...about, system: mapping.system, isOpen: isOpen?.(values) });
  };
};

const orderOf = ({ order }: Import): Pick<Import, "order"> => (order ? { order } : {});

const blank = Object.fromEntries(Object.keys(drafts.live.shape).map((name) => [name, null]));

/** Prepares a field: what names something is read as the number that it was, what is joined is cut where it is too long. */
const compileNamed = (name: string, field: Expression, compiling: Compiling): Read => {
  const read = compileField(field, compiling);
  if (names.has(name)) return (values) => wholeIn(read(values));
  const most = "join" in field || "firstOf" in field ? cut[name] : undefined;
  return most === undefined ? read : (values) => read(values)?.slice(0, most) ?? null;
};

const wholeIn = (value: string | null): string | null => (value === null ? null : wholeNumber(value));

/** A value that stands in the wrong column may name the row's own customer: it is told without them. */
const withoutName = (value: string | null, name: string | null | undefined): string | null =>
  name ? (value?.replaceAll(name, "***") ?? null) : value;

/** What is wrong with each field, said once: which value it was and what would be right. */
export const errorsOf = (
  { issues }: z.ZodError,
  read: Readonly<Record<string, string | null>>,
  { language: spoken = "en", mode, order }: Import,
): RowError[] => {
  const byField = new Map(issues.map((issue) => [issue.path.join("."), issue]));
  return [...byField].map(([field, issue]) => ({
    field,
    message: complaintOf(field, withoutName(read[field] ?? null, read.displayName), {
      language: spoken,
      mode,
      order: order?.(),
      most: issue.code === "too_big" ? Number(issue.maximum) : undefined,
    }),
  }));
};

type Ending = Import & { readonly system: string; readonly isOpen: boolean | undefined };

const finish = (data: Draft, about: Ending): MappedRow => {
  const errors = about.mode === "history" ? missingInHistory(data, about) : [];
  if (errors.length > 0) return { errors };
  const { externalId, receivedAt, closedAt, contact, ...rest } = data;
  const past = { receivedAt: receivedAt ?? rest.occurredAt ?? "", closedAt: about.isOpen ? null : closedAt };
  const draft: RequestDraft = {
    ...rest,
    propertyId: about.propertyId,
    source: { system: about.system, externalId },
    mode: about.mode,
    past: about.mode === "history" ? past : null,
  };
  return { draft, contactText: contact };
};

const timeless: Told = { en: "a record of the past has a time", "zh-CN": "历史记录必须有时间" };
const endless: Told = { en: "the record is not open", "zh-CN": "该记录并未标为未结" };

const missingInHistory = (
  { occurredAt, receivedAt, closedAt }: Draft,
  { isOpen, language: spoken = "en" }: Ending,
): RowError[] => [
  ...((occurredAt ?? receivedAt) ? [] : [{ field: "occurredAt", message: missing(timeless)[spoken] }]),
  ...(isOpen === false && closedAt === null
    ? [{ field: "closedAt", message: missing(endless)[spoken] }]
    : []),
];
