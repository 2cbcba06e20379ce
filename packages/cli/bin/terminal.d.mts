export declare const green: (text: string) => string;
export declare const red: (text: string) => string;
export declare const yellow: (text: string) => string;
export declare const bold: (text: string) => string;
export declare const dim: (text: string) => string;
export declare const explain: (message: string, fix: string) => number;

/** Steps shown on a terminal, by a key that the caller chooses. */
export type Steps = {
  start: (key: string, title: string) => void;
  detail: (key: string, detail: string) => void;
  done: (key: string, note?: string) => void;
  fail: (key: string) => void;
  say: (line: string) => void;
};
export declare const createSteps: (out?: NodeJS.WriteStream) => Steps;
