import type { Instant, Language } from "@shouwen/contracts/values";
import type { Values } from "./template.ts";

type InTwoLanguages = { readonly name: string; readonly nameEn: string };

/** What a message about a ticket can say in clear. */
export type TicketSummary = {
  readonly ticketId: string;
  /** Its number; missing for a ticket that was opened before tickets were counted. */
  readonly number?: string | null;
  readonly summary: string;
  readonly place: string | null;
  readonly replyBy: Instant | null;
};

export type KnownProperty = InTwoLanguages & { readonly phone: string | null; readonly timeZone: string };

export type Owner = InTwoLanguages & { readonly staffNumber: string };

/** The number by which a customer names a ticket; for one that was never counted, the last eight digits of its id. */
export const ticketNumber = ({ number, ticketId }: Pick<TicketSummary, "number" | "ticketId">): string =>
  number ??
  ticketId
    .slice(ticketId.indexOf("_") + 1)
    .replaceAll("-", "")
    .slice(-8)
    .toUpperCase();

/** Whether somebody names the ticket by its number: `S26-0123`, `s26 0123`, `Ｓ２６０１２３`. */
export const isNamedIn = (text: string, { number }: Pick<TicketSummary, "number">): boolean => {
  const bare = (value: string) =>
    value
      .normalize("NFKC")
      .toUpperCase()
      .replaceAll(/[\s\-‐-―]/g, "");
  if (!number) return false;
  const at = bare(text).indexOf(bare(number));
  return at !== -1 && !/\d/.test(bare(text).charAt(at + bare(number).length));
};

/** The values of a message, in its language. What there is nothing to say about is left out. */
export const valuesFor = (
  about: { ticketSummary: TicketSummary; property: KnownProperty; owner: Owner | undefined },
  language: Language,
): Values => {
  const { ticketSummary, property, owner } = about;
  const nameOf = ({ name, nameEn }: InTwoLanguages) => (language === "en" ? nameEn : name);
  return said({
    propertyName: nameOf(property),
    propertyPhone: property.phone,
    ticketNumber: ticketNumber(ticketSummary),
    summary: ticketSummary.summary,
    place: ticketSummary.place,
    ownerName: owner ? nameOf(owner) : null,
    ownerNumber: owner?.staffNumber,
    replyBy:
      ticketSummary.replyBy === null ? null : dateFor(ticketSummary.replyBy, language, property.timeZone),
  });
};

const said = (values: Record<string, string | null | undefined>): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value));

const dateFor = (at: Instant, language: Language, timeZone: string): string => {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    month: language === "en" ? "short" : "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const part = Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  const time = `${part.hour}:${part.minute}`;
  return language === "en"
    ? `${part.day} ${part.month}, ${time}`
    : `${Number(part.month)}月${part.day}日${time}`;
};
