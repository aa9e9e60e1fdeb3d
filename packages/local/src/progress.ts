/** Told, in a short sentence, what is being done whenever something takes longer than a moment. */
export type Progress = (message: string) => void;

/** For callers who do not care. */
export const quietly: Progress = () => {};
