import type { ProblemWords } from "../problem-language.ts";

export const approvalProblems: ProblemWords = {};
