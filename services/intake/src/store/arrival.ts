import type { DataOf } from "@shouwen/contracts/define-event";
import type { propertyState } from "@shouwen/contracts/events/workforce";
import type { Language } from "@shouwen/contracts/values";
import { newId } from "@shouwen/event-bus/ids";
import type { contextOf } from "@shouwen/event-bus/tracing";
import type { BlindIndex } from "@shouwen/vault/blind-index";
import { normaliseContact } from "@shouwen/vault/contact";
import type { DangerWords, HeardDanger } from "../domain/danger-words.ts";
import { dangerIn, type PastStep, type RequestDraft } from "../domain/receive-request.ts";
import { maskDraft } from "./mask-draft.ts";

export type Property = DataOf<typeof propertyState>;

/** How a customer can be reached. `index` finds them again; null where the text names nobody for certain. */
export type ArrivedContact = {
  readonly kind: "phone" | "email" | "text";
  readonly value: string;
  readonly index: string | null;
};

/** The key under which a command is carried out once: whose key it is, and what was asked with it. */
export type Once = { readonly scope: string; readonly key: string; readonly fingerprint: string };

/** A row of an imported file. */
export type ImportedRow = { readonly importId: string; readonly line: number };

/** A step with ids in the place of the names that the other system has. */
type LivedStep = Omit<PastStep, "who" | "team"> & {
  readonly by: string | null;
  readonly team?: { readonly teamId: string; readonly name: string };
};

/** One request on its way to be written down. */
export type Arrival = {
  readonly requestId: string;
  readonly draft: RequestDraft;
  readonly contact: ArrivedContact | null;
  /** The steps of a record of the past, with ids in the place of names. */
  readonly life: readonly LivedStep[] | null;
  readonly property: Property;
  /** What was heard in the words, once: the request is looked at more often than that. */
  readonly danger: HeardDanger | undefined;
  /** Whether the category tree of the property has the category that was named. */
  readonly isCategoryKnown: boolean;
  /** The language in which whoever sends it is answered. */
  readonly toldIn: Language;
  readonly actor: string;
  readonly once: Once | null;
  readonly imported: ImportedRow | null;
  /** The trace that its event belongs to: a batch carries requests of many. */
  readonly trace: ReturnType<typeof contextOf>;
};

export type Arriving = Omit<
  Arrival,
  "requestId" | "contact" | "life" | "danger" | "isCategoryKnown" | "toldIn"
> & {
  readonly contactText: string | null;
  readonly dangerWords: DangerWords;
  readonly isCategoryKnown?: boolean;
  /** The property's unless said. */
  readonly toldIn?: Language;
  /** Where it has a name already, as a message has from which it is made. */
  readonly requestId?: string;
};

/** Makes arrivals: gives each its id, masks what all may read, and reads its contact as people of that country write it. */
export const arrivals =
  (blindIndex: BlindIndex) =>
  ({ contactText, dangerWords, ...arriving }: Arriving): Arrival => {
    const draft = maskDraft(arriving.draft, arriving.property.countryCode);
    const life = lifeOf(draft, blindIndex);
    return {
      ...arriving,
      once: arriving.once ?? onceOf({ ...arriving, contactText }, life, blindIndex),
      draft: { ...draft, takenBy: draft.takenBy ?? life?.[0]?.by ?? null },
      requestId: arriving.requestId ?? newId("req"),
      danger: dangerIn(arriving.draft, dangerWords),
      isCategoryKnown: arriving.isCategoryKnown ?? true,
      toldIn: arriving.toldIn ?? arriving.property.language,
      contact: contactText === null ? null : readContact(contactText, arriving.property, blindIndex),
      life,
    };
  };

/** People of another system are told apart and not named: an id that cannot be turned back stands for each. */
const lifeOf = ({ past, source }: RequestDraft, blindIndex: BlindIndex): Arrival["life"] => {
  if (!past?.life) return null;
  const idOf = (name: string) => blindIndex({ kind: "text", value: `${source?.system} ${name}` });
  return past.life.map(({ who, team, ...step }) => ({
    ...step,
    by: who === null ? null : `stf_${idOf(who)}`,
    ...(team ? { team: { teamId: `tea_${idOf(`team ${team}`)}`, name: team } } : {}),
  }));
};

/** A record that comes again with other content is no repeat: nobody must be told that all of it is there. */
const onceOf = (
  { draft, contactText, imported }: Pick<Arriving, "draft" | "contactText" | "imported">,
  life: Arrival["life"],
  blindIndex: BlindIndex,
): Once | null => {
  const { source, propertyId } = draft;
  if (!source || !(life || imported)) return null;
  const value = JSON.stringify(life ?? [draft, contactText]);
  return {
    scope: `/records/${propertyId}/${source.system}`,
    key: source.externalId,
    fingerprint: blindIndex({ kind: "text", value }),
  };
};

/**
 * A contact that is neither phone nor e-mail is kept and leads to a profile of its own: "at the bar" is written by
 * many, and one guest must not be shown the requests of another.
 */
const readContact = (text: string, { countryCode }: Property, blindIndex: BlindIndex): ArrivedContact => {
  const contact = normaliseContact(text, countryCode);
  const { kind, value } = contact;
  return { kind, value, index: kind === "text" ? null : blindIndex(contact) };
};
