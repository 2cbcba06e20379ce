import { bold } from "#bin/terminal.mjs";

/** A table of texts: the first column to the left, the others, which are figures, to the right. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => {
  const widths = head.map((title, column) =>
    Math.max(widthOf(title), ...rows.map((row) => widthOf(row[column] ?? ""))),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const space = " ".repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)));
        return column === 0 ? `${cell}${space}` : `${space}${cell}`;
      })
      .join("  ")
      .trimEnd();
  return [bold(line(head)), ...rows.map(line)];
};

/** Columns on a terminal: colour codes take none, Chinese characters two. */
export const widthOf = (text: string): number => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with one.
  const plain = text.replace(/\u001b\[\d+m/g, "");
  return [...plain].reduce(
    (width, character) =>
      width +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/.test(
        character,
      )
        ? 2
        : 1),
    0,
  );
};

/** 12,345 */
export const figure = (count: number): string => count.toLocaleString("en-US");
