import type { Language } from "@shouwen/contracts/values";
import type { TicketFact } from "./ticket-fact.ts";
import type { TimelineEntry } from "./ticket-lists.ts";

/** Something that was written or said about a ticket, still sealed. */
export type Utterance = {
  readonly eventId: string;
  readonly ticketId: string;
  readonly at: string;
  /** What it is: the request itself, a message, a note, what was done, why it is not done, a notice, an inspection. */
  readonly what: "request" | "message" | "note" | "resolution" | "dissatisfied" | "notice" | "inspection";
  readonly from: "customer" | "staff";
  /** Which member of staff; null for the customer, and where the record does not say. */
  readonly by: string | null;
  /** For whom it was written. */
  readonly audience: "customer" | "staff";
  readonly language: Language;
  readonly text: string;
};

type Said = Pick<Utterance, "what" | "from" | "by" | "audience"> & { readonly text: string | null };

const fromCustomer = (what: Utterance["what"], text: string | null): Said => ({
  what,
  from: "customer",
  by: null,
  audience: "staff",
  text,
});

const saidIn = (event: TicketFact): Said | undefined => {
  switch (event.type) {
    case "ticket.opened.v1":
      return fromCustomer("request", event.data.words);
    case "ticket.customer_wrote.v1":
      return fromCustomer("message", event.data.text);
    case "ticket.reopened.v1":
      return fromCustomer("dissatisfied", event.data.words);
    case "ticket.note_added.v1": {
      const { by, text, audience } = event.data;
      return {
        what: "note",
        from: "staff",
        by,
        audience: audience === "customer" ? "customer" : "staff",
        text,
      };
    }
    case "ticket.resolved.v1":
      return {
        what: "resolution",
        from: "staff",
        by: event.data.by,
        audience: "customer",
        text: event.data.note,
      };
    case "ticket.violation_notice_served.v1":
      return {
        what: "notice",
        from: "staff",
        by: event.data.by,
        audience: "customer",
        text: event.data.text,
      };
    case "ticket.reinspected.v1":
      return {
        what: "inspection",
        from: "staff",
        by: event.data.by,
        audience: "staff",
        text: event.data.note,
      };
    default:
      return undefined;
  }
};

/** What was written and said about tickets, oldest first, from their events. */
export const conversationOf = (events: readonly TimelineEntry[]): Utterance[] =>
  events
    .flatMap(({ eventId, type, data }) => {
      const event = { type, data } as TicketFact;
      const said = saidIn(event);
      if (said?.text == null) return [];
      const { ticketId, language } = event.data;
      return [{ eventId, ticketId, at: event.data.at, ...said, text: said.text, language }];
    })
    .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));

const han = /\p{Script=Han}/u;

/** The language of a text as it reads; of one that cannot be read, the one in which its customer is spoken to. */
export const languageOf = (text: string | null, spoken: Language): Language => {
  if (text === null) return spoken;
  return han.test(text) ? "zh-CN" : "en";
};
