import { internalFact } from "@shouwen/contracts/define-event";
import { noteGuestUnknown } from "../rejections.ts";

/** What is handed over about one table, room or matter: by the id of each point, what there is to say. */
export type NoteEntry = { readonly about: string; readonly points: Readonly<Record<string, string>> };

/**
 * An entry as it is kept: sealed with the key of the guest whom it names, else with the property's. Null where that
 * guest was erased.
 */
export type KeptEntry = { readonly profileId: string | null; readonly sealed: string | null };

export type WrittenNote = {
  readonly noteId: string;
  readonly propertyId: string;
  readonly teamId: string;
  /** The shift that ends with it; null where none was named. */
  readonly shiftId: string | null;
  readonly entries: readonly KeptEntry[];
  readonly writtenBy: string;
  readonly writtenAt: string;
  readonly confirmedBy: string | null;
  readonly confirmedAt: string | null;
};

export type HandOverNote = { readonly status: "unknown" } | ({ readonly status: "written" } & WrittenNote);

export const unknownNote: HandOverNote = { status: "unknown" };

/** A guest as far as others have told of them: where they are known. */
export type KnownGuest = { readonly propertyIds: readonly string[] };

/** Throws for a guest whom nobody knows at the property: a key of nobody seals what is never erased. */
export const requireGuests = (
  propertyId: string,
  entries: readonly { readonly profileId: string | null }[],
  guests: readonly (KnownGuest | undefined)[],
): void => {
  const errors = entries.flatMap(({ profileId }, n) =>
    profileId === null || guests[n]?.propertyIds.includes(propertyId)
      ? []
      : [{ field: `entries.${n}.profileId`, message: "Expected a customer whom the property knows" }],
  );
  if (errors.length > 0) throw noteGuestUnknown({ errors });
};

/** Says a note whole, and to nobody outside: its text may be about guests. */
export const noteChanged = (note: WrittenNote) => internalFact("hand_over_note.changed", note);

export type NoteFact = ReturnType<typeof noteChanged>;

export const evolveNote = (_note: HandOverNote, fact: NoteFact): HandOverNote => ({
  status: "written",
  ...fact.data,
});
