/** A command as a document shows it, with what it prints. */
export type ShownCommand = {
  readonly line: number;
  readonly text: string;
  /** Empty where the document shows none. */
  readonly output: readonly string[];
};

/** A block of commands in a document. */
export type ShellBlock = {
  /** `played`: whoever reads types it in this order. `shown`: only to be looked at, because it takes long. */
  readonly kind: "played" | "shown";
  readonly commands: readonly ShownCommand[];
};

const kindOf = (info: string): ShellBlock["kind"] | undefined => {
  if (info === "console") return "played";
  return info === "console shown" || info === "sh" ? "shown" : undefined;
};

/** Reads a document: blocks marked `console` are played, `console shown` and `sh` are shown. */
export const shellBlocks = (document: string): ShellBlock[] => {
  const blocks: ShellBlock[] = [];
  const lines = document.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const info = /^```(.+)$/.exec(lines[at] ?? "")?.[1];
    if (info === undefined) continue;
    const end = lines.indexOf("```", at + 1);
    const kind = kindOf(info);
    const body = lines.slice(at + 1, end);
    if (kind) blocks.push({ kind, commands: commandsIn(info === "sh" ? prompted(body) : body, at + 2) });
    at = end;
  }
  return blocks;
};

/** A line that ends with a backslash or a pipe, or within quotes, goes on in the next. */
const goesOn = (text = ""): boolean => /[\\|]$/.test(text) || (text.match(/'/g)?.length ?? 0) % 2 === 1;

/** A script without output: each line that continues no other is a command. */
const prompted = (body: readonly string[]): string[] =>
  body.map((line, index) => (goesOn(body[index - 1]) || line === "" ? line : `$ ${line}`));

const commandsIn = (body: readonly string[], firstLine: number): ShownCommand[] => {
  const commands: { line: number; text: string; output: string[] }[] = [];
  for (const [index, line] of body.entries()) {
    const last = commands.at(-1);
    if (line.startsWith("$ ")) commands.push({ line: firstLine + index, text: line.slice(2), output: [] });
    else if (last && last.output.length === 0 && goesOn(last.text)) last.text += `\n${line}`;
    else if (line.trim() !== "") last?.output.push(line);
  }
  return commands;
};

/** The arguments of each `npx shouwen` within a command, as far as they are written out. */
export const shouwenCalls = (text: string): string[][] =>
  [...text.matchAll(/npx shouwen ((?:'[^']*'|"[^"]*"|[^'"|)#;>&\n])*)/g)].map(([, rest = ""]) =>
    wordsOf(rest),
  );

const wordsOf = (text: string): string[] => {
  const words = (text.match(/(?:'[^']*'|"[^"]*"|\S)+/g) ?? []).filter((word) => word !== "\\");
  const open = words.indexOf("…");
  return (open < 0 ? words : words.slice(0, open)).map((word) => word.replace(/^['"]|['"]$/g, ""));
};
