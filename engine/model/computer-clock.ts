/** Seconds a computer's clock may be off: what Microsoft's sign-in allows (https://learn.microsoft.com/entra/identity-platform/access-tokens). */
const tolerated = 300;

/** Whether a clock that is so many seconds ahead of Microsoft, or behind where negative, is off by more than is tolerated. */
export const isClockWrong = (ahead: number | undefined): boolean => Math.abs(ahead ?? 0) > tolerated;

/** How far off it is, in a sentence: "This computer's clock is 2 h ahead." */
export function clockWords(ahead: number): string {
  const minutes = Math.round(Math.abs(ahead) / 60);
  const span = minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
  return `This computer's clock is ${span} ${ahead > 0 ? 'ahead' : 'behind'}.`;
}
