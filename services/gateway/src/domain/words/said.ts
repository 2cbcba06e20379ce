import type { DataOf, EventDefinition } from "@shouwen/contracts/define-event";
import { type Both, both, type Names } from "../both.ts";

/** How an event is to be taken: news, progress, a good end, something to look at, something that went wrong. */
export type Tone = "new" | "plain" | "good" | "warn" | "bad";

/** An event in words. Without anything personal of a customer. */
export type Said = Both & {
  readonly tone: Tone;
  /** One of the many small steps; shown only to those who want to see everything. */
  readonly minor?: boolean;
  /** What it is about: a summary, a place. In the language in which it was written. */
  readonly detail?: string;
};

export type Wording = (data: unknown, names: Names) => Said;

/** The words of one event. */
export const wordsFor = <Definition extends EventDefinition>(
  definition: Definition,
  wording: (data: DataOf<Definition>, names: Names) => Said,
): [type: string, Wording] => [definition.type, (data, names) => wording(data as DataOf<Definition>, names)];

export const said = (zh: string, en: string, tone: Tone = "plain"): Said => ({ zh, en, tone });
export const minor = (zh: string, en: string, tone: Tone = "plain"): Said => ({ zh, en, tone, minor: true });

const somebody = both("同事", "a colleague");

/** A member of staff by name and number; somebody, while the name is not known. */
export const who = (names: Names, id: string | null): Both => names.staff(id) ?? somebody;
