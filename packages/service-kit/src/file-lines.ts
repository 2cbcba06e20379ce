import { turns } from "./turns.ts";

/** One line of a file as bytes, without its end and without the mark of UTF-8, which is noted. `line` counts from 1. */
export type FileLine = { readonly line: number; readonly bytes: Buffer; readonly isMarked?: true };

const newline = 0x0a;
const carriageReturn = 0x0d;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** So few that what is done with them between two turns takes a millisecond or two. */
const together = 64;

/**
 * Cuts a stream into lines and gives some at a time; nothing more is read before the consumer asks for it, and
 * everybody else in the process has their turn in between, however fast the file comes in. Of a line longer than
 * `longest` only the beginning is given, so that memory stays bounded.
 */
export async function* fileLines(
  stream: AsyncIterable<Buffer>,
  longest: number,
): AsyncGenerator<readonly FileLine[]> {
  const cutter = lineCutter(longest);
  const takeTurns = turns();
  for await (const chunk of stream) {
    const lines = cutter.add(chunk);
    for (let from = 0; from < lines.length; from += together) {
      yield lines.slice(from, from + together);
      await takeTurns();
    }
  }
  const last = cutter.end();
  if (last.length > 0) yield last;
}

const lineCutter = (longest: number) => {
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  let begunAlready = false;
  const give = (bytes: Buffer): FileLine[] => {
    const given = begunAlready ? [] : [lineOf(line, bytes)];
    begunAlready = false;
    line += 1;
    return given;
  };
  /** Says the beginning of an overlong line and forgets the rest of it. */
  const giveBeginning = (): FileLine[] => {
    const given = begunAlready ? [] : [lineOf(line, rest)];
    begunAlready = true;
    rest = Buffer.alloc(0);
    return given;
  };
  return {
    add: (chunk: Buffer): FileLine[] => {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const lines: FileLine[] = [];
      let start = 0;
      for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
        lines.push(...give(bytes.subarray(start, end)));
        start = end + 1;
      }
      rest = bytes.subarray(start);
      if (rest.length > longest) lines.push(...giveBeginning());
      return lines;
    },
    end: (): FileLine[] => (rest.length > 0 ? give(rest) : []),
  };
};

const lineOf = (line: number, bytes: Buffer): FileLine => {
  const isMarked = line === 1 && bytes.subarray(0, 3).equals(byteOrderMark);
  const marked = isMarked ? bytes.subarray(3) : bytes;
  const content = marked.at(-1) === carriageReturn ? marked.subarray(0, -1) : marked;
  return { line, bytes: content, ...(isMarked ? { isMarked } : {}) };
};
