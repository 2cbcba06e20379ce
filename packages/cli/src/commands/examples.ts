/** The end of a command's help: what one types, a line each. For `addHelpText("after", …)`. */
export const examples = (...lines: readonly string[]): string =>
  ["", lines.length === 1 ? "Example:" : "Examples:", ...lines.map((line) => `  npx shouwen ${line}`)].join(
    "\n",
  );
