/** The signed-in account isn't allowed to read this. It is never shown as a pass or a fail. */
export interface CouldNotLook {
  readonly couldNotLook: string;
}
