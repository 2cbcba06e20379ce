import type { OpenWords } from "@shouwen/service-kit/words";
import { maskPersonalData } from "@shouwen/vault/mask-text";
import type { Vault } from "@shouwen/vault/vault";
import { z } from "zod";
import type { KeptEntry, NoteEntry } from "../domain/paper/hand-over-note.ts";

/** An entry as it is written: `profileId` names the guest whom it is about, where one is known. */
export type SaidEntry = NoteEntry & { readonly profileId: string | null };

/** An entry as it is read. Of a guest who is erased, or is to be, and of a damaged one only that there was one. */
export type ReadEntry = { readonly profileId: string | null; readonly text: NoteEntry | null };

const text = z.object({ about: z.string(), points: z.record(z.string(), z.string()) });

const masked = ({ about, points }: NoteEntry, countryCode: string): NoteEntry => {
  const mask = (words: string) => maskPersonalData(words, { countryCode });
  return {
    about: mask(about),
    points: Object.fromEntries(Object.entries(points).map(([id, words]) => [id, mask(words)])),
  };
};

const readEntry = async (entry: KeptEntry, open: OpenWords): Promise<ReadEntry> => {
  if ("about" in entry) return { profileId: null, text: text.parse(entry) }; // written before notes were sealed
  const { profileId, sealed } = entry;
  const said = sealed === null ? null : await open(sealed, profileId);
  return { profileId, text: said === null ? null : text.parse(JSON.parse(said)) };
};

/**
 * Seals and opens what hand-over notes say. An entry about a guest dies with that guest's key. One about nobody is
 * sealed with the property's key, which nothing erases: numbers and addresses in it are masked first.
 */
export const openNoteText = (vault: Pick<Vault, "sealMany">, open: OpenWords) => ({
  seal: async (
    entries: readonly SaidEntry[],
    { propertyId, countryCode }: { propertyId: string; countryCode: string },
  ): Promise<KeptEntry[]> => {
    const sealed = await vault.sealMany(
      entries.map(({ profileId, about, points }) => {
        const said = { about, points };
        return {
          subject: profileId ?? propertyId,
          text: JSON.stringify(profileId === null ? masked(said, countryCode) : said),
        };
      }),
    );
    return entries.map(({ profileId }, n) => ({ profileId, sealed: sealed[n] ?? null }));
  },
  /** Opens the entries of many notes with one query for the keys. */
  open: (notes: readonly (readonly KeptEntry[])[]): Promise<ReadEntry[][]> =>
    Promise.all(notes.map((entries) => Promise.all(entries.map((entry) => readEntry(entry, open))))),
});
