import stringWidth from "string-width";
import { bold } from "#bin/terminal.mjs";

/** A table of texts: the first column to the left, the others, which are figures, to the right. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => {
  const widths = head.map((title, column) =>
    Math.max(stringWidth(title), ...rows.map((row) => stringWidth(row[column] ?? ""))),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const space = spaceBehind(cell, widths[column] ?? 0);
        return column === 0 ? `${cell}${space}` : `${space}${cell}`;
      })
      .join("  ")
      .trimEnd();
  return [bold(line(head)), ...rows.map(line)];
};

/** The space that fills a column of a terminal: colour codes take no place there, Chinese characters two. */
export const spaceBehind = (text: string, width: number): string =>
  " ".repeat(Math.max(0, width - stringWidth(text)));

/** 12,345 */
export const figure = (count: number): string => count.toLocaleString("en-US");
