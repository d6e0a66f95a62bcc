/** The signed-in client isn't allowed to read this. Never shown as a pass or a fail. */
export interface CouldNotLook {
  readonly couldNotLook: string;
}
