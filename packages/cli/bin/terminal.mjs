// This file runs before anything is installed, so that it uses no library: not even for colours and widths.
const wantsColour = process.stdout.isTTY && !process.env.NO_COLOR;

const paint = (code) => (text) => (wantsColour ? `\u001b[${code}m${text}\u001b[0m` : text);

export const green = paint(32);
export const red = paint(31);
export const yellow = paint(33);
export const bold = paint(1);
export const dim = paint(2);

/** Says what went wrong and what to do. Returns the exit code. */
export const explain = (message, fix) => {
  process.stderr.write(`\n${red("✘")} ${message}\n  ${bold("→")} ${fix}\n\n`);
  return 1;
};

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 100;

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/**
 * Shows steps that may run at the same time: one line for each that is done, and, on a terminal, one line below
 * that moves. `began` shifts the clock of the whole, so that the total includes what ran before.
 */
export const createSteps = (out = process.stdout) => {
  const running = new Map();
  let frame = 0;
  let timer;

  const clear = () => {
    if (out.isTTY) out.write("\r\u001b[2K");
  };
  const draw = () => {
    if (!out.isTTY || running.size === 0) return;
    frame = (frame + 1) % FRAMES.length;
    const now = performance.now();
    const parts = [...running.values()].map(({ title, detail, began }) => {
      const text = detail ? `${title} · ${detail}` : title;
      return `${text} ${seconds(now - began)}`;
    });
    const line = `${FRAMES[frame]} ${parts.join("   ")}`;
    clear();
    out.write(line.slice(0, (out.columns || 120) - 1));
  };
  const print = (line) => {
    clear();
    out.write(`${line}\n`);
    draw();
  };
  const forget = (key) => {
    const step = running.get(key);
    running.delete(key);
    if (running.size === 0) {
      clearInterval(timer);
      timer = undefined;
      clear();
    }
    return step;
  };

  return {
    start: (key, title) => {
      running.set(key, { title, detail: "", began: performance.now() });
      timer ??= setInterval(draw, FRAME_MS).unref();
      draw();
    },
    detail: (key, detail) => {
      const step = running.get(key);
      if (step) step.detail = detail;
    },
    done: (key, note = "") => {
      const step = forget(key);
      if (!step) return;
      const took = seconds(performance.now() - step.began);
      print(`${green("✔")} ${step.title.padEnd(44)} ${took.padStart(7)}${note ? `  ${dim(note)}` : ""}`);
    },
    fail: (key) => {
      const step = forget(key);
      if (step) print(`${red("✘")} ${step.title}`);
    },
    say: (line) => print(line),
  };
};
