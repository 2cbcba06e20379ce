export declare const root: string;
export declare const pnpm: string;
export declare const programs: string;
export declare const node: string;
