import { createHash } from "node:crypto";
import type { CategoriesPolicy } from "@shouwen/contracts/category-tree";
import type { DataOf } from "@shouwen/contracts/define-event";
import type { requestReceived } from "@shouwen/contracts/events/request";
import { priorityOf } from "@shouwen/contracts/priority";
import type { Language } from "@shouwen/contracts/values";
import type { Database } from "@shouwen/event-bus/database";
import { contextOf, currentCarrier } from "@shouwen/event-bus/tracing";
import type { Person } from "@shouwen/service-kit/auth";
import type { BackPressure } from "@shouwen/service-kit/back-pressure";
import type { GroupCommit } from "@shouwen/service-kit/group-commit";
import type { PolicySet } from "@shouwen/service-kit/policies";
import type { OpenWords } from "@shouwen/service-kit/words";
import type { BlindIndex } from "@shouwen/vault/blind-index";
import { maskName, normaliseContact } from "@shouwen/vault/contact";
import type { DangerWords } from "../domain/danger-words.ts";
import type { RequestDraft } from "../domain/receive-request.ts";
import { propertyNotFound, propertyTakesHistoryOnly } from "../domain/rejections.ts";
import type { Arrival, arrivals, Once, Property } from "./arrival.ts";
import { type CustomersPolicy, callerOf, isKnownIn } from "./callers.ts";
import type { RequestRepository, SeenRequest } from "./request-repository.ts";
import type { Taken } from "./take-requests.ts";

type Needs = {
  readonly database: Database;
  readonly blindIndex: BlindIndex;
  readonly arrive: ReturnType<typeof arrivals>;
  readonly property: (propertyId: string) => Promise<Property | undefined>;
  readonly danger: () => Promise<PolicySet<DangerWords>>;
  readonly categories: () => Promise<PolicySet<CategoriesPolicy>>;
  readonly customers: () => Promise<PolicySet<CustomersPolicy>>;
  readonly open: OpenWords;
  readonly requests: RequestRepository;
  readonly queue: GroupCommit<Arrival, Taken>;
  readonly pressure: BackPressure;
  readonly now: () => string;
};

type Asked = {
  readonly draft: RequestDraft;
  readonly contactText: string | null;
  readonly person: Person;
  readonly toldIn: Language;
  readonly key: { readonly name: string; readonly body: string } | null;
};

/** Takes live requests one by one and tells agents who calls. */
export const openReception = (needs: Needs) => ({
  languageOf: async (propertyId: string) => (await needs.property(propertyId))?.language,

  take: async (asked: Asked): Promise<Taken> => {
    const { draft, contactText, person, toldIn } = asked;
    const [property, danger, tree] = await Promise.all([
      needs.property(draft.propertyId),
      needs.danger(),
      needs.categories(),
      needs.pressure.requireRoom(),
    ]);
    if (!property) throw propertyNotFound();
    if (property.purpose === "history") throw propertyTakesHistoryOnly();
    const now = needs.now();
    return needs.queue.submit(
      needs.arrive({
        draft,
        contactText,
        property,
        toldIn,
        dangerWords: danger.inForce(property.propertyId, now).body,
        isCategoryKnown: isKnownIn(tree.inForce(property.propertyId, now).body, draft.category),
        actor: person.id,
        once: onceOf(asked, needs.blindIndex),
        imported: null,
        trace: contextOf(currentCarrier()),
      }),
    );
  },

  find: async (person: Person, requestId: string) => {
    const seen = await needs.requests.find(person, requestId);
    if (!seen) return undefined;
    const view = viewOf(seen);
    const { words, displayName } = seen.data as DataOf<typeof requestReceived>;
    const [people, name] = await Promise.all([
      needs.requests.peopleOf(person, view.ticketId),
      displayName === null ? null : needs.open(displayName, view.profileId),
    ]);
    const callerName = name === null ? null : maskName(name);
    return { view: { ...view, number: people?.number ?? null, callerName }, words, people };
  },

  lookUp: async (person: Person, propertyId: string, contactText: string) => {
    const property = await needs.property(propertyId);
    if (!property) throw propertyNotFound();
    const contact = normaliseContact(contactText, property.countryCode);
    const caller =
      contact.kind === "text"
        ? undefined
        : await callerOf(needs)(person, propertyId, needs.blindIndex(contact));
    if (!caller) return nobody;
    return { ...caller, openTickets: [...caller.openTickets], requests: caller.requests.map(viewOf) };
  },
});

const nobody = {
  profileId: null,
  tier: null,
  language: null,
  shared: false,
  people: [],
  openTickets: [],
  requests: [],
};

/** What was asked with a key is kept as a keyed hash: a plain one of a phone number could be guessed. */
const onceOf = ({ key, person }: Asked, blindIndex: BlindIndex): Once | null =>
  key && {
    scope: `/people/${person.id}`,
    key: key.name,
    fingerprint: blindIndex({ kind: "text", value: createHash("sha256").update(key.body).digest("hex") }),
  };

const viewOf = ({ data, contactKind }: SeenRequest) => {
  const {
    contact: _contact,
    displayName: _name,
    words: _words,
    emergency,
    priority,
    ...view
  } = data as DataOf<typeof requestReceived>;
  return {
    ...view,
    priority: priorityOf({ priority, emergency }),
    contactKind: contactKind as "phone" | "email" | "text" | null,
  };
};
