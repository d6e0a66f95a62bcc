/** Read somewhere the signed-in client may not look. Never shown as a pass or a fail. */
export interface CouldNotLook {
  readonly couldNotLook: string;
}
