import { z } from "zod";

/** Blanks are seen by nobody, nor are marks that join, order or part letters, nor letters made to fill a space. */
const seen = /[^\p{Z}\p{C}\p{Default_Ignorable_Code_Point}\s\u2800]/u;

/** Whether a text has anything to see. */
export const isShown = (text: string): boolean => seen.test(text);

/**
 * Words that people read on a board or a letter, such as a name: the blanks around them go, and something must be left
 * to see.
 */
export const shownText = (longest: number, shortest = 1) =>
  z
    .string()
    .trim()
    .refine(
      (text) => text.length >= shortest && isShown(text),
      "Is blank or too short: expected words that people can read",
    )
    .max(longest)
    .meta({ minLength: shortest });
