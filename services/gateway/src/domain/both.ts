/** A text in the two languages of the house. */
export type Both = { readonly zh: string; readonly en: string };

/** The same text in both. */
export const both = (zh: string, en: string): Both => ({ zh, en });

/** Names of people and places, as far as they are known by now. */
export type Names = {
  staff(id: string | null): Both | undefined;
  team(id: string): Both | undefined;
  property(id: string): Both | undefined;
};
